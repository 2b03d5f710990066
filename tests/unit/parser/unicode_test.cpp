#include "parser/unicode.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace nngen::parser {
namespace {

TEST_CASE("code points are decoded, and bytes that are none are told apart") {
  CHECK(decode("a", 0).value == U'a');
  CHECK(decode("Σ", 0).value == U'Σ');
  CHECK(decode("‖", 0).length == 3);
  CHECK(decode("𝑊", 0).length == 4);
  for (const std::string bytes : {"\x80", "\xC0\xAF", "\xCE", "\xE2\x80", "\xED\xA0\x80",
                                  "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFF", ""}) {
    CAPTURE(bytes);
    CHECK(decode(bytes, 0).length == 0);
  }
}

TEST_CASE("a code point survives being written") {
  for (const char32_t c : {U'a', U'\x7F', U'\x80', U'σ', U'\u07FF', U'\u0800', U'ℝ', U'\uFFFF',
                           U'\U00010000', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, c);
    CHECK(decode(text, 0).value == c);
    CHECK(decode(text, 0).length == text.size());
  }
}

TEST_CASE("letters are of any script, modifier letters and symbols are none") {
  for (const char32_t c : {U'a', U'Z', U'Σ', U'ŷ', U'ж', U'ℝ', U'א', U'中', U'𝑊', U'ǅ'}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK(is_letter(c));
  }
  for (const char32_t c : {U'ᵀ', U'ⁿ', U'ₖ', U'·', U'1', U'_', U'∇', U'∂', U'∑', U'²', U'\u0302'}) {
    CAPTURE(static_cast<unsigned>(c));
    CHECK_FALSE(is_letter(c));
  }
  CHECK(is_mark(U'\u0302'));
  CHECK(is_mark(U'\u0304'));
  CHECK_FALSE(is_mark(U'a'));
}

TEST_CASE("names are brought into normal form C") {
  struct Row {
    std::string text;
    std::string normal;
  };
  const Row rows[] = {
      {"plain", "plain"},
      {"y\u0302", "ŷ"},
      {"ŷ", "ŷ"},
      {"x\u0302", "x\u0302"},  // has no composed form
      {"W\u0304", "W\u0304"},
      {"\u2126", "Ω"},              // ohm sign
      {"\u212B", "Å"},              // ångström sign
      {"a\u0302\u0323", "\u1EAD"},  // marks in either order
      {"a\u0323\u0302", "\u1EAD"},
      {"\u00E2\u0323", "\u1EAD"},
      {"α\u0301", "ά"},
      {"o\u0304\u0308", "ō\u0308"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(normalise(row.text) == row.normal);
  }
}

}  // namespace
}  // namespace nngen::parser
