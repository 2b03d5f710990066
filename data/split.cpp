#include "data/split.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "runtime/initialise.hpp"

namespace nngen::data {
namespace {

/// Each of 0 … count − 1 once (Fisher and Yates's shuffle, from the end).
std::vector<std::size_t> shuffled(std::size_t count, runtime::Random& random) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

/// The whole numbers nearest to the fractions that sum to all: what is left over goes to the
/// largest remainders, of equal ones to the first.
std::vector<std::size_t> part_sizes(std::size_t samples, const std::vector<double>& fractions) {
  std::vector<std::size_t> sizes;
  std::vector<double> remainders;
  for (const double fraction : fractions) {
    const double exact = fraction * static_cast<double>(samples);
    // 0.7 of 10 is 7, whatever the last bit says
    const double whole = std::floor(exact + 1e-9);
    sizes.push_back(static_cast<std::size_t>(whole));
    remainders.push_back(exact - whole);
  }
  std::size_t left = samples - std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  for (; left > 0; --left) {
    const auto largest = std::max_element(remainders.begin(), remainders.end());
    ++sizes[static_cast<std::size_t>(largest - remainders.begin())];
    *largest = -1;
  }
  return sizes;
}

/// The order such that every stretch of it has each class in its proportion: sample p of the n in a
/// class stands at (p + ½)/n.
void spread_classes(std::vector<std::size_t>& order, const Dataset& data) {
  std::vector<double> counts(data.classes.size(), 0), seen(data.classes.size(), 0);
  for (const std::uint32_t label : data.labels) ++counts[label];
  std::vector<double> position(data.samples);
  for (const std::size_t s : order) {
    const std::uint32_t label = data.labels[s];
    position[s] = (seen[label]++ + 0.5) / counts[label];
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return position[a] < position[b]; });
}

std::optional<DataError> wrong_options(const Dataset& data, const SplitOptions& options) {
  double sum = 0;
  for (const double fraction : options.fractions) {
    if (!(fraction > 0)) {
      return DataError{{}, fmt::format("a part of the data must be positive, one is {}", fraction)};
    }
    sum += fraction;
  }
  if (!(std::abs(sum - 1) < 1e-12)) {
    return DataError{{}, fmt::format("the parts of the data must sum to 1, they sum to {}", sum)};
  }
  if (options.is_stratified && data.labels.empty()) {
    return DataError{{},
                     "parts with equal proportions of classes need a target that names classes"};
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<std::vector<std::size_t>>> split_samples(const Dataset& data,
                                                            const SplitOptions& options) {
  if (auto wrong = wrong_options(data, options)) return *std::move(wrong);
  const std::vector<std::size_t> sizes = part_sizes(data.samples, options.fractions);
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] > 0) continue;
    return DataError{{},
                     fmt::format("a part of {} of {} has none", options.fractions[k],
                                 counted(data.samples, "sample"))};
  }
  runtime::Random random(options.seed, "split");
  std::vector<std::size_t> order = shuffled(data.samples, random);
  if (options.is_stratified) spread_classes(order, data);
  std::vector<std::vector<std::size_t>> parts;
  auto begin = order.begin();
  for (const std::size_t size : sizes) {
    const auto end = begin + static_cast<std::ptrdiff_t>(size);
    parts.emplace_back(begin, end);
    std::sort(parts.back().begin(), parts.back().end());
    begin = end;
  }
  return parts;
}

Result<std::vector<Dataset>> split(const Dataset& data, const SplitOptions& options) {
  const auto parts = split_samples(data, options);
  if (!parts) return parts.error();
  std::vector<Dataset> result;
  for (const auto& samples : parts.value()) result.push_back(select_samples(data, samples));
  return result;
}

}  // namespace nngen::data
