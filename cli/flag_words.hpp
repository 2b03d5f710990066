#pragma once
// How the values of flags are read.

#include <charconv>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "cli/flags.hpp"

namespace nngen::cli {

/// The whole text as a number; nothing if it is none.
template <class T>
std::optional<T> number(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// The value that a word stands for, else an error that lists the words.
template <class Value>
Value choose(std::string_view flag, const std::string& word,
             std::initializer_list<std::pair<std::string_view, Value>> choices) {
  std::string known;
  for (const auto& [name, value] : choices) {
    if (word == name) return value;
    known += fmt::format("{}'{}'", known.empty() ? "" : " or ", name);
  }
  throw UsageError(fmt::format("{} takes {}, not '{}'", flag, known, word));
}

/// The optimiser of this name, else an error that lists them.
codegen::Optimizer optimizer_of(const std::string& word);

/// A name of letters, digits and underscores that does not begin with a digit.
bool is_identifier(std::string_view text);

/// The parts between the separators, empty ones too.
std::vector<std::string_view> split(std::string_view text, std::string_view separator);

}  // namespace nngen::cli
