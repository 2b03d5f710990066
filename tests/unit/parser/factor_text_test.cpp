// The products that hints propose are ones that can be typed.

#include "parser/factor_text.hpp"

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using parser::FactorText;

TEST_CASE("a transpose is added to a factor in brackets, or taken away") {
  struct Row {
    const char* text;
    const char* transposed;
  };
  for (const Row& row : {
           Row{"W", "Wᵀ"},
           Row{"W1ᵀ", "W1"},
           Row{"A'", "A"},
           Row{"A·B", "(A·B)ᵀ"},
           Row{"A·Bᵀ", "(A·Bᵀ)ᵀ"},
           Row{"(A+B)", "(A+B)ᵀ"},
           Row{"(A+B)'", "(A+B)"},
           Row{"f(a, b)", "f(a, b)ᵀ"},
           Row{"[a, b]", "[a, b]ᵀ"},
           Row{"−A", "(−A)ᵀ"},
       }) {
    CAPTURE(row.text);
    CHECK(FactorText(row.text, false).transposed() == row.transposed);
  }
  CHECK(FactorText("A*B", true).transposed() == "(A*B)'");
  CHECK(FactorText("A + B", true).plain() == "(A + B)");
  CHECK(FactorText("tanh(A + B)", true).plain() == "tanh(A + B)");
}

}  // namespace
}  // namespace nngen::tests
