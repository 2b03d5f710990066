// Smooth activations: z times something that rises from 0 to 1, and softsign.

#include <numbers>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

constexpr double root_half = 0.5 * std::numbers::sqrt2;

// Φ(x) = ½(1 + erf(x/√2)) and its derivative e^(−x²/2)/√(2π)
Expr normal_distribution(Expr x) { return 0.5 * (1 + elementwise(OpKind::erf, root_half * x)); }
Expr normal_density(Expr x) {
  const double peak = root_half * std::numbers::inv_sqrtpi;
  return peak * elementwise(OpKind::exp, -0.5 * square(x));
}

// The exponential of −|z| in both branches: no overflow at any z.
template <class T>
T stable_sigmoid(T x) {
  if (x > 0.0) return T(1.0) / (1.0 + math::exp(-x));
  const T e = math::exp(x);
  return e / (1.0 + e);
}
template <class T>
T stable_softplus(T x) {
  return x > 0.0 ? x + math::log1p(math::exp(-x)) : math::log1p(math::exp(x));
}

}  // namespace

namespace ops {

const OpDef gelu = elementwise_op({
    .name = "gelu",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return 0.5 * x * (1.0 + math::erf(root_half * x)); },
    .derivative = [](Expr x,
                     Expr) { return normal_distribution(x) + ir::hadamard(x, normal_density(x)); },
    .lower = [](Entry x) { return 0.5 * x * (1 + ir::erf(root_half * x)); },
    .samples = {{0, 0}, {1, 0.8413447460685429}, {-1, -0.15865525393145705}, {800, 800}, {-800, 0}},
    .summary = "z·Φ(z) with Φ(z) = ½(1 + erf(z/√2)), the exact form",
});

const OpDef silu = elementwise_op({
    .name = "silu",
    .op_class = OpClass::activation,
    .aliases = {"swish"},
    .scalar = [](auto x) { return x * stable_sigmoid(x); },
    .derivative =
        [](Expr x, Expr y) {
          const Expr s = ir::elementwise(OpKind::sigmoid, x);
          return s + ir::hadamard(y, 1 - s);
        },
    .lower = [](Entry x) { return x / (1 + ir::exp(-x)); },
    .samples = {{0, 0}, {1, 0.7310585786300049}, {-1, -0.2689414213699951}, {800, 800}, {-800, 0}},
    .summary = "z·sigmoid(z); its derivative is s + y∘(1 − s) with s = sigmoid(z)",
});

const OpDef softsign = elementwise_op({
    .name = "softsign",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x / (1.0 + math::abs(x)); },
    .derivative = [](Expr x, Expr) { return ir::power(1 + ir::elementwise(OpKind::abs, x), -2); },
    .lower = [](Entry x) { return x / (1 + ir::abs(x)); },
    .samples = {{0, 0}, {1, 0.5}, {-3, -0.75}, {4, 0.8}},
    .summary = "z/(1 + |z|); its derivative is 1/(1 + |z|)²",
});

const OpDef mish = elementwise_op({
    .name = "mish",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x * math::tanh(stable_softplus(x)); },
    .derivative =
        [](Expr x, Expr) {
          const Expr t = ir::elementwise(OpKind::tanh, ir::elementwise(OpKind::softplus, x));
          const Expr t_dot = ir::hadamard(1 - ir::square(t), ir::elementwise(OpKind::sigmoid, x));
          return t + ir::hadamard(x, t_dot);
        },
    .lower = [](Entry x) { return x * ir::tanh(ir::max(x, 0) + ir::log1p(ir::exp(-ir::abs(x)))); },
    .samples = {{0, 0}, {1, 0.8650983882673103}, {-1, -0.3034014613741089}, {800, 800}, {-800, 0}},
    .summary = "z·tanh(softplus(z))",
});

}  // namespace ops
}  // namespace nngen::ir
