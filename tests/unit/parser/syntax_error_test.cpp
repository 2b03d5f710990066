// What the parser says about mistakes: "line:column: message [underlined text] -- hint".

#include <string>

#include "parser/limits.hpp"
#include "parser/parse.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/parser/tree_text.hpp"

namespace nngen::parser {
namespace {

/// The findings alone, one a line.
std::string findings(const std::string& text) {
  const std::string all = parsed_text(text);
  std::string out;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = all.find('\n', begin);
    if (end == std::string::npos) end = all.size();
    const std::string line = all.substr(begin, end - begin);
    if (line.size() > 3 && line.find_first_not_of("0123456789") == line.find(':') &&
        line[0] <= '9') {
      out += (out.empty() ? "" : "\n") + line;
    }
    begin = end + 1;
  }
  return out;
}

struct Row {
  std::string text;
  std::string findings;
};

template <std::size_t size>
void check(const Row (&rows)[size]) {
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(findings(row.text) == row.findings);
  }
}

TEST_CASE("an operator that is missing or another language's") {
  check({
      {"y = W X",
       "1:7: an operator is missing between 'W' and 'X' [X] -- write W·X: only a number multiplies "
       "without an operator"},
      {"y = f(x) (a)(b) z",
       "1:17: an operator is missing between 'f(x) (a)(b)' and 'z' [z] -- write · for the product "
       "or "
       "∘ for the elementwise one"},
      {"y = [1 2]",
       "1:8: an operator is missing between '1' and '2' [2] -- write , between the entries of a "
       "row, "
       "or · for a product"},
      {"y = [1 x]",
       "1:8: an operator is missing between '1' and 'x' [x] -- write , between the entries of a "
       "row, "
       "or · for a product"},
      {"y = x²z",
       "1:7: an operator is missing between 'x²' and 'z' [z] -- write · for the product or ∘ for "
       "the "
       "elementwise one"},
      {"y = a×b",
       "1:6: '×' is no operator here [×] -- write · for the product or ∘ for the elementwise one"},
      {"y = a**2", "1:6: '**' is no operator here [**] -- write ^ for a power"},
      {"y == a", "1:3: '==' is no operator here [==] -- write = to define"},
      {"y := a", "1:3: ':=' is no operator here [:=] -- write = to define"},
      {"y = a ÷ b", "1:7: unexpected character '÷' (U+00F7) [÷] -- write / to divide"},
      {"y = a @ b", "1:7: unexpected character '@' (U+0040) [@] -- write · for the matrix product"},
      {"y = +a", "1:5: expected an expression before '+' [+] -- there is no unary plus"},
      {"y = a // b", "1:8: expected an operand before '/' [/] -- a comment starts with #"},
  });
}

TEST_CASE("notation that asks for brackets") {
  check({
      {"y = a/2b", "1:5: 'a/2b' can be read in two ways [a/2b] -- write a/(2·b) or (a/2)·b"},
      {"y = 1/4/2x", "1:7: '4/2x' can be read in two ways [4/2x] -- write 4/(2·x) or (4/2)·x"},
      {"y = 1⊘2x", "1:5: '1⊘2x' can be read in two ways [1⊘2x] -- write 1⊘(2·x) or (1⊘2)·x"},
      {"y = e^2x", "1:5: 'e^2x' can be read in two ways [e^2x] -- write e^(2·x) or (e^2)·x"},
      {"y = e^-2x", "1:5: 'e^-2x' can be read in two ways [e^-2x] -- write e^(-2·x) or (e^-2)·x"},
      {"y = √2x", "1:5: '√2x' can be read in two ways [√2x] -- write √(2·x) or (√2)·x"},
      {"y = a^b^c", "1:5: 'a^b^c' can be read in two ways [a^b^c] -- write (a^b)^c or a^(b^c)"},
      {"y = x²^n",
       "1:5: 'x²^n' can be read in two ways [x²^n] -- put what belongs together in "
       "brackets"},
      {"y = √x²", "1:5: '√x²' can be read in two ways [√x²] -- write √(x²) or (√x)²"},
      {"y = √x'", "1:5: '√x'' can be read in two ways [√x'] -- write √(x') or (√x)'"},
      {"y = ∇_W f'",
       "1:5: '∇_W f'' can be read in two ways [∇_W f'] -- write ∇_W (f') or (∇_W f)'"},
      {"y = ∂f/∂W'",
       "1:5: '∂f/∂W'' can be read in two ways [∂f/∂W'] -- write ∂f/∂(W') or (∂f/∂W)'"},
      {"y = 1/2x + a·1/2‖y‖² + A^T^-1 + x²' + a·2b", ""},
  });
}

