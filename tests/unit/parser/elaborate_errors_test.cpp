// Every kind of error of names, families and shapes, with its place, its words and its hint.

#include "tests/support/catch.hpp"
#include "tests/unit/parser/elaborated.hpp"

namespace nngen::tests {
namespace {

struct Row {
  const char* text;
  const char* expected;
};

void check_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(findings_text(elaborated(row.text)) == row.expected);
  }
}

TEST_CASE("names") {
  check_rows({
      {"input x : R^2\nf = sum(xx)",
       "2:9 unknown_name: 'xx' is not declared (write x·x for the product)\n"},
      {"input weight : R^2\nf = sum(wieght)",
       "2:9 unknown_name: 'wieght' is not declared (did you mean 'weight'?)\n"},
      {"input x : R^2\nf = summ(x)",
       "2:5 unknown_function: there is no function 'summ' (did you mean 'sum'?)\n"},
      {"input x : R^2\ninput x : R^3\nf = sum(x)", "2:7 duplicate_name: 'x' is declared twice\n"},
      {"param W[i] : R^2 for i = 1..2\nparam W : R^2\nf = sum(W1)",
       "2:7 duplicate_name: 'W' is declared twice\n"},
      {"a = b\nb = c + a\nc = 1", "1:1 cyclic_definition: 'a' is defined by itself\n"},
      {"let a = b\nlet b = a\ninput x : R^a\nf = sum(x)",
       "1:5 cyclic_definition: 'a' is defined by itself\n"},
      {"def f(a) = f(a)\ng = f(1)", "1:5 cyclic_definition: 'f' is defined by itself\n"},
      {"input x : R^2\nf = x(1)",
       "2:5 not_a_function: 'x' is a value, not a function (for a product "
       "write x·(…))\n"},
      {"f = tanh + 1",
       "1:5 missing_argument: 'tanh' is a function without its argument (write "
       "tanh(…))\n"},
      {"input x : R^2\nf = x·tanh",
       "2:7 missing_argument: 'tanh' is a function without its argument "
       "(in a product it acts on what follows; else write tanh(…))\n"},
      {"def g(a, b) = a\nf = g(1)", "2:5 wrong_arity: 'g' takes 2 arguments, it is given 1\n"},
      {"input x : R\nf = Σ(x)",
       "2:5 unknown_function: there is no function 'Σ' (a sum is written sum(…), or sum(… for i = "
       "1..n))\n"},
  });
}

TEST_CASE("families and constants") {
  check_rows({
      {"param W[i] : R^2 for i = 1..3\nf = sum(W[4])",
       "2:9 not_in_family: 'W' has no member 4 (its members are W[1] … W[3])\n"},
      {"param W[i] : R^2 for i = 1..3\nf = sum(W)",
       "2:9 family_without_index: 'W' is a family: it needs an index (write W[1])\n"},
      {"let k = 2.5\nparam W[i] : R^2 for i = 1..k\nf = sum(W1)",
       "2:29 not_an_integer: the bound of a range must be an integer, it is 2.5\n"},
      {"let k\nparam W[i] : R^2 for i = 1..k\nf = sum(W1)",
       "2:29 needs_value: the dimension 'k' needs a value (give it with 'let', or with -D k=…)\n"},
      {"param W : R^0\nf = sum(W)",
       "1:13 bad_dimension: a dimension must be an integer from 1 to "
       "2147483647, this is 0\n"},
      {"let n = 3/2\nparam W : R^n\nf = sum(W)",
       "2:13 bad_dimension: a dimension must be an integer from 1 to 2147483647, 'n' is 1.5\n"},
      {"param W : R^(100000×100000)\nf = sum(W)",
       "1:11 too_large: a value has at most 2147483647 entries, R^(100000×100000) has "
       "10000000000\n"},
      {"let n[0..2] = [1, 2]\nparam W : R^n[0]\nf = sum(W)",
       "1:15 list_length: 'n' has 3 members, it is given 2 values\n"},
      {"param a : R\nlet n = a\nparam W : R^n\nf = sum(W)",
       "2:9 not_constant: 'a' (declared data) is not a constant\n"},
      {"param b : R\na = b for i = 1..2",
       "2:7 for_without_index: the 'for' has nothing to count: the "
       "name on the left has no index\n"},
  });
}

