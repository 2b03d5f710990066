// Activations. At a kink the derivative is that of the branch z ≤ 0.

#include "ir/calculus/expand_activations.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// σ'(z) of a declared activation stays a symbol of the next order.
Expr derivative_of_apply(Expr y) {
  FunctionUse use = std::get<FunctionUse>(y.node().attribute);
  ++use.order;
  return apply(use, y.operand(0));
}

// A third derivative has no symbol: it is written out.
Expr construct_apply(Graph&, std::span<const Expr> x, const Attribute& attribute, const Shape&) {
  constexpr std::uint32_t highest_order = 2;
  const auto use = std::get<FunctionUse>(attribute);
  return use.order > highest_order ? expand_activation(use, x[0]) : Expr{};
}

}  // namespace

namespace ops {

const OpDef identity = elementwise_op({
    .name = "identity",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x; },
    .derivative = [](Expr x, Expr) { return ones_like(x); },
    .lower = [](Entry x) { return x; },
    .samples = {{-1.5, -1.5}, {2, 2}},
    .summary = "z itself",
});

const OpDef step = elementwise_op({
    .name = "step",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return decltype(x)(x > 0.0 ? 1.0 : 0.0); },
    .derivative = [](Expr x, Expr) { return zeros_like(x); },
    .lower = [](Entry x) { return less(0, x); },
    .samples = {{-1, 0}, {0, 0}, {0.5, 1}},
    .summary = "1 where z > 0, else 0; its derivative is 0",
});

const OpDef sigmoid = elementwise_op({
    .name = "sigmoid",
    .op_class = OpClass::activation,
    // Both branches take the exponential of −|z|: no overflow at any z.
    .scalar =
        [](auto x) {
          if (x > 0.0) return decltype(x)(1.0) / (1.0 + math::exp(-x));
          const auto e = math::exp(x);
          return e / (1.0 + e);
        },
    .derivative = [](Expr, Expr y) { return ir::hadamard(y, 1 - y); },
    .lower = [](Entry x) { return 1 / (1 + ir::exp(-x)); },
    .samples = {{0, 0.5}, {1, 0.7310585786300049}, {-800, 0}},
    .summary = "1/(1 + e^−z); its derivative is y∘(1 − y)",
});

const OpDef tanh = elementwise_op({
    .name = "tanh",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return math::tanh(x); },
    .derivative = [](Expr, Expr y) { return 1 - ir::hadamard(y, y); },
    .lower = [](Entry x) { return ir::tanh(x); },
    .samples = {{0, 0}, {1, 0.7615941559557649}, {-800, -1}},
    .summary = "the hyperbolic tangent; its derivative is 1 − y∘y",
});

const OpDef relu = elementwise_op({
    .name = "relu",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x > 0.0 ? x : decltype(x)(0.0); },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::step, x); },
    .lower = [](Entry x) { return max(x, 0); },
    .samples = {{-1, 0}, {0, 0}, {2.5, 2.5}},
    .summary = "max(0, z); its derivative at 0 is 0",
});

const OpDef leaky_relu = elementwise_op({
    .name = "leaky_relu",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x > 0.0 ? x : 0.01 * x; },
    .derivative = [](Expr x, Expr) { return 0.01 + 0.99 * ir::elementwise(OpKind::step, x); },
    .lower = [](Entry x) { return select(less(0, x), x, 0.01 * x); },
    .samples = {{-2, -0.02}, {0, 0}, {2.5, 2.5}},
    .summary = "z where z > 0, else 0.01·z; its derivative at 0 is 0.01",
});

const OpDef softplus = elementwise_op({
    .name = "softplus",
    .op_class = OpClass::activation,
    .scalar =
        [](auto x) {
          return x > 0.0 ? x + math::log1p(math::exp(-x)) : math::log1p(math::exp(x));
        },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::sigmoid, x); },
    .lower = [](Entry x) { return max(x, 0) + log1p(ir::exp(-ir::abs(x))); },
    .samples = {{0, 0.6931471805599453}, {1, 1.3132616875182228}, {800, 800}},
    .summary = "log(1 + e^z); its derivative is sigmoid(z)",
});

const OpDef apply = {
    .name = "apply",
    .op_class = OpClass::activation,
    .spelling = {.fixity = Fixity::none},
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> { return x[0]; },
    .construct = construct_apply,
    .vjp = [](Expr y, std::span<const Expr>, Expr y_bar) -> std::vector<Expr> {
      return {ir::hadamard(y_bar, derivative_of_apply(y))};
    },
    .jvp = [](Expr y, std::span<const Expr>, std::span<const Expr> x_dot) {
      return ir::hadamard(derivative_of_apply(y), x_dot[0]);
    },
    .summary = "a declared activation, or one of its derivatives, as a symbol",
};

}  // namespace ops
}  // namespace nngen::ir
