// Constant powers.

#include <cmath>

#include "ir/op.hpp"
#include "ir/textbook.hpp"

namespace nngen::ir {
namespace {

Expr construct_power(Graph& graph, std::span<const Expr> x, const Attribute& attribute,
                     const Shape& shape) {
  const double exponent = std::get<Constant>(attribute).value;
  if (exponent == 1) return x[0];
  if (exponent == -1) {
    if (const Expr stable = stable_quotient(ones_like(x[0]), x[0])) return stable;
  }
  if (exponent == 0) return filled(graph, 1, shape);
  if (const auto value = constant_value(x[0])) {
    const double result = std::pow(*value, exponent);
    if (std::isfinite(result)) return filled(graph, result, shape);
  }
  return {};
}

double exponent_of(Expr y) { return std::get<Constant>(y.node().attribute).value; }

// Integer powers are products, so that x² has the tangent 2·x·ẋ also where log x does not exist.
template <class T>
T raise(T x, double exponent) {
  const bool is_small_integer = exponent == std::round(exponent) && std::abs(exponent) <= 64;
  if (!is_small_integer) return math::pow(x, exponent);
  T result = 1.0;
  for (int i = 0; i < static_cast<int>(std::abs(exponent)); ++i) result = result * x;
  return exponent < 0 ? T(1.0) / result : result;
}

// x^n by repeated squaring: the same products as `raise`, in another order.
Entry integer_power(Entry x, int exponent) {
  if (exponent == 1) return x;
  const Entry half = integer_power(x, exponent / 2);
  const Entry even = half * half;
  return exponent % 2 == 0 ? even : even * x;
}

void lower_power(LoweringContext& context) {
  const double exponent = exponent_of(context.node());
  lower_map(context, [&](BodyBuilder builder) {
    const Entry x = context.load_operand(builder, 0);
    if (exponent != std::round(exponent) || std::abs(exponent) > 64) return pow(x, exponent);
    const Entry result = integer_power(x, static_cast<int>(std::abs(exponent)));
    return exponent < 0 ? 1 / result : result;
  });
}

}  // namespace

namespace ops {

const OpDef power = {
    .name = "power",
    .op_class = OpClass::arithmetic,
    .spelling = {.fixity = Fixity::infix},
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> { return x[0]; },
    .construct = construct_power,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      const double n = exponent_of(y);
      return {n * ir::hadamard(y_bar, ir::power(x[0], n - 1))};
    },
    .jvp = [](Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      const double n = exponent_of(y);
      return n * ir::hadamard(ir::power(x[0], n - 1), x_dot[0]);
    },
    .evaluate =
        [](const auto& args) {
          auto y = args[0];
          const double exponent = std::get<Constant>(args.node.attribute).value;
          for (auto& entry : y.entries()) entry = raise(entry, exponent);
          return y;
        },
    .lower = lower_power,
    .summary = "each entry to a constant power; x^0 = 1",
};

}  // namespace ops
}  // namespace nngen::ir