TEST_CASE("shapes") {
  check_rows({
      {"input x : R^3\nparam W : R^(2×4)\nf = sum(W·x)",
       "3:10 shape_mismatch: the shapes do not fit: W is R^(2×4), x is R^3\n"},
      {"input x, y : R^3\nf = x·y",
       "2:6 shape_mismatch: the shapes do not fit: x is R^3, y is R^3 (xᵀ·y is the inner product, "
       "x∘y multiplies entry by entry)\n"},
      {"input x : R^3\nparam A : R^(3×2)\nf = sum(x•A)",
       "3:10 shape_mismatch: the shapes do not fit: x is R^3, A is R^(3×2) (A•B is B·A)\n"},
      {"input x : R^3\nf = x + xᵀ",
       "2:7 shape_mismatch: the shapes do not fit: x is R^3, xᵀ is R^(1×3) (transpose one of "
       "them)\n"},
      {"input x : R^3\nf = x^2",
       "2:5 wrong_shape: x is a vector: it has no power (write x.^2 or ‖x‖²)\n"},
      {"input x : R^3\nf = 1/x",
       "2:7 wrong_shape: '/' divides by a scalar, x is R^3 (write 1 ./ x to divide entry by "
       "entry)\n"},
      {"input x : R^3\nf = e^x",
       "2:5 number_e: 'e' is not declared: it is the number 2.71828…\n"
       "2:5 wrong_shape: 'e^…' takes a scalar, x is R^3 (write exp(x) for the exponential of each "
       "entry)\n"},
      {"param A : R^(2×2)\nf = A[3]",
       "2:6 wrong_shape: a matrix has two indices, A is R^(2×2) (write A[3, :] for a row, A[:, 3] "
       "for "
       "a column)\n"},
      {"input x : R^3\nf = x[4]", "2:7 bad_index_range: the index 4 is outside 1 … 3\n"},
      {"input x : R^3\nf = x[3:2]", "2:7 bad_index_range: the range 3:2 is empty\n"},
      {"param A : R^(2×2)\nf = ‖A‖",
       "2:5 wrong_shape: a matrix has several norms, A is R^(2×2) (write normF(…) or ‖…‖_F "
       "for the root of the sum of its squares)\n"},
      {"param A : R^(2×3)\nf = A⁻¹",
       "2:5 wrong_shape: only a square matrix has an inverse, A is "
       "R^(2×3)\n"},
      {"let n\nlet m\ninput x : R^n\ninput y : R^m\nf = dot(x, y)",
       "5:12 shape_mismatch: the shapes do not fit: x is R^n, y is R^m (different symbolic "
       "dimensions "
       "are never equal: if n and m are, write let m = n)\n"},
      {"input x : R^3\nloss L = x",
       "2:10 loss_not_scalar: the loss must be a scalar, 'L' is R^3 (sum(…) adds its entries, ‖…‖² "
       "their squares)\n"},
      {"input x : R^4\nact Σ1 = [tanh×2, identity]\nf = Σ1(x)",
       "3:8 wrong_shape: 'Σ1' is a direct sum of 3 functions, x is R^4\n"},
      {"param W : R^(2×3) symmetric\nf = sum(W)",
       "1:19 bad_property: 'symmetric' is a property of a square matrix, this is R^(2×3)\n"},
      {"param W : R^2 initt\nf = sum(W)", "1:15 bad_property: there is no property 'initt'\n"},
      {"f = I",
       "1:5 wrong_shape: the size of the identity matrix is not known here (write eye(n) with "
       "its size)\n"},
  });
}

TEST_CASE("both operands and their declarations are labelled") {
  const Elaborated result = elaborated("input x : R^3\nparam W : R^(2×4)\nf = sum(W·x)");
  REQUIRE(result.findings.size() == 1);
  std::string labels;
  for (const ir::Label& label : result.findings[0].labels) {
    labels += std::string(result.source.text(label.span)) + ": " + label.text + "\n";
  }
  CHECK(labels ==
        "·: 4 columns against 3 rows\n"
        "W: R^(2×4)\n"
        "x: R^3\n"
        "W: declared here\n"
        "x: declared here\n");
}

TEST_CASE("one mistake is one error, several mistakes are several") {
  check_rows({
      {"input x : R^3\nh = W·x\ny = h + 1\nloss L = sum(y)\nz = V·x",
       "2:5 unknown_name: 'W' is not declared\n5:5 unknown_name: 'V' is not declared\n"},
      {"let k = 9\ninput x : R^3\na[0] = x\na[i] = W·a[i-1] for i = 1..k\nf = sum(a[k])",
       "4:8 unknown_name: 'W' is not declared\n"},
      {"input x : R^3\nparam W : R^(3×\nf = sum(W·x)\ng = y",
       "2:13 unclosed_bracket: '(' is never closed\n4:5 unknown_name: 'y' is not declared\n"},
  });
}

TEST_CASE("an error in a family or a def says for which member or call") {
  const Elaborated family = elaborated(
      "param W[i] : R^(2×2) for i = 1..2\nparam b : R^3\na[0] = b\na[i] = W[i]·a[i-1] for i = "
      "1..2");
  REQUIRE(family.findings.size() == 1);
  CHECK(family.findings[0].labels.back().text == "with i = 1");
  const Elaborated call = elaborated("input x : R^3\ndef f(a) = a·a\ng = f(x)");
  REQUIRE(call.findings.size() == 1);
  const ir::Label& label = call.findings[0].labels.back();
  CHECK(label.text == "in this call of 'f'");
  CHECK(call.source.text(label.span) == "f(x)");
}

TEST_CASE("warnings") {
  check_rows({
      {"input x : R^2\nparam W : R^2\nlet n = 3\nf = sum(x)",
       "2:7 unused_name: 'W' is never used\n3:5 unused_name: 'n' is never used\n"},
      {"param W[i] : R^2 for i = 1..2\nparam v : R\nf = v²",
       "1:7 unused_name: 'W' is never used\n"},
      {"input x : R\nparam sum : R\nf = x + sum",
       "2:7 shadowed_function: 'sum' hides the function of that name\n"},
      {"input x : R^2\nparam W[i] : R^2 for i = 3..1\nf = sum(x)",
       "2:18 empty_range: the range 3..1 is empty\n"},
      {"input x : R\nloss L = e·x",
       "2:10 number_e: 'e' is not declared: it is the number 2.71828…\n"},
      {"input x : R^2\nf = sum(softmax(xᵀ))",
       "2:17 softmax_of_row: 'softmax' works on columns: of a row every entry is 1 (write "
       "softmax_rows for the softmax of each row)\n"},
      {"param A : R^(2×2)\ninput x : R^2\nf = sum(x ⊘ A·x)",
       "3:11 suspicious_quotient: a quotient is multiplied on: (x ⊘ A)·x (products are read from "
       "left "
       "to right; add brackets)\n"},
  });
}

TEST_CASE("definitions from outside must name a let") {
  CHECK(
      findings_text(elaborated("let width = 2\ninput x : R^width\nf = sum(x)", {{{"widht", 3}}})) ==
      "- unknown_define: -D names 'widht', which no 'let' declares (did you mean 'width'?)\n");
}

}  // namespace
}  // namespace nngen::tests
