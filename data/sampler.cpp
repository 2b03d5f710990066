#include "data/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ir/check.hpp"

namespace nngen::data {
namespace {

void shuffle(std::vector<std::size_t>& order, runtime::Random& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

/// The samples of each class that occurs.
std::vector<std::vector<std::size_t>> members_of(std::span<const std::uint32_t> labels) {
  std::vector<std::vector<std::size_t>> members;
  for (std::size_t s = 0; s < labels.size(); ++s) {
    if (labels[s] >= members.size()) members.resize(labels[s] + std::size_t{1});
    members[labels[s]].push_back(s);
  }
  std::erase_if(members, [](const auto& samples) { return samples.empty(); });
  return members;
}

}  // namespace

std::vector<std::size_t> shuffled(std::size_t count, runtime::Random& random) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  shuffle(order, random);
  return order;
}

std::vector<std::size_t> balanced(std::span<const std::uint32_t> labels, runtime::Random& random) {
  std::vector<std::vector<std::size_t>> members = members_of(labels);
  if (members.empty()) return {};
  const std::vector<std::size_t> which_first = shuffled(members.size(), random);
  std::vector<std::size_t> order;
  order.reserve(labels.size());
  for (std::size_t k = 0; k < members.size(); ++k) {
    std::vector<std::size_t>& samples = members[which_first[k]];
    shuffle(samples, random);
    const std::size_t extra = k < labels.size() % members.size() ? 1 : 0;
    for (std::size_t i = 0; i < labels.size() / members.size() + extra; ++i) {
      order.push_back(samples[i % samples.size()]);
    }
  }
  shuffle(order, random);
  return order;
}

std::vector<std::size_t> by_loss(std::span<const double> losses, std::size_t count,
                                 runtime::Random& random) {
  NNGEN_CHECK(!losses.empty() || count == 0);
  const auto weight = [](double loss) { return std::isfinite(loss) && loss > 0 ? loss : 0.0; };
  double largest = 0;
  for (const double loss : losses) largest = std::max(largest, weight(loss));
  std::vector<double> sums;  // of all weights so far, by the largest so that they stay finite
  double sum = 0;
  for (const double loss : losses) {
    sum += largest > 0 ? weight(loss) / largest : 1;
    sums.push_back(sum);
  }
  std::vector<std::size_t> order;
  order.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    // the first sum beyond the number: a sample of weight 0 adds nothing and is never it
    const double number = random.uniform() * sum;
    auto found = std::upper_bound(sums.begin(), sums.end(), number);
    if (found == sums.end()) found = std::lower_bound(sums.begin(), sums.end(), sum);
    order.push_back(static_cast<std::size_t>(found - sums.begin()));
  }
  return order;
}

std::vector<std::span<const std::size_t>> batches(std::span<const std::size_t> order,
                                                  std::size_t size) {
  NNGEN_CHECK(size > 0);
  std::vector<std::span<const std::size_t>> result;
  for (std::size_t begin = 0; begin < order.size(); begin += size) {
    result.push_back(order.subspan(begin, std::min(size, order.size() - begin)));
  }
  return result;
}

}  // namespace nngen::data