TEST_CASE("brackets and bars") {
  check({
      {"y = (a + b\nz = c", "1:5: '(' is never closed [(]"},
      {"y = f(a, [b)\nz = c", "1:10: '[' is never closed [[]"},
      {"y = f(a]", "1:8: ']' closes nothing []]"},
      {"y = |a", "1:5: '|' is never closed [|]"},
      {"y = ‖a\n‖", "1:5: '‖' is never closed [‖]\n2:1: '‖' is never closed [‖]"},
      {"y = {a}",
       "1:5: expected an expression before '{' [{] -- write ( ): braces are brackets only behind ^ "
       "and _"},
      {"y = f(a; b)", "1:8: expected ',' or ')' before ';' [;]"},
      {"y = f(a,)", "1:9: expected an expression before ')' [)]"},
      {"y = ()", "1:6: expected an expression before ')' [)]"},
      {"y = x[]", "1:7: expected an index before ']' []]"},
      {"y = [a, b; ]", "1:12: expected an expression before ']' []]"},
  });
}

TEST_CASE("names, keywords and subscripts") {
  check({
      {"y = input + 1", "1:5: 'input' is a keyword [input] -- choose another name"},
      {"param loss : R", "1:7: 'loss' is a keyword [loss] -- choose another name"},
      {"y = end",
       "1:5: 'end' is a keyword [end] -- it is the last index within brackets, as in x[end]"},
      {"let 3 = 4", "1:5: expected a name before '3' [3]"},
      {"y = W_{i,j}",
       "1:9: expected the end of the subscript before ',' [,] -- there is one index only"},
      {"y = Wₖ₋₁_{j}",
       "1:9: a subscript cannot stand here [_{j}] -- a name, a norm or ∇ takes one subscript"},
      {"y = f(x)₁",
       "1:9: a subscript cannot stand here [₁] -- a name, a norm or ∇ takes one subscript"},
      {"y = ‖x‖₃", "1:8: there is no norm '₃' [₃] -- there are ‖x‖₁, ‖x‖₂, ‖x‖_∞ and ‖X‖_F"},
      {"y = x_∞",
       "1:6: a subscript cannot stand here [_∞] -- a name, a norm or ∇ takes one subscript"},
      {"y = ∇f",
       "1:6: expected '[' or a subscript that names the variable before 'f' [f] -- write ∇_W f or "
       "∇[W] f"},
      {"y = ∂²f/∂x²",
       "1:6: expected an operand before '²' [²] -- write hessian(f, x) for second derivatives"},
  });
}

TEST_CASE("statements") {
  check({
      {"W : R^3",
       "1:1: expected 'input', 'target', 'param' or 'const' before 'W' [W] -- a declaration begins "
       "with its kind: param W : R^(m×n)"},
      {"weight W : R^3",
       "1:1: expected 'input', 'target', 'param' or 'const' before 'weight' [weight] -- a "
       "declaration begins with its kind: param W : R^(m×n)"},
      {"param W R^3", "1:9: expected ':' or '∈' and a type before 'R' [R]"},
      {"const A = [1]",
       "1:9: expected ':' or '∈' and a type before '=' [=] -- data that is written out is no "
       "declaration: A = [1, 2; 3, 4]"},
      {"param W : C", "1:11: expected a type (R, R^n or R^(m×n)) before 'C' [C]"},
      {"param W : R^3×4",
       "1:14: expected the end of the statement before '×' [×] -- write the dimensions in "
       "brackets: "
       "R^(m×n)"},
      {"param W : R^2n",
       "1:14: expected the end of the statement before 'n' [n] -- write a dimension that is a "
       "product "
       "in brackets: R^(2·n)"},
      {"param W : R^(1×2×3)",
       "1:17: expected '×' or the closing bracket before '×' [×] -- a value has two dimensions at "
       "most"},
      {"f(x) = x",
       "1:1: 'f(x)' cannot be defined [f(x)] -- write def f(x) = … to define a function"},
      {"A' = x",
       "1:1: 'A'' cannot be defined [A'] -- left of = stands a name, or a derivative such as ∇_W "
       "f"},
      {"y = a = b",
       "1:7: expected an operator or the end of the statement before '=' [=] -- write one "
       "definition "
       "in a line, and comparisons inside where(…)"},
      {"y = a < b",
       "1:7: the comparison '<' cannot stand here [<] -- a comparison is the condition of where(c, "
       "a, "
       "b)"},
      {"y = 1, 2",
       "1:6: expected an operator or the end of the statement before ',' [,] -- a vector is "
       "written "
       "in brackets: [1; 2; 3]"},
      {"y = ", "1:4: expected an expression before the end of the statement []"},
      {"y = a +", "1:8: expected an operand before the end of the statement []"},
      {"loss L", "1:7: expected '=' before the end of the statement []"},
      {"act σ = 2·tanh", "1:9: expected an activation's name before '2' [2]"},
      {"act σ = tanh + 1",
       "1:14: expected an operator or the end of the statement before '+' [+] -- an activation "
       "given "
       "by a formula has an argument: act σ(z) = …"},
      {"act σ = [tanh×, relu]", "1:15: expected a count before ',' [,]"},
      {"def f = x", "1:7: expected '(' before '=' [=] -- a function has arguments: def f(x) = …"},
      {"def f(2) = x", "1:7: expected a name before '2' [2]"},
      {"output f(x)",
       "1:9: expected an operator or the end of the statement before '(' [(] -- give it a name: "
       "output NAME = …"},
      {"for i = 1..2", "1:1: 'for' is a keyword [for] -- choose another name"},
      {"a[i] = 1 for i = 1:2", "1:19: expected '..' before ':' [:] -- a range is written a..b"},
  });
}

