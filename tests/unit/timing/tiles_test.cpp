// Products in tiles are those of the definition; how fast they are is no matter of a test.

#include "timing/tiles.hpp"

#include <cmath>
#include <set>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

using namespace timing;

/// Whole numbers so small that every sum is exact.
Numbers whole_numbers(Index count, int seed) {
  return Numbers::NullaryExpr(
      count, [seed](Index i) { return static_cast<Scalar>((i * 7 + seed) % 5 - 2); });
}

template <int Rows, int Depth, int Cols, int Registers, int Columns, int Chains, bool Copies>
void check_product() {
  CAPTURE(Rows, Depth, Cols, Registers, Columns, Chains, Copies);
  using Tiled = TiledProduct<Rows, Depth, Cols, Registers, Columns, Chains, Copies>;
  const Numbers a = whole_numbers(Tiled::stride_a * Depth, 1);
  const Numbers b = whole_numbers(Tiled::stride_b * Cols, 2);
  Numbers c = Numbers::Constant(Tiled::stride_c * Cols, NAN);
  Numbers copy = Numbers::Constant(Tiled::copy_size, NAN);
  Tiled::run(a.data(), b.data(), c.data(), copy.data());
  int wrong = 0;
  for (int j = 0; j < Cols; ++j) {
    for (int i = 0; i < Rows; ++i) {
      Scalar sum = 0;
      for (int k = 0; k < Depth; ++k)
        sum += a[i + k * Tiled::stride_a] * b[k + j * Tiled::stride_b];
      // Written so that what is not a number is wrong.
      if (!(c[i + j * Tiled::stride_c] == sum)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a product in tiles is the product, whatever is left at the edges") {
  check_product<1, 1, 1, 1, 1, 1, false>();
  check_product<3 * lanes, 5, 7, 1, 4, 1, false>();      // columns are left
  check_product<5 * lanes + 1, 6, 4, 2, 2, 1, false>();  // registers and lanes are left
  check_product<5 * lanes, 6, 5, 2, 2, 1, true>();
  check_product<10, 11, 3, 1, 2, 4, false>();  // of the depth three are left beside the chains
  check_product<2 * lanes, 3, 1, 2, 1, 8, false>();  // more chains than depth
}

TEST_CASE("a deep product is a sum of products") {
  check_product<lanes, 2500, 3, 1, 2, 1, false>();  // blocks of 1024, 1024 and 452
  check_product<3 * lanes, 2500, 3, 2, 2, 1, true>();
  check_product<lanes, 4096, 2, 1, 2, 2, false>();
}

TEST_CASE("columns begin at whole registers and never 4 KiB apart") {
  CHECK(stride_of(1) == lanes);
  CHECK(stride_of(lanes + 1) == 2 * lanes);
  CHECK(stride_of(1000) % lanes == 0);
  CHECK(stride_of(1024) == 1024 + lanes);  // 4 KiB of floats
  CHECK(stride_of(3 * 1024) == 3 * 1024 + lanes);
}

template <int Rows, int Depth, int Cols>
std::vector<Candidate> tiles_for() {
  std::vector<Candidate> found;
  add_tiles<Rows, Depth, Cols>({Rows, Depth, Cols}, found);
  return found;
}

TEST_CASE("every shape has tiles, none of them twice") {
  for (const auto& found : {tiles_for<1, 1, 1>(), tiles_for<16, 1, 4>(), tiles_for<10, 128, 1>(),
                            tiles_for<1, 32, 64>(), tiles_for<300, 100, 40>()}) {
    CHECK_FALSE(found.empty());
    std::set<std::string> names;
    for (const Candidate& candidate : found) {
      names.insert(candidate.name);
      candidate.run(2);
    }
    CHECK(names.size() == found.size());
  }
}

TEST_CASE("tiles are for the shape that they know") {
  std::vector<Candidate> found;
  add_tiles<8, 9, 10>({10, 9, 8}, found);
  CHECK(found.empty());
}

}  // namespace
}  // namespace nngen::tests
