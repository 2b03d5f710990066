#include "data/cell_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace nngen::data {
namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::string_view trimmed(std::string_view cell) {
  const std::size_t begin = cell.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return cell.substr(begin, cell.find_last_not_of(" \t") + 1 - begin);
}

double cell_number(std::string_view cell) {
  cell = trimmed(cell);
  // from_chars takes no plus
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
  double number = no_number;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (end != cell.data() + cell.size()) return no_number;
  if (error == std::errc::result_out_of_range) {
    // too small is as good as zero, too large is not a number that one can go on with
    const bool is_tiny = cell.find("e-") != cell.npos || cell.find("E-") != cell.npos;
    return is_tiny ? 0 : no_number;
  }
  return error == std::errc() ? number : no_number;
}

bool is_missing_value(std::string_view cell) {
  std::string lower(trimmed(cell));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::array<std::string_view, 9> spellings = {"",     "?",    "na", "n/a", "nan",
                                                         "null", "none", "-",  "."};
  if (std::find(spellings.begin(), spellings.end(), lower) != spellings.end()) return true;
  return std::isinf(cell_number(lower));
}

}  // namespace nngen::data
