#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace nngen::timing {

namespace {

double middle_of_sorted(const std::vector<double>& values) {
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// The k of `estimate`, at least 1.
std::size_t rank(std::size_t n) {
  double probability = std::pow(0.5, static_cast<double>(n));  // P(B = k)
  double below = 0;                                            // P(B < k)
  std::size_t k = 0;
  while (2 * (below + probability) <= 0.05) {
    below += probability;
    probability *= static_cast<double>(n - k) / static_cast<double>(k + 1);
    ++k;
  }
  return std::max<std::size_t>(k, 1);
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return middle_of_sorted(values);
}

Estimate estimate(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t k = rank(values.size());
  return {middle_of_sorted(values), values[k - 1], values[values.size() - k]};
}

Estimate estimate_ratio(const std::vector<double>& numerator,
                        const std::vector<double>& denominator) {
  std::vector<double> ratios(numerator.size());
  for (std::size_t r = 0; r < ratios.size(); ++r) ratios[r] = numerator[r] / denominator[r];
  return estimate(std::move(ratios));
}

}  // namespace nngen::timing
