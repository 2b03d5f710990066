// Undeclared names: their shapes follow from what must fit.

#include "tests/support/catch.hpp"
#include "tests/unit/parser/elaborated.hpp"

namespace nngen::tests {
namespace {

std::string inferred(const std::string& text, const std::map<std::string, double>& defines = {}) {
  parser::ElaborateOptions options;
  options.infer = true;
  options.defines = defines;
  const Elaborated result = elaborated(text, options);
  if (!result.program) return findings_text(result);
  std::string shapes;
  for (const ir::Declaration& declaration : result.program->declarations) {
    shapes += declaration.name.plain() + " : " + declaration.shape.to_string() + "; ";
  }
  return shapes;
}

TEST_CASE("sizes follow from what must fit") {
  struct Row {
    const char* text;
    const char* expected;
  };
  for (const Row& row : {
           Row{"x'*A*x", "x : R^n; A : R^(n×n); "},
           Row{"‖A·x − b‖²", "A : R^(n×m); x : R^m; b : R^n; "},
           Row{"aᵀ·X·b", "a : R^n; X : R^(n×m); b : R^m; "},
           Row{"tr(A·X)", "A : R^(n×m); X : R^(m×n); "},
           Row{"log(sum(exp(A*x + b)))", "A : R^(n×m); x : R^m; b : R^n; "},
           Row{"det(X)", "X : R^(n×n); "},
           Row{"(A + 2I)·x", "A : R^(n×n); x : R^n; "},
           Row{"[x; y]ᵀ·z", "x : R^n; y : R^m; z : R^(n + m); "},
           Row{"nᵀ·x", "n : R^m; x : R^m; "},
           Row{"let d = 3\nparam W : R^(d×4)\nf = ‖W·x + b‖²", "W : R^(3×4); x : R^4; b : R^3; "},
           Row{"y = softmax(W·tanh(V·x + b) + c)\nL = cross_entropy(y, t)",
               "W : R^(n×m); V : R^(m×k); x : R^k; b : R^m; c : R^n; t : R^n; "},
       }) {
    CAPTURE(row.text);
    CHECK(inferred(row.text) == row.expected);
  }
}

TEST_CASE("a vector is a scalar where only a scalar fits") {
  CHECK(inferred("½‖x‖² + λ·norm1(x)") == "x : R^n; λ : a scalar; ");
  CHECK(inferred("sum((A·x)/s)") == "A : R^(n×m); x : R^m; s : a scalar; ");
  CHECK(inferred("x'·A·x + y") == "x : R^n; A : R^(n×n); y : a scalar; ");
  CHECK(inferred("x.^2") == "x : R^n; ");              // nothing else is there
  CHECK(inferred("A·x") == "A : R^(n×m); x : R^m; ");  // the result has the rows of a matrix
  CHECK(inferred("loss L = dot(a, b)·a") ==
        "1:10 loss_not_scalar: the loss must be a scalar, 'L' is R^n "
        "(sum(…) adds its entries, ‖…‖² their squares)\n");
}

TEST_CASE("sizes go through blocks, slices, Kronecker products and shapes") {
  CHECK(inferred("sum(W·[1; a])") == "W : R^(n×(m + 1)); a : R^m; ");
  CHECK(inferred("sum(x[2:end]∘y)") == "x : R^n; y : R^(n - 1); ");
  CHECK(inferred("sum(kron(A, B)·x)") == "A : R^(n×m); B : R^(k×p); x : R^(m·p); ");
  CHECK(inferred("let r = 6\nsum(reshape(vec(A), r)∘y)\nparam A : R^(2×3)") ==
        "A : R^(2×3); y : R^6; ");
  CHECK(inferred("logdet(X)") == "X : R^(n×n); ");
  CHECK(inferred("aᵀ·X⁻¹·b") == "a : R^n; X : R^(n×n); b : R^n; ");
  CHECK(inferred("normF(T - U*V')^2") == "T : R^(n×m); U : R^(n×k); V : R^(m×k); ");
  CHECK(inferred("sum(log(1+exp(-y.*(X*w))))") == "y : R^n; X : R^(n×m); w : R^m; ");
}

TEST_CASE("a size that was found can be given a value") {
  CHECK(inferred("x'*A*x", {{"n", 3}}) == "x : R^3; A : R^(3×3); ");
  CHECK(inferred("x'*A*x", {{"n", 1}}) == "x : a scalar; A : a scalar; ");
  CHECK(inferred("x'*A*x", {{"q", 3}}) ==
        "- unknown_define: -D names 'q', which no 'let' declares\n");
}

TEST_CASE("what cannot fit is an error all the same") {
  CHECK(inferred("x·y") ==
        "1:2 shape_mismatch: the shapes do not fit: x is R^n, y is R^m (x·yᵀ would fit)\n");
  CHECK(inferred("f(x)") == "1:1 unknown_function: there is no function 'f'\n");
}

}  // namespace
}  // namespace nngen::tests
