#include "runtime/properties.hpp"

#include <limits>

#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using P = ir::Properties;

std::string broken(bool P::*member, const ir::Matrix<double>& value) {
  P properties;
  properties.*member = true;
  return runtime::broken_property(value, properties).value_or("");
}

TEST_CASE("kept promises say nothing") {
  CHECK(broken(&P::onehot, column({0, 1, 0})) == "");
  CHECK(broken(&P::simplex, column({0.25, 0.75 + 5e-7})) == "");
  CHECK(broken(&P::symmetric, matrix({{1e6, 2e6}, {2e6 + 1, 1}})) == "");
  CHECK(broken(&P::spd, matrix({{2, 1}, {1, 2}})) == "");
  CHECK(broken(&P::diagonal, matrix({{2, 0}, {0, 3}})) == "");
  CHECK(broken(&P::orthogonal, matrix({{0.6, -0.8}, {0.8, 0.6}})) == "");
  CHECK(broken(&P::positive, column({1e-300, 2})) == "");
  CHECK(broken(&P::sign, column({1, -1})) == "");
}

TEST_CASE("a broken promise is named with its place") {
  CHECK(broken(&P::onehot, column({0, 0.5, 0.5})) == "is not one-hot: entry [2] is 0.5");
  CHECK(broken(&P::onehot, column({1, 1})) == "is not one-hot: its entries sum to 2");
  CHECK(broken(&P::onehot, column({0, 0})) == "is not one-hot: its entries sum to 0");
  CHECK(broken(&P::simplex, column({1.5, -0.5})) == "is not in the simplex: entry [2] is -0.5");
  CHECK(broken(&P::simplex, column({0.5, 0.501})) ==
        "is not in the simplex: its entries sum to 1.001");
  CHECK(broken(&P::symmetric, matrix({{1, 2}, {3, 1}})) == "is not symmetric: entry [2, 1] is 3");
  CHECK(broken(&P::spd, matrix({{1, 2}, {2, 1}})) == "is not positive definite");
  CHECK(broken(&P::diagonal, matrix({{1, 2}, {0, 1}})) == "is not diagonal: entry [1, 2] is 2");
  CHECK(broken(&P::orthogonal, matrix({{1, 1}, {0, 1}})) ==
        "is not orthogonal: columns 1 and 2 have the inner product 1");
  CHECK(broken(&P::positive, column({1, 0})) == "is not positive: entry [2] is 0");
  CHECK(broken(&P::sign, column({1, 0.5})) == "must have entries of ±1: entry [2] is 0.5");
}

TEST_CASE("NaN keeps no promise") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto member :
       {&P::onehot, &P::simplex, &P::symmetric, &P::spd, &P::orthogonal, &P::positive, &P::sign}) {
    CHECK(broken(member, matrix({{nan, nan}, {nan, nan}})) != "");
  }
  CHECK(broken(&P::diagonal, matrix({{1, nan}, {0, 1}})) != "");
}

}  // namespace
}  // namespace nngen::tests
