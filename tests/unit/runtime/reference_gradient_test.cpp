#include "runtime/reference_gradient.hpp"


#include "runtime/finite_difference.hpp"
#include "runtime/initialise.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"
#include "tests/unit/runtime/random_programs.hpp"

namespace nngen::tests {
namespace {

using ir::Expr;
using ir::OpKind;
using ir::Reduction;
using runtime::reference_gradient;

runtime::ReferenceGradient gradient_of(const ProgramBuilder& b, Expr loss, std::vector<Expr> by,
                                       Reduction reduction, const Point& point) {
  std::vector<ir::NodeId> ids;
  for (const Expr& variable : by) ids.push_back(variable.id);
  return reference_gradient(b.program, loss.id, ids, reduction, point);
}

TEST_CASE("the gradient of a quadratic form is that of the textbook") {
  ProgramBuilder b;
  const Expr A = b.param("A", {2, 2});
  const Expr x = b.param("x", {2, 1});
  const Expr loss = ir::dot(x, A * x);
  const Point point = point_of(1, {shared(matrix({{1, 2}, {3, 4}})), shared(column({5, 6}))});
  const auto result = gradient_of(b, loss, {x, A}, Reduction::none, point);
  CHECK(result.loss == 1 * 25 + 5 * 30 + 4 * 36);
  CHECK(result.gradients[0].at(0).entries() == std::vector<double>{40, 73});  // (A + Aᵀ)·x
  CHECK(result.gradients[1].at(0).entries() == std::vector<double>{25, 30, 30, 36});  // x·xᵀ
}

TEST_CASE("a variable that the loss does not contain has the gradient zero") {
  ProgramBuilder b;
  const Expr x = b.param("x", {2, 1});
  const Expr y = b.param("y", {2, 1});
  const Point point = point_of(1, {shared(column({1, 2})), shared(column({3, 4}))});
  const auto result = gradient_of(b, ir::sum(x), {y}, Reduction::none, point);
  CHECK(result.gradients[0].at(0).entries() == std::vector<double>{0, 0});
}

TEST_CASE("a variable that the loss does not need may have no value") {
  ProgramBuilder b;
  const Expr x = b.param("x", {2, 1});
  const Expr y = b.input("y", {2, 1});
  const Point point = point_of(2, {shared(column({1, 2}))});
  const auto result = gradient_of(b, ir::sum(x), {y}, Reduction::mean, point);
  REQUIRE(result.gradients[0].samples.size() == 2);
  CHECK(result.gradients[0].at(1).entries() == std::vector<double>{0, 0});
}

// loss = (w·x + w²)/2 − 3·w over the samples x = 1, 2, 6, at w = 10
TEST_CASE("a term that no sample enters counts once") {
  ProgramBuilder b;
  const Expr x = b.input("x", {1, 1});
  const Expr w = b.param("w", {1, 1});
  const Expr half = b.param("half", {1, 1});
  const Expr loss = ir::divide(w * x + ir::square(w), half) - 3.0 * w;
  const Point point = point_of(3, {sampled({matrix({{1}}), matrix({{2}}), matrix({{6}})}),
                                   shared(matrix({{10}})), shared(matrix({{2}}))});

  const auto sum = gradient_of(b, loss, {w, x}, Reduction::sum, point);
  CHECK(sum.loss == Approx(0.5 * 90 + 50 - 30));
  CHECK(sum.gradients[0].at(0)[0] == Approx(0.5 * 9 + 10 - 3));
  REQUIRE(sum.gradients[1].samples.size() == 3);
  CHECK(sum.gradients[1].at(2)[0] == Approx(5));

  const auto mean = gradient_of(b, loss, {w, x}, Reduction::mean, point);
  CHECK(mean.loss == Approx(0.5 * 30 + 50 - 30));
  CHECK(mean.gradients[0].at(0)[0] == Approx(0.5 * 3 + 10 - 3));
  CHECK(mean.gradients[1].at(2)[0] == Approx(5.0 / 3));
}

TEST_CASE("a loss that no sample enters counts once") {
  ProgramBuilder b;
  b.input("x", {1, 1});
  const Expr w = b.param("w", {1, 1});
  const Point point = point_of(2, {sampled({matrix({{1}}), matrix({{2}})}), shared(matrix({{3}}))});
  for (const Reduction reduction : {Reduction::mean, Reduction::sum}) {
    const auto result = gradient_of(b, ir::square(w), {w}, reduction, point);
    CHECK(result.loss == 9);
    CHECK(result.gradients[0].at(0)[0] == 6);
  }
}

TEST_CASE("a product of two sampled factors is a term of its own") {
  ProgramBuilder b;
  const Expr x = b.input("x", {1, 1});
  const Expr w = b.param("w", {1, 1});
  // (x + w)·(x + 1): the w in it is no penalty
  const Expr loss = ir::scale(x + w, x + 1.0 * ir::constant(b.graph(), 1));
  const Point point = point_of(2, {sampled({matrix({{1}}), matrix({{2}})}), shared(matrix({{3}}))});
  const auto result = gradient_of(b, loss, {w}, Reduction::sum, point);
  CHECK(result.loss == 4 * 2 + 5 * 3);
  CHECK(result.gradients[0].at(0)[0] == 2 + 3);
}

TEST_CASE("the gradient by a restricted param lies in its space") {
  ProgramBuilder b;
  ir::Properties symmetric;
  symmetric.symmetric = true;
  ir::Properties diagonal;
  diagonal.diagonal = true;
  const Expr S = b.param("S", {2, 2}, symmetric);
  const Expr D = b.param("D", {2, 2}, diagonal);
  const Expr C = b.param("C", {2, 2});
  const auto c = matrix({{1, 2}, {4, 3}});
  const Point point =
      point_of(1, {shared(matrix({{1, 2}, {2, 1}})), shared(matrix({{1, 0}, {0, 1}})), shared(c)});
  const auto result = gradient_of(b, ir::dot(C, S + D), {S, D}, Reduction::none, point);
  CHECK(result.gradients[0].at(0).entries() == std::vector<double>{1, 3, 3, 3});
  CHECK(result.gradients[1].at(0).entries() == std::vector<double>{1, 0, 0, 3});
}

TEST_CASE("at its kinks a function has the derivative of the branch below") {
  struct Row {
    OpKind op;
    double derivative;
  };
  const Row rows[] = {{OpKind::relu, 0},
                      {OpKind::leaky_relu, 0.01},
                      {OpKind::step, 0},
                      {OpKind::abs, 0},
                      {OpKind::sign, 0}};
  for (const auto& [op, derivative] : rows) {
    ProgramBuilder b;
    const Expr x = b.param("x", {1, 1});
    CAPTURE(ir::op_def(op).name);
    const Point origin = point_of(1, {shared(matrix({{0}}))});
    const auto result = gradient_of(b, ir::elementwise(op, x), {x}, Reduction::none, origin);
    CHECK(result.gradients[0].at(0)[0] == derivative);
  }
}

TEST_CASE("tape, dual numbers and differences agree on random programs") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    const ProgramBuilder b = random_program(seed, 14);
    const ir::Program& program = b.program;
    const Reduction reduction = seed % 2 == 0 ? Reduction::mean : Reduction::sum;
    const Point point = runtime::random_point(program, 3, seed);
    const Point direction = runtime::random_point(program, 3, seed + 1000);

