#include "codegen/running_line.hpp"

#include <cstdint>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace nngen::codegen {
namespace {

// Text and subscript numbers in turns, text first.
struct Pieces {
  std::vector<std::string> texts{{}};
  std::vector<std::int64_t> numbers;
};

constexpr std::string_view subscript_start = "\xe2\x82";  // ₀ … ₉ are this and one byte more

std::optional<int> subscript_digit(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != subscript_start || at + 2 >= text.size()) return std::nullopt;
  const int digit = static_cast<unsigned char>(text[at + 2]) - 0x80;
  return digit >= 0 && digit <= 9 ? std::optional(digit) : std::nullopt;
}

std::string in_subscripts(std::int64_t number) {
  std::string text;
  for (const char c : std::to_string(number)) {
    text += subscript_start;
    text += static_cast<char>(0x80 + (c - '0'));
  }
  return text;
}

Pieces pieces_of(std::string_view text) {
  constexpr int most_digits = 9;
  Pieces pieces;
  int digits = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto digit = subscript_digit(text, at);
    if (!digit) {
      pieces.texts.back() += text[at++];
      digits = 0;
      continue;
    }
    if (digits == 0) {
      pieces.numbers.push_back(0);
      pieces.texts.emplace_back();
    }
    if (++digits <= most_digits) pieces.numbers.back() = 10 * pieces.numbers.back() + *digit;
    at += 3;
  }
  return pieces;
}

constexpr std::string_view index_letter = "ᵢ";

std::string running_subscript(std::int64_t behind) {
  if (behind == 0) return std::string(index_letter);
  return std::string(index_letter) + (behind < 0 ? "₋" : "₊") +
         in_subscripts(behind < 0 ? -behind : behind);
}

}  // namespace

std::string running_line(std::string_view first, std::string_view second, std::string_view last,
                         std::size_t count) {
  if (first.find(index_letter) != std::string_view::npos) return {};
  const Pieces a = pieces_of(first);
  const Pieces b = pieces_of(second);
  const Pieces c = pieces_of(last);
  if (a.texts != b.texts || a.texts != c.texts) return {};
  std::optional<std::size_t> index;  // the first number that counts
  std::string line = a.texts[0];
  for (std::size_t i = 0; i < a.numbers.size(); ++i) {
    const std::int64_t step = b.numbers[i] - a.numbers[i];
    if (c.numbers[i] - a.numbers[i] != step * static_cast<std::int64_t>(count - 1)) return {};
    if (step != 0 && !index) index = i;
    if (step != 0 && step != b.numbers[*index] - a.numbers[*index]) return {};
    line += step == 0 ? in_subscripts(a.numbers[i])
                      : running_subscript(a.numbers[i] - a.numbers[*index]);
    line += a.texts[i + 1];
  }
  if (!index) return line;
  const std::int64_t step = b.numbers[*index] - a.numbers[*index];
  if (step != 1 && step != -1) return {};
  return line + fmt::format(" for i = {}..{}", a.numbers[*index], c.numbers[*index]);
}

}  // namespace nngen::codegen
