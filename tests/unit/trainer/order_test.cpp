#include "trainer/order.hpp"

#include <map>
#include <set>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using namespace train;

TEST_CASE("the generators are the published ones") {
  // splitmix64 from 0, and xoshiro256++ from 1, 2, 3, 4, as their authors' programs print them
  CHECK(Random(0).state == std::array<std::uint64_t, 4>{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4,
                                                        0x06c45d188009454f, 0xf88bb8a8724c81ec});
  Random random;
  random.state = {1, 2, 3, 4};
  CHECK(random.bits() == 41943041);
  CHECK(random.bits() == 58720359);
  CHECK(random.bits() == 3588806011781223);
  CHECK(random.bits() == 3591011842654386);
}

TEST_CASE("every order of three is equally likely") {
  Random random(7);
  std::map<std::vector<std::size_t>, int> times;
  for (int i = 0; i < 6000; ++i) ++times[shuffled_order(3, random)];
  CHECK(times.size() == 6);
  // the standard deviation is 29
  for (const auto& [order, count] : times) CHECK(std::abs(count - 1000) < 150);
}

TEST_CASE("a shuffled epoch has each sample once, and the seed decides") {
  Random random(1), same(1), other(2);
  const std::vector<std::size_t> order = shuffled_order(100, random);
  CHECK(std::set<std::size_t>(order.begin(), order.end()).size() == 100);
  CHECK(order == shuffled_order(100, same));
  CHECK(order != shuffled_order(100, other));
  CHECK(order != shuffled_order(100, random));
}

TEST_CASE("a balanced epoch has every class equally often, and no sample twice before all once") {
  // class 0 seven times, class 2 two times, class 5 once: an epoch of ten has 3 or 4 of each
  const std::vector<std::size_t> classes = {0, 0, 0, 2, 0, 0, 5, 0, 2, 0};
  Random random(3);
  std::map<std::size_t, int> of_class;
  for (int epoch = 0; epoch < 30; ++epoch) {
    std::map<std::size_t, int> in_class, of_sample;
    for (const std::size_t sample : balanced_order(classes, random)) {
      ++in_class[classes[sample]];
      ++of_class[classes[sample]];
      ++of_sample[sample];
    }
    CHECK(in_class.size() == 3);
    for (const auto& [which, count] : in_class) CHECK((count == 3 || count == 4));
    for (std::size_t s = 0; s < 10; ++s) CHECK((classes[s] != 0 || of_sample[s] <= 1));
    CHECK(std::abs(of_sample[3] - of_sample[8]) <= 1);
  }
  // the fourth one is not always of the same class
  for (const auto& [which, count] : of_class) CHECK((count > 90 && count < 120));
  CHECK(balanced_order({}, random).empty());
}

TEST_CASE("samples are drawn in proportion to their losses") {
  Random random(5);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> losses(1000, 0);
  losses[10] = 1e300;
  losses[20] = 3e300;
  losses[30] = nan;
  losses[40] = -1;
  std::map<std::size_t, int> times;
  for (const std::size_t sample : order_by_error(losses, random)) ++times[sample];
  CHECK(times.size() == 2);
  CHECK(times[10] + times[20] == 1000);
  CHECK(std::abs(times[10] - 250) < 70);  // five standard deviations
}

TEST_CASE("where no sample has a loss all are equally likely") {
  Random random(5);
  std::map<std::size_t, int> times;
  for (int i = 0; i < 1000; ++i) {
    for (const std::size_t sample : order_by_error({0, 0, 0, 0}, random)) ++times[sample];
  }
  CHECK(times.size() == 4);
  for (const auto& [sample, count] : times) CHECK(std::abs(count - 1000) < 140);
}

}  // namespace
}  // namespace nngen::tests
