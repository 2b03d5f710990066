#pragma once
// The little that names of any script need to know of Unicode.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nngen::parser {

/// A decoded code point and its length in bytes; length 0 where the bytes are not UTF-8 or the text
/// ends.
struct CodePoint {
  char32_t value = 0;
  std::uint32_t length = 0;
};

CodePoint decode(std::string_view text, std::size_t offset);
void append_utf8(std::string& text, char32_t code_point);

/// Lu, Ll, Lt, Lo: what a name may begin with. Modifier letters (ᵀ, ⁿ, ₖ) are none.
bool is_letter(char32_t code_point);
/// Mn, Mc: an accent, which belongs to the letter before it.
bool is_mark(char32_t code_point);
/// White space within a line.
bool is_space(char32_t code_point);
/// A character that leaves no trace on a screen, or none that can be told from another's.
bool is_invisible(char32_t code_point);

/// The text in normal form C, so that one name has one spelling. Only Hangul in single Jamo stays
/// as it is.
std::string normalise(std::string_view text);

}  // namespace nngen::parser
