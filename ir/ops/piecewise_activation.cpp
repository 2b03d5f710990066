// Activations in pieces. At a kink the derivative is that of the branch z ≤ 0; hardtanh'(±1) = 0.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// The slopes λ and λ·α with which a normal input keeps mean 0 and variance 1.
constexpr double selu_scale = 1.0507009873554805;
constexpr double selu_below = 1.7580993408473768;

Expr positive(Expr x) { return greater_than(x, zeros_like(x)); }

// e^z − 1 where z ≤ 0; there the exponential does not overflow.
Entry exponential_branch(Entry x) { return expm1(-max(-x, 0)); }

}  // namespace

namespace ops {

const OpDef elu = elementwise_op({
    .name = "elu",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x > 0.0 ? x : math::expm1(x); },
    // e^z = y + 1 on the branch: finite also where it is not taken.
    .derivative = [](Expr x, Expr y) { return ir::where(positive(x), ones_like(x), 1 + y); },
    .lower = [](Entry x) { return ir::select(ir::less(0, x), x, exponential_branch(x)); },
    .samples = {{-1, -0.6321205588285577}, {0, 0}, {2.5, 2.5}, {-800, -1}, {800, 800}},
    .summary = "z where z > 0, else e^z − 1 (α = 1); its derivative at 0 is 1",
});

const OpDef selu = elementwise_op({
    .name = "selu",
    .op_class = OpClass::activation,
    .scalar = [](auto x) { return x > 0.0 ? selu_scale * x : selu_below * math::expm1(x); },
    .derivative =
        [](Expr x, Expr y) {
          const Expr slope = filled(*x.graph, selu_scale, x.shape());
          return ir::where(positive(x), slope, selu_below + y);
        },
    .lower =
        [](Entry x) {
          const Entry branch = selu_below * exponential_branch(x);
          return ir::select(ir::less(0, x), selu_scale * x, branch);
        },
    .samples = {{-1, -1.1113307378125628}, {0, 0}, {2, 2.101401974710961}, {-800, -selu_below}},
    .summary = "λ·z where z > 0, else λ·α·(e^z − 1), λ = 1.0507…, α = 1.6732…; "
               "its derivative at 0 is λ·α",
});

const OpDef hardtanh = elementwise_op({
    .name = "hardtanh",
    .op_class = OpClass::activation,
    .scalar =
        [](auto x) {
          if (x >= 1.0) return decltype(x)(1.0);
          return x > -1.0 ? x : decltype(x)(-1.0);
        },
    .derivative = [](Expr x,
                     Expr) { return ir::less_than(ir::elementwise(OpKind::abs, x), ones_like(x)); },
    .lower = [](Entry x) { return -ir::max(-ir::max(x, -1), -1); },
    .samples = {{-3, -1}, {-1, -1}, {0.25, 0.25}, {1, 1}, {800, 1}},
    .summary = "z kept between −1 and 1; its derivative at −1 and 1 is 0",
});

}  // namespace ops
}  // namespace nngen::ir
