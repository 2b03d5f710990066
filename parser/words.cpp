#include "parser/words.hpp"

#include <algorithm>

#include "parser/spellings.hpp"
#include "parser/unicode.hpp"

namespace nngen::parser {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c); });
}

/// W_{12}, W_{max}; not W_{k-1} or W_{2k}.
std::optional<WordSubscript> find_braced_subscript(std::string_view text, std::uint32_t begin) {
  const auto skip_spaces = [text](std::uint32_t offset) {
    while (offset < text.size() && (text[offset] == ' ' || text[offset] == '\t')) ++offset;
    return offset;
  };
  const std::uint32_t word_begin = skip_spaces(begin + 2);
  const std::uint32_t word_end = find_word_end(text, word_begin);
  const std::uint32_t close = skip_spaces(word_end);
  const std::string_view word = text.substr(word_begin, word_end - word_begin);
  if (word.empty() || close >= text.size() || text[close] != '}') return std::nullopt;
  if (is_digit(word.front()) && !all_digits(word)) return std::nullopt;  // 2k: a product
  if (word.front() == '_') return std::nullopt;
  return WordSubscript{all_digits(word) ? std::string(word) : plain_word(word), close + 1};
}

}  // namespace

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool starts_name(char32_t c) { return look_alike(c) != c || is_letter(c); }

std::uint32_t find_word_end(std::string_view text, std::uint32_t begin) {
  std::uint32_t end = begin;
  while (end < text.size()) {
    const CodePoint c = decode(text, end);
    const char32_t next = c.value == U'_' ? decode(text, end + 1).value : 0;
    const bool belongs = c.value == U'_' ? next != U'{' && next != U'∞'
                                         : is_digit(c.value) || starts_name(c.value) ||
                                               (end > begin && is_mark(c.value));
    if (c.length == 0 || !belongs) break;
    end += c.length;
  }
  return end;
}

std::string plain_word(std::string_view word) {
  std::string mapped;
  for (std::size_t offset = 0; offset < word.size();) {
    const CodePoint c = decode(word, offset);
    append_utf8(mapped, look_alike(c.value));
    offset += c.length;
  }
  mapped = normalise(mapped);
  const std::size_t underscore = mapped.rfind('_');
  if (underscore == std::string::npos || underscore == 0) return mapped;
  const std::string_view whole = mapped;
  const std::string_view subscript = whole.substr(underscore + 1);
  return all_digits(subscript) ? join_subscript(whole.substr(0, underscore), subscript) : mapped;
}

std::optional<WordSubscript> find_subscript(std::string_view text, std::uint32_t begin) {
  if (text.substr(begin, 2) == "_{") return find_braced_subscript(text, begin);
  WordSubscript found{"", begin};
  bool is_number = true;
  bool is_simple = true;
  while (const char32_t c = from_subscript(decode(text, found.end).value)) {
    const bool digit = is_digit(c);
    if (found.text.empty()) is_number = digit;
    is_simple = is_simple && (digit || (!is_number && is_letter(c)));
    append_utf8(found.text, c);
    found.end += decode(text, found.end).length;
  }
  return is_simple && !found.text.empty() ? std::optional(found) : std::nullopt;
}

std::string join_subscript(std::string_view name, std::string_view subscript) {
  const bool leading_zero = subscript.size() > 1 && subscript.front() == '0';
  const bool separates = name.empty() || is_digit(name.back()) || name.back() == '_';
  const bool is_one_thing = all_digits(subscript) && !leading_zero && !separates;
  return std::string(name) + (is_one_thing ? "" : "_") + std::string(subscript);
}

}  // namespace nngen::parser
