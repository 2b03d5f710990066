#include "runtime/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace nngen::runtime {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Below this a double has lost digits: what underflows is compared as if it were this large.
constexpr double smallest_scale = 1e-290;

double difference(double a, double b) {
  if (std::isnan(a) && std::isnan(b)) return 0;
  if (a == b) return 0;
  if (!std::isfinite(a) || !std::isfinite(b)) return infinity;
  return std::abs(a - b);
}

bool within(const ErrorTable::Row& row, double tolerance) {
  return std::all_of(row.errors.begin(), row.errors.end(),
                     [&](double error) { return error <= tolerance; });
}

// Code points that take a place of their own: combining marks stand above their letter.
std::size_t width(std::string_view text) {
  std::size_t result = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool continues = (byte & 0xc0u) == 0x80u;
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0u;
    const bool combines = byte == 0xcc || (byte == 0xcd && next < 0xb0);  // U+0300 … U+036F
    if (!continues && !combines) ++result;
  }
  return result;
}

std::string padded_to(const std::string& text, std::size_t columns) {
  const std::size_t used = width(text);
  return text + std::string(columns > used ? columns - used : 0, ' ');
}

std::string error_text(double error) {
  return error == 0 ? "0" : std::isinf(error) ? "inf" : fmt::format("{:.1e}", error);
}

}  // namespace

double relative_error(const SampledValue<double>& value, const SampledValue<double>& reference) {
  const bool is_repeated = reference.per_sample && !value.per_sample;
  if (!is_repeated && value.samples.size() != reference.samples.size()) return infinity;
  double scale = 0;
  double error = 0;
  for (std::size_t s = 0; s < reference.samples.size(); ++s) {
    const auto& a = value.at(s);
    const auto& b = reference.samples[s];
    if (a.rows() != b.rows() || a.cols() != b.cols()) return infinity;
    for (std::size_t i = 0; i < b.size(); ++i) {
      if (std::isfinite(b[i])) scale = std::max(scale, std::abs(b[i]));
      error = std::max(error, difference(a[i], b[i]));
    }
  }
  if (scale == 0) return error;
  return error / std::max(scale, smallest_scale);
}

bool within_tolerance(const ErrorTable& table) {
  return std::all_of(table.rows.begin(), table.rows.end(),
                     [&](const ErrorTable::Row& row) { return within(row, table.tolerance); });
}

std::string render(const ErrorTable& table) {
  constexpr std::size_t column_width = 12;
  std::size_t name_width = 0;
  for (const ErrorTable::Row& row : table.rows) name_width = std::max(name_width, width(row.name));
  std::string text = std::string(name_width, ' ');
  for (const std::string& column : table.columns)
    text += fmt::format("{:>{}}", column, column_width);
  text += "\n";
  for (const ErrorTable::Row& row : table.rows) {
    text += padded_to(row.name, name_width);
    for (const double error : row.errors) {
      text += fmt::format("{:>{}}", error_text(error), column_width);
    }
    text += within(row, table.tolerance) ? "\n" : "  past the tolerance\n";
  }
  const auto failed = std::count_if(table.rows.begin(), table.rows.end(),
                                    [&](const auto& row) { return !within(row, table.tolerance); });
  if (failed == 0) return text + fmt::format("all within {:g}\n", table.tolerance);
  return text + fmt::format("{} of {} past the tolerance {:g}\n", failed, table.rows.size(),
                            table.tolerance);
}

}  // namespace nngen::runtime
