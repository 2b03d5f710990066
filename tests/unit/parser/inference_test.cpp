// Undeclared names: their shapes follow from what must fit.

#include "tests/support/catch.hpp"
#include "tests/unit/parser/elaborated.hpp"

namespace nngen::tests {
namespace {

std::string inferred(const std::string& text) {
  parser::ElaborateOptions options;
  options.infer = true;
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

TEST_CASE("what cannot fit is an error all the same") {
  CHECK(inferred("x·y") ==
        "1:2 shape_mismatch: the shapes do not fit: x is R^n, y is R^m (x·yᵀ would fit)\n");
  CHECK(inferred("f(x)") == "1:1 unknown_function: there is no function 'f'\n");
}

}  // namespace
}  // namespace nngen::tests
