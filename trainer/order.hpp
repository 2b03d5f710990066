#pragma once
// The order in which an epoch takes the samples.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "trainer/random.hpp"

namespace train {

enum class Order : std::uint8_t { shuffled, balanced, by_error, sequential };

inline std::vector<std::size_t> sequential_order(std::size_t samples) {
  std::vector<std::size_t> order(samples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

inline std::vector<std::size_t> shuffled_order(std::size_t samples, Random& random) {
  std::vector<std::size_t> order = sequential_order(samples);
  shuffle(order, random);
  return order;
}

/// As many samples as there are, every class equally often (or once more): samples of a rare class
/// come again, but only after all others of their class.
inline std::vector<std::size_t> balanced_order(const std::vector<std::size_t>& classes,
                                               Random& random) {
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t s = 0; s < classes.size(); ++s) {
    if (classes[s] >= members.size()) members.resize(classes[s] + 1);
    members[classes[s]].push_back(s);
  }
  members.erase(std::remove_if(members.begin(), members.end(),
                               [](const auto& samples) { return samples.empty(); }),
                members.end());
  if (members.empty()) return {};
  // who comes once more changes from epoch to epoch
  const std::vector<std::size_t> turns = shuffled_order(members.size(), random);
  std::vector<std::size_t> order;
  order.reserve(classes.size());
  for (std::size_t k = 0; k < members.size(); ++k) {
    std::vector<std::size_t>& samples = members[turns[k]];
    const std::size_t more = k < classes.size() % members.size() ? 1 : 0;
    for (std::size_t i = 0; i < classes.size() / members.size() + more; ++i) {
      if (i % samples.size() == 0) shuffle(samples, random);
      order.push_back(samples[i % samples.size()]);
    }
  }
  shuffle(order, random);
  return order;
}

/// As many samples as there are, each drawn with a probability in proportion to its loss. Losses
/// that are no positive numbers count as 0; where all do, every sample is equally likely.
inline std::vector<std::size_t> order_by_error(const std::vector<double>& losses, Random& random) {
  const auto weight = [](double loss) { return std::isfinite(loss) && loss > 0 ? loss : 0.0; };
  double largest = 0;
  for (const double loss : losses) largest = std::max(largest, weight(loss));
  std::vector<double> sums;  // of the weights so far; by the largest, so that they stay finite
  sums.reserve(losses.size());
  double sum = 0;
  for (const double loss : losses) {
    sum += largest > 0 ? weight(loss) / largest : 1;
    sums.push_back(sum);
  }
  std::vector<std::size_t> order(losses.size());
  for (std::size_t& sample : order) {
    // the first sum beyond the number: what has no weight adds nothing and is never it
    auto found = std::upper_bound(sums.begin(), sums.end(), random.uniform() * sum);
    if (found == sums.end()) found = std::lower_bound(sums.begin(), sums.end(), sum);
    sample = static_cast<std::size_t>(found - sums.begin());
  }
  return order;
}

}  // namespace train
