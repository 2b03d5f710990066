// The order in which an epoch takes samples.

#include "data/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using Order = std::vector<std::size_t>;
using runtime::Random;

std::size_t count(const Order& order, std::size_t sample) {
  return static_cast<std::size_t>(std::count(order.begin(), order.end(), sample));
}

TEST_CASE("a shuffled order has every sample once, and is the same everywhere") {
  Random random(42);
  const Order order = data::shuffled(1000, random);
  Order sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t s = 0; s < 1000; ++s) REQUIRE(sorted[s] == s);
  CHECK(order != sorted);
  CHECK(data::shuffled(1000, random) != order);  // the next epoch's
  // from the first numbers of seed 42, which initialise_test has from Python: modulo 4, 3 and 2
  // they are 3, 2 and 0, so that only places 0 and 1 change
  Random again(42);
  CHECK(data::shuffled(4, again) == Order{1, 0, 2, 3});
  CHECK(data::shuffled(0, again).empty());
}

TEST_CASE("all orders of three are equally frequent") {
  Random random(7);
  std::size_t counts[27] = {};
  for (int trial = 0; trial < 6000; ++trial) {
    const Order order = data::shuffled(3, random);
    ++counts[order[0] * 9 + order[1] * 3 + order[2]];
  }
  // 1000 each, with a deviation of √(6000·⅙·⅚) = 29
  for (const std::size_t order : {5u, 7u, 11u, 15u, 19u, 21u}) {
    CHECK(std::abs(static_cast<double>(counts[order]) - 1000) < 5 * 29);
  }
}

TEST_CASE("a balanced order takes each class equally often") {
  // 1 sample of class 0, 2 of class 2, 7 of class 5
  const std::vector<std::uint32_t> labels = {5, 5, 2, 5, 0, 5, 2, 5, 5, 5};
  Random random(1);
  bool extras_differ = false;
  std::size_t first_extra = 0;
  for (int trial = 0; trial < 50; ++trial) {
    const Order order = data::balanced(labels, random);
    REQUIRE(order.size() == 10);
    std::size_t of_class[6] = {};
    for (const std::size_t s : order) ++of_class[labels[s]];
    for (const std::size_t k : {0u, 2u, 5u}) CHECK((of_class[k] == 3 || of_class[k] == 4));
    CHECK(count(order, 4) == of_class[0]);
    const std::size_t rare[] = {count(order, 2), count(order, 6)};
    CHECK(std::max(rare[0], rare[1]) - std::min(rare[0], rare[1]) <= 1);
    for (const std::size_t s : {0u, 1u, 3u, 5u, 7u, 8u, 9u}) CHECK(count(order, s) <= 1);
    const std::size_t extra = of_class[0] == 4 ? 0 : of_class[2] == 4 ? 2 : 5;
    if (trial == 0) first_extra = extra;
    extras_differ = extras_differ || extra != first_extra;
  }
  CHECK(extras_differ);
  CHECK(data::balanced({}, random).empty());
}

TEST_CASE("samples come as often as their loss is large") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> losses = {1, 0, 3, -5, NAN, 6, infinity};
  Random random(2);
  const Order order = data::by_loss(losses, 20000, random);
  REQUIRE(order.size() == 20000);
  // tenths of 20000: deviations are at most √(20000·0.6·0.4) = 69
  CHECK(std::abs(static_cast<double>(count(order, 0)) - 2000) < 5 * 69);
  CHECK(std::abs(static_cast<double>(count(order, 2)) - 6000) < 5 * 69);
  CHECK(std::abs(static_cast<double>(count(order, 5)) - 12000) < 5 * 69);
  for (const std::size_t s : {1u, 3u, 4u, 6u}) CHECK(count(order, s) == 0);
}

TEST_CASE("losses that say nothing, or are huge") {
  Random random(2);
  const Order even = data::by_loss(std::vector<double>{0, NAN}, 1000, random);
  CHECK(std::abs(static_cast<double>(count(even, 0)) - 500) < 80);
  const Order huge = data::by_loss(std::vector<double>{1e308, 1e308, 1e308}, 3000, random);
  for (const std::size_t s : {0u, 1u, 2u}) {
    CHECK(std::abs(static_cast<double>(count(huge, s)) - 1000) < 130);
  }
  CHECK(data::by_loss({}, 0, random).empty());
}

TEST_CASE("batches are pieces of the order, the last one short") {
  const Order order = {5, 3, 1, 4, 2};
  const auto pieces = data::batches(order, 2);
  REQUIRE(pieces.size() == 3);
  CHECK(Order(pieces[0].begin(), pieces[0].end()) == Order{5, 3});
  CHECK(Order(pieces[1].begin(), pieces[1].end()) == Order{1, 4});
  CHECK(Order(pieces[2].begin(), pieces[2].end()) == Order{2});
  CHECK(data::batches(order, 5).size() == 1);
  CHECK(data::batches(order, 100).size() == 1);
  CHECK(data::batches({}, 3).empty());
}

}  // namespace
}  // namespace nngen::tests
