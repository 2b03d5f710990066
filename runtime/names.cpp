#include "runtime/names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ir/program.hpp"

namespace nngen::runtime {
namespace {

// "W₁₂" and "a₋₁" as "W_{12}" and "a_{-1}".
std::string with_ascii_subscript(std::string_view text) {
  constexpr std::string_view block = "\xe2\x82";  // U+2080 … U+208B: ₀ … ₉ ₊ ₋
  std::string subscript;
  std::size_t end = text.size();
  for (; end >= 3 && text.substr(end - 3, 2) == block; end -= 3) {
    const int code = static_cast<unsigned char>(text[end - 1]) - 0x80;
    if (code < 0 || code > 11 || code == 10) break;
    subscript.insert(subscript.begin(), code == 11 ? '-' : static_cast<char>('0' + code));
  }
  const std::string base(text.substr(0, end));
  return subscript.empty() ? base : base + "_{" + subscript + "}";
}

std::optional<std::int64_t> integer(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view digits = negative ? text.substr(1) : text;
  const bool plain =
      !digits.empty() && digits.size() <= 18 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  return std::stoll(std::string(text));
}

struct BracketedIndex {
  std::string_view open;
  std::string_view close;
};
// Longer openers first: "^[" is no "[" behind a name that ends in ^.
constexpr std::array bracketed_indices = {
    BracketedIndex{"^{(", ")}"}, BracketedIndex{"^(", ")"}, BracketedIndex{"^[", "]"},
    BracketedIndex{"_{", "}"},   BracketedIndex{"[", "]"},
};

}  // namespace

std::string plain_spelling(std::string_view original) {
  const std::string text = with_ascii_subscript(original);
  for (const auto& [open, close] : bracketed_indices) {
    const std::size_t at = text.find(open);
    if (at == std::string::npos || at == 0 || !text.ends_with(close)) continue;
    const std::size_t begin = at + open.size();
    if (begin + close.size() > text.size()) continue;
    const std::string inner = text.substr(begin, text.size() - close.size() - begin);
    const std::string base = plain_spelling(text.substr(0, at));  // W₁[2] is W1's
    if (const auto index = integer(inner)) return ir::Name{base, index, false}.plain();
    return open == "_{" ? base + "_" + inner : text;
  }
  const std::size_t underscore = text.rfind('_');
  if (underscore == std::string::npos || underscore == 0) return text;
  const auto index = integer(std::string_view(text).substr(underscore + 1));
  if (!index || *index < 0) return text;
  return ir::Name{text.substr(0, underscore), index, false}.plain();
}

namespace {

// Insertions, deletions and replacements of bytes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view text,
                                        const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  std::size_t best_distance = std::max<std::size_t>(1, text.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(text, candidate);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = candidate;
  }
  return best;
}

}  // namespace nngen::runtime
