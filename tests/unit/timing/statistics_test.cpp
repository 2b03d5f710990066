#include "timing/statistics.hpp"

#include <numeric>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using timing::Estimate;
using timing::estimate;
using timing::estimate_ratio;
using timing::median;

/// n, …, 2, 1
std::vector<double> down_from(int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  std::iota(values.rbegin(), values.rend(), 1.0);
  return values;
}

TEST_CASE("a median is the middle value, or the mean of the two in the middle") {
  CHECK(median({7}) == 7);
  CHECK(median({5, 1, 100}) == 5);
  CHECK(median({8, 1, 100, 2}) == 5);
}

// The ranks are those of the tables of the sign test: P(B < k) for n coins.
TEST_CASE("the interval of a median lies between the ranks of the sign test") {
  struct Case {
    int n, rank;
  };
  // n = 6: P(B < 1) = 1/64, doubled 3.1 %; P(B < 2) = 7/64 would be too much.
  // n = 10: P(B < 2) = 11/1024, doubled 2.1 %; P(B < 3) = 56/1024.
  // n = 15: P(B < 4) = 576/32768, doubled 3.5 %; P(B < 5) = 1941/32768.
  // n = 20: P(B < 6) = 21700/1048576, doubled 4.1 %; P(B < 7) = 60460/1048576.
  for (const auto& [n, rank] : {Case{6, 1}, Case{10, 2}, Case{15, 4}, Case{20, 6}}) {
    INFO("n = " << n);
    const Estimate found = estimate(down_from(n));
    CHECK(found.median == (n + 1) / 2.0);
    CHECK(found.lower == rank);
    CHECK(found.upper == n + 1 - rank);
  }
}

TEST_CASE("the interval of few values goes from the smallest to the largest") {
  for (const int n : {1, 2, 5}) {
    const Estimate found = estimate(down_from(n));
    CHECK(found.lower == 1);
    CHECK(found.upper == n);
  }
}

TEST_CASE("ratios are taken round by round, so that a slow round changes none of them") {
  const std::vector<double> usual = {2, 2, 2, 200, 2, 2};
  const std::vector<double> twice = {4, 4, 4, 400, 4, 4};
  const Estimate found = estimate_ratio(twice, usual);
  CHECK(found.median == 2);
  CHECK(found.lower == 2);
  CHECK(found.upper == 2);
}

}  // namespace
}  // namespace nngen::tests
