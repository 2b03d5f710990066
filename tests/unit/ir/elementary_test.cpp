// Elementwise rows at kinks, ties and extremes, by the reference's scalar and by the symbolic rule.

#include <cmath>
#include <limits>

#include "ir/op.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::ir {
namespace {

using tests::Nodes;
using tests::rows;

constexpr double infinity = std::numeric_limits<double>::infinity();

double symbolic_derivative(OpKind op, double at) {
  Nodes g;
  const Expr x = g.with_value(at);
  return g.number(op_def(op).derivative(x, elementwise(op, x)));
}

TEST_CASE("at a kink the derivative is that of the branch z ≤ 0") {
  struct Row {
    OpKind op;
    double at;
    double derivative;
  };
  const double selu_at_zero = 1.7580993408473768;
  const Row lines[] = {
      {OpKind::relu, 0, 0},          {OpKind::relu, -0.0, 0},
      {OpKind::leaky_relu, 0, 0.01}, {OpKind::step, 0, 0},
      {OpKind::abs, 0, 0},           {OpKind::sign, 0, 0},
      {OpKind::elu, 0, 1},           {OpKind::selu, 0, selu_at_zero},
      {OpKind::hardtanh, 1, 0},      {OpKind::hardtanh, -1, 0},
      {OpKind::hardtanh, 0.5, 1},    {OpKind::softsign, 0, 1},
  };
  for (const auto& [op, at, derivative] : lines) {
    INFO(op_def(op).name << " at " << at);
    CHECK(op_def(op).scalar.at(at, 1) == derivative);
    CHECK(symbolic_derivative(op, at) == derivative);
  }
}

TEST_CASE("values and derivatives stay finite far out") {
  struct Row {
    OpKind op;
    double at;
    double value;
    double derivative;
  };
  const double scale = 1.0507009873554805;
  const Row lines[] = {
      {OpKind::sigmoid, 800, 1, 0},    {OpKind::sigmoid, -800, 0, 0},
      {OpKind::softplus, 800, 800, 1}, {OpKind::softplus, -800, 0, 0},
      {OpKind::tanh, 800, 1, 0},       {OpKind::elu, 800, 800, 1},
      {OpKind::elu, -800, -1, 0},      {OpKind::selu, 800, 800 * scale, scale},
      {OpKind::gelu, 800, 800, 1},     {OpKind::gelu, -800, 0, 0},
      {OpKind::silu, 800, 800, 1},     {OpKind::silu, -800, 0, 0},
      {OpKind::mish, 800, 800, 1},     {OpKind::mish, -800, 0, 0},
      {OpKind::erf, -800, -1, 0},      {OpKind::expm1, -800, -1, 0},
      {OpKind::hardtanh, -800, -1, 0}, {OpKind::atan, 1e300, 1.5707963267948966, 0},
  };
  for (const auto& [op, at, value, derivative] : lines) {
    INFO(op_def(op).name << " at " << at);
    CHECK(op_def(op).scalar.at(at) == value);
    CHECK(op_def(op).scalar.at(at, 1) == derivative);
    CHECK(symbolic_derivative(op, at) == derivative);
  }
}

TEST_CASE("derivatives computed by hand") {
  struct Row {
    OpKind op;
    double at;
    double derivative;
  };
  const Row lines[] = {
      {OpKind::gelu, 1, 1.0833154705876864},
      {OpKind::gelu, -1, -0.0833154705876863},
      {OpKind::mish, 1, 1.0490362200997922},
      {OpKind::mish, 0, 0.6},
      {OpKind::silu, 1, 0.9276705118714867},
      {OpKind::silu, 0, 0.5},
      {OpKind::log2, 2, 0.7213475204444817},
      {OpKind::log10, 1, 0.4342944819032518},
      {OpKind::asin, 0.6, 1.25},
      {OpKind::acos, 0.6, -1.25},
      {OpKind::atan, 2, 0.2},
      {OpKind::softsign, 1, 0.25},
  };
  for (const auto& [op, at, derivative] : lines) {
    INFO(op_def(op).name << " at " << at);
    CHECK(op_def(op).scalar.at(at, 1) == Approx(derivative).epsilon(1e-14));
    CHECK(symbolic_derivative(op, at) == Approx(derivative).epsilon(1e-14));
  }
}

TEST_CASE("zero keeps its sign where the function is odd") {
  for (const OpKind op : {OpKind::tan, OpKind::asin, OpKind::atan, OpKind::sinh, OpKind::erf,
                          OpKind::expm1, OpKind::log_plus_one, OpKind::softsign}) {
    INFO(op_def(op).name);
    CHECK(std::signbit(op_def(op).scalar.at(-0.0)));
    CHECK(op_def(op).scalar.at(-0.0) == 0);
  }
}

TEST_CASE("stop keeps the value and nothing else") {
  CHECK(op_def(OpKind::stop).scalar.at(3.5) == 3.5);
  CHECK(op_def(OpKind::stop).scalar.at(3.5, 1) == 0);
  CHECK(symbolic_derivative(OpKind::stop, 3.5) == 0);
}

TEST_CASE("activations go by all their names") {
  CHECK(find_function("swish") == OpKind::silu);
  CHECK(find_function("log1p") == OpKind::log_plus_one);
  CHECK(find_function("inv") == OpKind::inverse);
  CHECK_FALSE(find_function("less_than").has_value());
}

// ---------------------------------------------------------------- of two and three values

struct Pair {
  Nodes g;
  Expr a;
  Expr b;
  Pair(double a_value, double b_value) : a(g.with_value(a_value)), b(g.with_value(b_value)) {}

