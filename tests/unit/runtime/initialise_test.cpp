#include "runtime/initialise.hpp"

#include <cmath>
#include <set>

#include "runtime/properties.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using runtime::Random;

TEST_CASE("the generator gives the same numbers everywhere") {
  // computed with Python's integers from the published algorithms
  Random random(42);
  CHECK(random.bits() == 0xd0764d4f4476689fu);
  CHECK(random.bits() == 0x519e4174576f3791u);
  CHECK(random.bits() == 0xfbe07cfb0c24ed8cu);
}

TEST_CASE("uniform and normal numbers have their moments") {
  Random random(1, "moments");
  double sum = 0, square = 0, normal_sum = 0, normal_square = 0;
  constexpr int count = 20000;
  for (int i = 0; i < count; ++i) {
    const double u = random.uniform();
    REQUIRE((u >= 0 && u < 1));
    sum += u;
    square += u * u;
    const double n = random.normal();
    normal_sum += n;
    normal_square += n * n;
  }
  CHECK(sum / count == Approx(0.5).margin(0.01));
  CHECK(square / count == Approx(1.0 / 3).margin(0.01));
  CHECK(normal_sum / count == Approx(0).margin(0.03));
  CHECK(normal_square / count == Approx(1).margin(0.03));
}

TEST_CASE("a declaration's numbers depend on its name and the seed alone") {
  ProgramBuilder one;
  one.param("W", {2, 3});
  ProgramBuilder two;
  two.param("V", {4, 4});
  two.param("W", {2, 3});
  const auto entries = [](const ProgramBuilder& b, std::uint32_t index, std::uint64_t seed) {
    return runtime::random_point(b.program, 1, seed).values.at(index).at(0).entries();
  };
  CHECK(entries(one, 0, 5) == entries(two, 1, 5));
  CHECK(entries(one, 0, 5) != entries(one, 0, 6));
}

TEST_CASE("random data keeps what its declaration promises") {
  const auto only = [](bool ir::Properties::*member) {
    ir::Properties properties;
    properties.*member = true;
    return properties;
  };
  using P = ir::Properties;
  std::vector<P> promises;
  for (const auto member : {&P::onehot, &P::simplex, &P::symmetric, &P::spd, &P::diagonal,
                            &P::orthogonal, &P::positive, &P::sign}) {
    promises.push_back(only(member));
  }
  for (const auto& [first, second] :
       {std::pair{&P::symmetric, &P::positive}, std::pair{&P::symmetric, &P::sign},
        std::pair{&P::symmetric, &P::orthogonal}, std::pair{&P::diagonal, &P::positive},
        std::pair{&P::spd, &P::positive}, std::pair{&P::spd, &P::diagonal},
        std::pair{&P::positive, &P::sign}}) {
    promises.push_back(only(first));
    promises.back().*second = true;
  }
  for (std::size_t k = 0; k < promises.size(); ++k) {
    for (const int n : {1, 2, 5}) {
      for (std::uint64_t seed = 0; seed < 5; ++seed) {
        CAPTURE(k, n, seed);
        ProgramBuilder b;
        b.input("x", {n, n}, promises[k]);
        const auto value = runtime::random_point(b.program, 2, seed).values.at(0);
        REQUIRE(value.samples.size() == 2);
        CHECK(runtime::broken_property(value.at(1), promises[k]) == std::nullopt);
      }
    }
  }
}

TEST_CASE("a random point is generic: samples differ, biases are not zero") {
  ProgramBuilder b;
  b.input("x", {4, 1});
  b.param("b", {4, 1});
  const Point point = runtime::random_point(b.program, 2, 3);
  CHECK(point.values.at(0).at(0).entries() != point.values.at(0).at(1).entries());
  for (const double entry : point.values.at(1).at(0).entries()) CHECK(entry != 0);
}

TEST_CASE("params start as their initialiser says") {
  using Kind = ir::Initialiser::Kind;
  ir::Declaration param{{"W", {}, false}, ir::Role::param, {50, 200}, {}, {}, {}, {}};
  const auto start = [&](ir::Initialiser init) {
    param.init = init;
    return runtime::initial_value(param, 9).entries();
  };
  const auto deviation = [](const std::vector<double>& entries) {
    double square = 0;
    for (const double entry : entries) square += entry * entry;
    return std::sqrt(square / static_cast<double>(entries.size()));
  };
  const auto bound = [](const std::vector<double>& entries) {
    double largest = 0;
    for (const double entry : entries) largest = std::max(largest, std::abs(entry));
    return largest;
  };
  CHECK(bound(start({Kind::zeros})) == 0);
  CHECK(start({Kind::ones}) == std::vector<double>(10000, 1.0));
  CHECK(bound(start({Kind::xavier})) == Approx(std::sqrt(6.0 / 250)).epsilon(0.01));
  CHECK(deviation(start({Kind::he})) == Approx(0.1).epsilon(0.05));
  CHECK(deviation(start({Kind::lecun})) == Approx(std::sqrt(1.0 / 200)).epsilon(0.05));
  CHECK(deviation(start({Kind::normal, 3})) == Approx(3).epsilon(0.05));
  CHECK(bound(start({Kind::fan_in_uniform})) == Approx(1.0 / 400).epsilon(0.01));
  for (const double entry : start({Kind::uniform, 2, 3})) REQUIRE((entry >= 2 && entry < 3));
}

}  // namespace
}  // namespace nngen::tests
