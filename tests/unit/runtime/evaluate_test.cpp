#include "runtime/evaluate.hpp"

#include "ir/op.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using ir::OpKind;
using ir::Shape;

TEST_CASE("an affine layer has the value that paper gives") {
  ProgramBuilder b;
  const ir::Expr W = b.param("W", {2, 3});
  const ir::Expr c = b.param("b", {2, 1});
  const ir::Expr x = b.param("x", {3, 1});
  const Point point = point_of(1, {shared(matrix({{1, 2, 3}, {4, 5, 6}})), shared(column({10, 20})),
                                   shared(column({1, 0, -1}))});
  CHECK(value_at(W * x + c, point).at(0).entries() == std::vector<double>{8, 18});
}

TEST_CASE("what depends on a sample has one value for each") {
  ProgramBuilder b;
  const ir::Expr x = b.input("x", {2, 1});
  const ir::Expr w = b.param("w", {2, 1});
  const Point point = point_of(
      3, {sampled({column({1, 2}), column({3, 4}), column({5, 7})}), shared(column({1, -1}))});

  const SampledValue<double> dots = value_at(ir::dot(w, x), point);
  REQUIRE(dots.per_sample);
  CHECK(dots.at(0)[0] == -1);
  CHECK(dots.at(2)[0] == -2);

  const SampledValue<double> square = value_at(ir::dot(w, w), point);
  CHECK_FALSE(square.per_sample);
  REQUIRE(square.samples.size() == 1);
  CHECK(square.at(2)[0] == 2);
}

TEST_CASE("sums and means over the samples of a call") {
  ProgramBuilder b;
  const ir::Expr x = b.input("x", {2, 1});
  const Point point = point_of(2, {sampled({column({1, 2}), column({3, 6})})});
  const auto over_samples = [&](OpKind op) { return value_at(make(op, {x}), point); };
  CHECK_FALSE(over_samples(OpKind::sum_samples).per_sample);
  CHECK(over_samples(OpKind::sum_samples).at(0).entries() == std::vector<double>{4, 8});
  CHECK(over_samples(OpKind::mean_samples).at(0).entries() == std::vector<double>{2, 4});
  const ir::Expr count = make(b.graph(), OpKind::sample_count, {}, {}, Shape::scalar());
  CHECK(value_at(count, point).at(0)[0] == 2);
}

TEST_CASE("a declared activation is evaluated with its derivatives") {
  ProgramBuilder b;
  const ir::Expr x = b.param("x", {2, 1});
  const std::uint32_t f = b.graph().add_function({{{OpKind::tanh}}, false});
  const Point point = point_of(1, {shared(column({0.5, -1}))});
  const auto of_order = [&](std::uint32_t order) {
    return value_at(ir::apply({f, order}, x), point).at(0)[0];
  };
  const double y = std::tanh(0.5);
  CHECK(of_order(0) == Approx(y));
  CHECK(of_order(1) == Approx(1 - y * y));
  CHECK(of_order(2) == Approx(-2 * y * (1 - y * y)));
}

TEST_CASE("each coordinate of a direct sum has its own function") {
  ProgramBuilder b;
  const ir::Expr x = b.param("x", {3, 2});
  const std::uint32_t f =
      b.graph().add_function({{{OpKind::relu, 2}, {OpKind::identity, 1}}, true});
  const Point point = point_of(1, {shared(matrix({{-1, 2}, {3, -4}, {-5, 6}}))});
  CHECK(value_at(ir::apply({f, 0}, x), point).at(0).entries() ==
        std::vector<double>{0, 3, -5, 2, 0, 6});
  CHECK(value_at(ir::apply({f, 1}, x), point).at(0).entries() ==
        std::vector<double>{0, 1, 1, 1, 0, 1});
}

TEST_CASE("only what the roots need must have a value") {
  ProgramBuilder b;
  const ir::Expr x = b.param("x", {1, 1});
  const ir::Expr t = b.param("t", {1, 1});
  const ir::Expr both = x + t;
  Point point;
  point.values[0] = shared(matrix({{3}}));
  CHECK(value_at(2.0 * x, point).at(0)[0] == 6);
  CHECK_THROWS_AS(value_at(both, point), ir::InternalError);
}

TEST_CASE("a value of another shape than declared is refused") {
  ProgramBuilder b;
  const ir::Expr x = b.param("x", {2, 1});
  CHECK_THROWS_AS(value_at(x, point_of(1, {shared(column({1, 2, 3}))})), ir::InternalError);
}

TEST_CASE("a graph is evaluated without recursion, however deep") {
  ProgramBuilder b;
  ir::Expr x = b.param("x", {1, 1});
  for (int i = 0; i < 200000; ++i) x = ir::elementwise(OpKind::sin, x);
  const double value = value_at(x, point_of(1, {shared(matrix({{1}}))})).at(0)[0];
  // the iterated sine falls as √(3/n)
  CHECK(value == Approx(std::sqrt(3.0 / 200000)).epsilon(0.01));
}

TEST_CASE("dual numbers and the tape run the same loop") {
  ProgramBuilder b;
  const ir::Expr x = b.param("x", {1, 1});
  const ir::Expr y = ir::elementwise(OpKind::exp, ir::square(x));
  const double value = std::exp(0.25);

  runtime::PointOf<ir::Dual<double>> dual;
  dual.values[0] = {false, {ir::Matrix<ir::Dual<double>>(1, 1, {0.5, 1})}};
  const auto tangent = runtime::evaluate(b.graph(), std::vector{y.id}, dual)[0].at(0)[0];
  CHECK(tangent.value == Approx(value));
  CHECK(tangent.tangent == Approx(value));  // 2·x·exp(x²) at x = ½

  ir::Tape<double> tape;
  const ir::Recording recording(tape);
  runtime::PointOf<ir::Var<double>> variables;
  const auto start = ir::Var<double>::independent(0.5);
  variables.values[0] = {false, {ir::Matrix<ir::Var<double>>(1, 1, start)}};
  const auto end = runtime::evaluate(b.graph(), std::vector{y.id}, variables)[0].at(0)[0];
  CHECK(tape.adjoints(end.entry)[start.entry] == Approx(value));
}

}  // namespace
}  // namespace nngen::tests