TEST_CASE("every mistake of a file is reported, and the rest is parsed") {
  CHECK(
      parsed_text("a = b c + d×e\n"
                  "param W : R^(\n"
                  "y = f(a\n"
                  "loss L = (W $ 2)\n"
                  "output y, z = 3 3\n"
                  "act σ = \n"
                  "z = y\n") ==
      "a = ((b _ c) + (d · e))\n"
      "W = <invalid>\n"
      "y = <invalid>\n"
      "loss L = <invalid>\n"
      "output y\n"
      "output z = (3 _ 3)\n"
      "σ = <invalid>\n"
      "z = y\n"
      "1:7: an operator is missing between 'b' and 'c' [c] -- write b·c: only a number multiplies "
      "without an operator\n"
      "1:12: '×' is no operator here [×] -- write · for the product or ∘ for the elementwise one\n"
      "2:13: '(' is never closed [(]\n"
      "3:6: '(' is never closed [(]\n"
      "4:13: unexpected character '$' (U+0024) [$] -- write the formula without $\n"
      "5:17: an operator is missing between '3' and '3' [3] -- write · for the product or ∘ for "
      "the elementwise one\n"
      "6:8: expected an activation's name before the end of the statement []");
}

TEST_CASE("a broken statement still declares its names") {
  CHECK(parsed_text("param A, B : R^").substr(0, 27) == "A = <invalid>\nB = <invalid>");
  CHECK(parsed_text("loss = (").substr(0, 16) == "loss = <invalid>");
  CHECK(parsed_text("output y +").substr(0, 2) == "1:");
  CHECK(parsed_text("a[i] = ) for i = 1..2").substr(0, 14) == "a = <invalid>\n");
}

std::string repeat(const std::string& unit, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += unit;
  return text;
}

TEST_CASE("brackets and prefix signs may be 256 deep") {
  struct DepthRow {
    std::string open;
    std::string close;
  };
  const DepthRow rows[] = {
      {"(", ")"},     {"-", ""},    {"√", ""},    {"f(", ")"},   {"x[", "]"},
      {"[", "]"},     {"x^(", ")"}, {"x^{", "}"}, {"⟨a, ", "⟩"}, {"‖1 + ", "‖"},
      {"W_{1+", "}"}, {"∇_W ", ""}, {"∇[W]", ""}, {"∇[", "] f"}, {"∂a/∂", ""},
  };
  for (const DepthRow& row : rows) {
    CAPTURE(row.open);
    const auto text = [&](int depth) {
      return "y = " + repeat(row.open, depth) + "x" + repeat(row.close, depth);
    };
    CHECK(findings(text(max_depth)).empty());
    const std::string found = findings(text(max_depth + 1));
    CHECK(found.find("brackets and signs are nested deeper than 256") != std::string::npos);
    CHECK(found.find('\n') == std::string::npos);
  }
  const std::string mixed = repeat("-(", 129);
  CHECK(findings("y = " + mixed + "x" + repeat(")", 129)).find("deeper") != std::string::npos);
}

TEST_CASE("long sums, products, transposes and chains of operations are no depth") {
  for (const std::string unit : {"+x", "·x", "'", "[1]", "ᵀ", "(x)", "^T"}) {
    CAPTURE(unit);
    CHECK(findings("y = x" + repeat(unit, 20000)).empty());
  }
}

TEST_CASE("a file has 1 MiB at most") {
  const std::string comment = "#" + std::string(max_file_size - 1, 'x');
  CHECK(findings(comment).empty());
  CHECK(findings(comment + "x") == "1:1: the file has 1048577 bytes; the limit is 1048576 []");
}

TEST_CASE("no more than a hundred findings are kept") {
  const ir::SourceFile source("test.expr", repeat("y = a b\n$\n", 1000));
  ir::Diagnostics diagnostics;
  parse(source, diagnostics);
  CHECK(diagnostics.error_count() == max_syntax_errors);
}

}  // namespace
}  // namespace nngen::parser
