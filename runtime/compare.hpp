#pragma once
// How far computed values are from the reference's, as numbers, as a table and as a verdict.

#include <string>
#include <vector>

#include "runtime/evaluate.hpp"

namespace nngen::runtime {

inline constexpr double double_tolerance = 1e-9;
inline constexpr double float_tolerance = 1e-4;

/// The largest difference of an entry, relative to the largest finite entry of the reference over
/// all samples. NaN agrees with NaN and an infinity with the same infinity; any other disagreement
/// about them, or about shapes or the number of samples, is an infinite error. Against a reference
/// of zeros the difference itself.
double relative_error(const SampledValue<double>& value, const SampledValue<double>& reference);

/// For each quantity (a gradient, the loss) its error in each of the compared computations.
struct ErrorTable {
  std::vector<std::string> columns;  // what is compared: "derived", "compiled"
  struct Row {
    std::string name;
    std::vector<double> errors;  // parallel to columns
  };
  std::vector<Row> rows;
  double tolerance = double_tolerance;
};

bool within_tolerance(const ErrorTable& table);

/// Aligned text, a line a row, a mark behind each row past the tolerance, the verdict as the last
/// line.
std::string render(const ErrorTable& table);

}  // namespace nngen::runtime