  /// ∂y/∂a and ∂y/∂b by the adjoint rule.
  std::pair<double, double> partials(Expr y) {
    const std::vector<Expr> x = y.operands();
    const std::vector<Expr> by = op_def(y.op()).vjp.rule(y, x, constant(g.graph, 1));
    return {g.number(by[0]), g.number(by[1])};
  }
};

TEST_CASE("of two equals the number's branch is chosen, else the first") {
  Pair tie(2, 2);
  const Expr two = constant(tie.g.graph, 2);
  using Partials = std::pair<double, double>;
  CHECK(tie.partials(maximum(tie.a, tie.b)) == Partials(1, 0));
  CHECK(tie.partials(make(OpKind::minimum, {tie.a, tie.b})) == Partials(1, 0));
  const Expr with_number = maximum(tie.a, two);
  CHECK(with_number.operand(0) == two);
  CHECK(tie.partials(with_number) == Partials(1, 0));
  CHECK(tie.partials(make(OpKind::minimum, {tie.a, two})) == Partials(1, 0));

  Pair rising(-1, 3);
  CHECK(rising.partials(maximum(rising.a, rising.b)) == Partials(0, 1));
  CHECK(rising.partials(make(OpKind::minimum, {rising.a, rising.b})) == Partials(1, 0));
  CHECK(rising.g.number(maximum(rising.a, rising.b)) == 3);
}

TEST_CASE("clip at its bounds and beyond") {
  struct Row {
    double x;
    double value;
    double by_x;
  };
  const Row lines[] = {{-3, -1, 0}, {-1, -1, 0}, {0.5, 0.5, 1}, {2, 2, 0}, {5, 2, 0}};
  for (const auto& [at, value, by_x] : lines) {
    INFO(at);
    Pair bounds(-1, 2);
    const Expr x = bounds.g.with_value(at);
    const Expr y = make(OpKind::clip, {x, bounds.a, bounds.b});
    CHECK(bounds.g.number(y) == value);
    const std::vector<Expr> by =
        op_def(OpKind::clip).vjp.rule(y, y.operands(), constant(bounds.g.graph, 1));
    CHECK(bounds.g.number(by[0]) == by_x);
    CHECK(bounds.g.number(by[1]) == (at <= -1 ? 1 : 0));
    CHECK(bounds.g.number(by[2]) == (at >= 2 ? 1 : 0));
  }
}

TEST_CASE("comparisons at ties") {
  struct Row {
    OpKind op;
    double less;
    double equal;
    double greater;
  };
  const Row lines[] = {
      {OpKind::less_than, 1, 0, 0},     {OpKind::less_equal, 1, 1, 0},
      {OpKind::equal, 0, 1, 0},         {OpKind::greater_than, 0, 0, 1},
      {OpKind::greater_equal, 0, 1, 1}, {OpKind::not_equal, 1, 0, 1},
  };
  for (const auto& [op, less, equal, greater] : lines) {
    INFO(op_def(op).name);
    Nodes g;
    const Expr a = g.with_value(rows({{1}, {0}, {2}}));
    const Expr b = g.with_value(rows({{2}, {-0.0}, {1}}));
    const Matrix<double> y = g.value(make(op, {a, b}));
    CHECK(y[0] == less);
    CHECK(y[1] == equal);
    CHECK(y[2] == greater);
    CHECK(op_def(op).vjp.rule(make(op, {a, b}), {}, a).empty());
  }
}

TEST_CASE("where takes no part in what it does not choose") {
  Nodes g;
  const Expr x = g.with_value(rows({{-800}, {0}, {4}}));
  const Expr zero = zeros_like(x);
  const Expr y = where(greater_than(x, zero), elementwise(OpKind::sqrt, x), zero);
  const Matrix<double> value = g.value(y);
  CHECK(value[0] == 0);
  CHECK(value[1] == 0);
  CHECK(value[2] == 2);
  const Expr infinite = g.with_value(rows({{infinity}, {infinity}, {infinity}}));
  const Expr chosen = where(greater_than(x, zero), x, infinite);
  const std::vector<Expr> by =
      op_def(OpKind::where).vjp.rule(chosen, chosen.operands(), ones_like(x));
  CHECK_FALSE(by[0]);
  CHECK(g.value(by[1])[2] == 1);
  CHECK(g.value(by[1])[0] == 0);
  CHECK(g.value(by[2])[0] == 1);
}

TEST_CASE("general powers at a base of zero and below") {
  struct Row {
    double a;
    double b;
    double value;
    double by_a;
    double by_b;
  };
  const double log_2 = 0.6931471805599453;
  const Row lines[] = {
      {2, 3, 8, 12, 8 * log_2}, {0, 2, 0, 0, 0},     {0, 1, 0, 1, 0},
      {-2, 3, -8, 12, 0},       {2, 0, 1, 0, log_2},
  };
  for (const auto& [a, b, value, by_a, by_b] : lines) {
    INFO(a << " to the power " << b);
    Pair of(a, b);
    const Expr y = general_power(of.a, of.b);
    CHECK(of.g.number(y) == value);
    const auto [first, second] = of.partials(y);
    CHECK(first == Approx(by_a).epsilon(1e-15));
    CHECK(second == Approx(by_b).epsilon(1e-15));
  }
}

TEST_CASE("atan2 knows the quadrant") {
  struct Row {
    double y;
    double x;
    double angle;
  };
  const double pi = 3.141592653589793;
  const Row lines[] = {
      {0, 1, 0}, {1, 0, pi / 2}, {0, -1, pi}, {-0.0, -1, -pi}, {-1, -1, -3 * pi / 4}};
  for (const auto& [y, x, angle] : lines) {
    Pair point(y, x);
    CHECK(point.g.number(make(OpKind::atan2, {point.a, point.b})) == Approx(angle).epsilon(1e-15));
  }
  Pair point(3, 4);
  const auto [by_y, by_x] = point.partials(make(OpKind::atan2, {point.a, point.b}));
  CHECK(by_y == Approx(0.16));
  CHECK(by_x == Approx(-0.12));
}

}  // namespace
}  // namespace nngen::ir
