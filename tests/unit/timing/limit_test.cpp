#include "timing/limit.hpp"

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using namespace timing;

TEST_CASE("equal shapes are one product with their count") {
  std::vector<Product> products;
  add_product(products, {2, 3, 4});
  add_product(products, {2, 3, 5});
  add_product(products, {2, 3, 4, 7});
  REQUIRE(products.size() == 2);
  CHECK(products[0].count == 8);
  CHECK(products[1].count == 1);
}

TEST_CASE("a product of matrices is a multiplication and an addition an entry of its sums") {
  CHECK(flops_of(Product{2, 3, 4, 9}) == 48);  // of one of the nine
}

TEST_CASE("the limit of a round is the time of all its products") {
  const std::vector<Timed> all = {{"gradient", {}, {9, 9}}, {"a", {}, {1, 2}}, {"b", {}, {10, 20}}};
  std::vector<ShapeLimit> limits;
  limits.push_back({{1, 1, 1, 3}, nullptr, 1});
  limits.push_back({{2, 2, 2, 2}, nullptr, 2});
  CHECK(limit_seconds(limits, all) == std::vector<double>{23, 46});
  CHECK(flops_of(limits) == 3 * 2 + 2 * 16);
  CHECK(limit_seconds({}, all) == std::vector<double>{0, 0});
}

TEST_CASE("all that is timed runs in each round") {
  std::vector<long> calls(3, 0);
  std::vector<Timed> all;
  for (long& count : calls) all.push_back({"", by_clock([&count](long n) { count += n; })});
  run_rounds(all, 4, 1e-6);
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].seconds.size() == 4);
    CHECK(calls[i] >= 5);  // once before the rounds
  }
}

}  // namespace
}  // namespace nngen::tests
