#include "data/classes.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "data/cell_number.hpp"

namespace nngen::data {
namespace {

constexpr double largest_integer = 0x1p53;

bool is_integer(double number) {
  return std::abs(number) <= largest_integer && number == std::floor(number);
}

/// Each label once, in the order of classes.
std::vector<std::string> distinct(const Labels& labels) {
  std::vector<std::string> words = labels.words;
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  if (labels.are_integers) {
    std::sort(words.begin(), words.end(), [](const std::string& a, const std::string& b) {
      return std::stoll(a) < std::stoll(b);
    });
  }
  return words;
}

std::vector<std::string> integers_from(std::int64_t first, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < count; ++k) {
    names.push_back(std::to_string(first + static_cast<std::int64_t>(k)));
  }
  return names;
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size()));
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "), names.size() > most ? ", …" : "");
}

}  // namespace

std::string label_at(const Table& table, std::size_t row, std::size_t column, bool as_integer) {
  if (as_integer) {
    const double number = table.number(row, column);
    if (is_integer(number)) return std::to_string(static_cast<std::int64_t>(number));
  }
  return std::string(trimmed(table.text(row, column)));
}

Labels read_labels(const Table& table, std::size_t column, std::span<const std::size_t> rows) {
  Labels labels;
  labels.are_integers = std::all_of(rows.begin(), rows.end(), [&](std::size_t row) {
    return is_integer(table.number(row, column));
  });
  for (const std::size_t row : rows) {
    labels.words.push_back(label_at(table, row, column, labels.are_integers));
  }
  return labels;
}

Result<std::vector<std::string>> choose_classes(const Labels& labels, std::size_t count,
                                                const Place& place, const std::string& target) {
  const std::vector<std::string> names = distinct(labels);
  if (names.size() == count) return names;
  if (names.size() < count && labels.are_integers) {
    const std::int64_t least = std::stoll(names.front()), most = std::stoll(names.back());
    const auto size = static_cast<std::int64_t>(count);
    if (least >= 0 && most < size) return integers_from(0, count);
    if (least >= 1 && most <= size) return integers_from(1, count);
  }
  return DataError{place,
                   fmt::format("the label has {}, {} is for {}",
                               counted(names.size(), "class", "classes"), target, count),
                   "they are " + some_of(names)};
}

ClassFinder::ClassFinder(const std::vector<std::string>& classes) {
  for (std::uint32_t k = 0; k < classes.size(); ++k) {
    numbers_.emplace(classes[k], k);
    const double number = cell_number(classes[k]);
    are_integers_ = are_integers_ && is_integer(number) &&
                    classes[k] == std::to_string(static_cast<std::int64_t>(number));
  }
}

std::optional<std::uint32_t> ClassFinder::find(const Table& table, std::size_t row,
                                               std::size_t column) const {
  const auto found = numbers_.find(label_at(table, row, column, are_integers_));
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<double> class_target(std::uint32_t which, std::size_t entries, bool is_sign) {
  if (entries == 1) return {which == 1 ? 1.0 : is_sign ? -1.0 : 0.0};
  std::vector<double> target(entries, 0);
  target[which] = 1;
  return target;
}

}  // namespace nngen::data
