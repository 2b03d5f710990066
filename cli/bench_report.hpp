#pragma once
// What `nngen bench` has measured, and how it is said.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/matrix_products.hpp"

namespace nngen::cli {

/// A matrix product of the limit: who is fastest at it, and the seconds of one.
struct TimedProduct {
  codegen::MatrixProduct product;
  double seconds = 0;
  std::string fastest;
};

/// What the timing program (timing/time_calls.cpp) has written.
struct Times {
  std::map<std::string, double, std::less<>> numbers;
  std::vector<TimedProduct> products;

  /// Nothing where it has not written a number of this name: the time of a step without parameters,
  /// the limit without matrix products.
  std::optional<double> number(std::string_view name) const;
};
Times read_times(const std::string& text);

struct Measurement {
  std::string scalar;  // "float" or "double"
  std::int64_t samples = 1;
  int rounds = 0;
  Times times;
  std::int64_t parameters = 0;
  std::int64_t workspace_bytes = 0;
  double flops_per_sample = 0;
  double compile_s = 0;
  std::optional<std::int64_t> code_bytes;
};

/// For people: a table. The name is that of the input.
std::string text_of(const Measurement& measurement, const std::string& name);
/// For programs; what is not there is null.
std::string json_of(const Measurement& measurement);

}  // namespace nngen::cli