    std::vector<ir::NodeId> by;
    for (const auto& declaration : program.declarations) by.push_back(declaration.node);
    const auto gradient = reference_gradient(program, program.loss->node, by, reduction, point);
    double along = 0;
    for (std::uint32_t k = 0; k < by.size(); ++k) {
      for (std::size_t s = 0; s < gradient.gradients[k].samples.size(); ++s) {
        const auto& entries = gradient.gradients[k].samples[s];
        for (std::size_t i = 0; i < entries.size(); ++i) {
          along += entries[i] * direction.values.at(k).samples[s][i];
        }
      }
    }
    const auto by_duals =
        runtime::dual_derivative(*program.graph, program.loss->node, reduction, point, direction);
    CHECK(along == Approx(by_duals).epsilon(1e-12).margin(1e-13));
    CHECK(along == Approx(runtime::difference_derivative(*program.graph, program.loss->node,
                                                         reduction, point, direction))
                       .epsilon(1e-6)
                       .margin(1e-7));
  }
}

TEST_CASE("the Hessian product is the difference of gradients, and symmetric") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const ProgramBuilder b = random_program(seed, 10);
    const ir::NodeId loss = b.program.loss->node;
    const std::vector by = {b.program.declarations[2].node, b.program.declarations[3].node};
    const Point point = runtime::random_point(b.program, 1, seed);
    const auto direction_of = [&](std::uint64_t from) {
      Point direction = runtime::random_point(b.program, 1, from);
      for (const std::uint32_t fixed : {0u, 1u, 4u}) direction.values.erase(fixed);
      return direction;
    };
    const Point u = direction_of(seed + 100);
    const Point v = direction_of(seed + 200);
    const auto product = [&](const Point& direction) {
      return runtime::reference_hessian_product(b.program, loss, by, Reduction::none, point,
                                                direction);
    };
    const auto inner = [&](const std::vector<SampledValue<double>>& a, const Point& direction) {
      double sum = 0;
      for (std::size_t k = 0; k < by.size(); ++k) {
        const auto& d = direction.values.at(static_cast<std::uint32_t>(k + 2)).at(0);
        for (std::size_t i = 0; i < d.size(); ++i) sum += a[k].at(0)[i] * d[i];
      }
      return sum;
    };
    CHECK(inner(product(u), v) == Approx(inner(product(v), u)).epsilon(1e-10).margin(1e-12));

    const double h = 1e-4;
    const auto gradient_along_v = [&](double step) {
      return inner(
          reference_gradient(b.program, loss, by, Reduction::none, runtime::moved(point, u, step))
              .gradients,
          v);
    };
    const double difference = (gradient_along_v(h) - gradient_along_v(-h)) / (2 * h);
    CHECK(inner(product(u), v) == Approx(difference).epsilon(1e-5).margin(1e-6));
  }
}

TEST_CASE("the memory of a network of a million weights is a few times the network") {
  ProgramBuilder b;
  const Expr x = b.input("x", {784, 1});
  const Expr t = b.declare("t", ir::Role::target, {10, 1});
  const std::vector<Expr> W = {b.param("W1", {512, 784}), b.param("W2", {512, 512}),
                               b.param("W3", {10, 512})};
  Expr a = x;
  for (const Expr& weights : W) a = ir::elementwise(OpKind::tanh, weights * a);
  const Expr loss = 0.5 * ir::sum(ir::square(a - t));
  const Point point = runtime::random_point(b.program, 1, 7);

  const AllocationCounter counter;
  const auto result = gradient_of(b, loss, W, Reduction::none, point);
  CHECK(result.gradients[0].at(0).size() == 784 * 512);
  const std::size_t parameters = 784 * 512 + 512 * 512 + 512 * 10;
  CHECK(counter.allocations().peak_bytes < 20 * sizeof(double) * parameters);
}

}  // namespace
}  // namespace nngen::tests
