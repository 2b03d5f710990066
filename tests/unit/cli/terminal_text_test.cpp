#include "cli/terminal_text.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace nngen::cli {
namespace {

TEST_CASE("a terminal's columns are not code points") {
  CHECK(display_width(U'a') == 1);
  CHECK(display_width(U'Σ') == 1);
  CHECK(display_width(U'ᵀ') == 1);
  CHECK(display_width(U'\u0302') == 0);  // combining circumflex
  CHECK(display_width(U'変') == 2);
  CHECK(display_width(U'한') == 2);
  CHECK(display_width(U'Ａ') == 2);  // fullwidth
  CHECK(display_width(U'😀') == 2);
  CHECK(display_width(U'𝔛') == 1);
  CHECK(display_width("W₁·x̂ ∈ 変数") == 11);
}

TEST_CASE("what cannot be shown safely becomes a replacement character") {
  CHECK(printable("Σ₁\tᵀ x̂") == "Σ₁\tᵀ x̂");
  CHECK(printable("a\x1b[0m\n\x7f") == "a�[0m��");
  CHECK(printable("\xC3(\xFF") == "�(�");
  CHECK(printable("\xE2\x80\xAEx\xEF\xBB\xBF") == "�x�");  // right-to-left override, BOM
}

}  // namespace
}  // namespace nngen::cli
