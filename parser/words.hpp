#pragma once
// Words: where a name ends, how it is plainly spelt, which subscript belongs to it.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nngen::parser {

bool is_digit(char c);
bool is_digit(char32_t c);
/// A letter, or a symbol that stands for one (∑, ∆).
bool starts_name(char32_t c);

/// The end of the letters, accents, digits and underscores from the offset on. An underscore before
/// a brace begins a subscript and is not among them.
std::uint32_t find_word_end(std::string_view text, std::uint32_t begin);

/// The word in normal form, with look-alikes mapped and the underscore before a digit subscript
/// dropped.
std::string plain_word(std::string_view word);

struct WordSubscript {
  std::string text;
  std::uint32_t end;  // behind it in the text
};

/// A subscript at the offset that is a number or a name: ₁, ₖ, _{1}, _{k}. None where it is more
/// than that.
std::optional<WordSubscript> find_subscript(std::string_view text, std::uint32_t begin);

/// The plain spelling of a name with a subscript that is a number or a name: W, 1 → W1; W, k → W_k.
std::string join_subscript(std::string_view name, std::string_view subscript);

}  // namespace nngen::parser
