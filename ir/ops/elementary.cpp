// Logarithms, circular and hyperbolic functions and their kin.

#include <numbers>

#include "ir/op.hpp"
#include "ir/textbook.hpp"

namespace nngen::ir {
namespace {

// 1 ⊘ (log(base)·x)
Expr derivative_of_logarithm(double base, Expr x) {
  const Expr log_base = elementwise(OpKind::log, constant(*x.graph, base));
  return divide(ones_like(x), scale(log_base, x));
}

// 1 ⊘ √(1 − x²)
Expr derivative_of_arcsine(Expr x) {
  return divide(ones_like(x), elementwise(OpKind::sqrt, 1 - square(x)));
}

// Near 0 by the tangent of the half, beyond it by roots of e^x, which overflow no sooner than sinh.
Entry hyperbolic_sine(Entry x) {
  const Entry t = tanh(0.5 * x);
  const Entry root = exp(0.5 * abs(x));
  const Entry far = 0.5 * root * root - 0.5 / (root * root);
  return select(less(abs(x), 1), 2 * t / (1 - t * t), select(less(x, 0), -far, far));
}

Entry hyperbolic_cosine(Entry x) {
  const Entry root = exp(0.5 * abs(x));
  return 0.5 * root * root + 0.5 / (root * root);
}

}  // namespace

namespace ops {

const OpDef log2 = elementwise_op({
    .name = "log2",
    .scalar = [](auto x) { return math::log(x) / std::numbers::ln2; },
    .derivative = [](Expr x, Expr) { return derivative_of_logarithm(2, x); },
    .lower = [](Entry x) { return std::numbers::log2e * ir::log(x); },
    .domain = Domain::positive,
    .samples = {{1, 0}, {8, 3}, {10, 3.321928094887362}},
    .summary = "the logarithm to base 2",
});

const OpDef log10 = elementwise_op({
    .name = "log10",
    .scalar = [](auto x) { return math::log(x) / std::numbers::ln10; },
    .derivative = [](Expr x, Expr) { return derivative_of_logarithm(10, x); },
    .lower = [](Entry x) { return std::numbers::log10e * ir::log(x); },
    .domain = Domain::positive,
    .samples = {{1, 0}, {1000, 3}, {2, 0.3010299956639812}},
    .summary = "the logarithm to base 10",
});

const OpDef log_plus_one = elementwise_op({
    .name = "log1p",
    .construct = [](Graph&, std::span<const Expr> x, const Attribute&,
                    const Shape&) { return stable_log_plus_one(x[0]); },
    .scalar = [](auto x) { return math::log1p(x); },
    .derivative = [](Expr x, Expr) { return ir::divide(ones_like(x), 1 + x); },
    .lower = [](Entry x) { return ir::log1p(x); },
    .domain = Domain::positive,
    .samples = {{0, 0}, {0.5, 0.4054651081081644}, {1e-10, 9.9999999995e-11}},
    .summary = "log(1 + x), exact also near 0",
});

const OpDef expm1 = elementwise_op({
    .name = "expm1",
    .scalar = [](auto x) { return math::expm1(x); },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::exp, x); },
    .lower = [](Entry x) { return ir::expm1(x); },
    .samples = {{0, 0}, {1, 1.718281828459045}, {1e-10, 1.00000000005e-10}, {-800, -1}},
    .summary = "e^x − 1, exact also near 0",
});

const OpDef tan = elementwise_op({
    .name = "tan",
    .scalar = [](auto x) { return math::tan(x); },
    .derivative = [](Expr, Expr y) { return 1 + ir::square(y); },
    .lower = [](Entry x) { return ir::sin(x) / ir::cos(x); },
    .samples = {{0, 0}, {1, 1.5574077246549023}, {-2, 2.185039863261519}},
    .summary = "the tangent; its derivative is 1 + y∘y",
});

const OpDef asin = elementwise_op({
    .name = "asin",
    .scalar = [](auto x) { return math::asin(x); },
    .derivative = [](Expr x, Expr) { return derivative_of_arcsine(x); },
    .lower = [](Entry x) { return ir::asin(x); },
    .domain = Domain::unit_interval,
    .samples = {{0, 0}, {0.5, 0.5235987755982989}, {-1, -1.5707963267948966}},
    .summary = "the angle in [−π/2, π/2] whose sine is x",
});

const OpDef acos = elementwise_op({
    .name = "acos",
    .scalar = [](auto x) { return math::acos(x); },
    .derivative = [](Expr x, Expr) { return -derivative_of_arcsine(x); },
    .lower = [](Entry x) { return ir::acos(x); },
    .domain = Domain::unit_interval,
    .samples = {{1, 0}, {0.5, 1.0471975511965979}, {-0.25, 1.8234765819369754}},
    .summary = "the angle in [0, π] whose cosine is x",
});

const OpDef atan = elementwise_op({
    .name = "atan",
    .scalar = [](auto x) { return math::atan(x); },
    .derivative = [](Expr x, Expr) { return ir::divide(ones_like(x), 1 + ir::square(x)); },
    .lower = [](Entry x) { return ir::atan(x); },
    .samples = {{0, 0}, {1, 0.7853981633974483}, {-2, -1.1071487177940904}},
    .summary = "the angle in (−π/2, π/2) whose tangent is x",
});

const OpDef sinh = elementwise_op({
    .name = "sinh",
    .scalar = [](auto x) { return math::sinh(x); },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::cosh, x); },
    .lower = hyperbolic_sine,
    .samples = {{0, 0}, {1, 1.1752011936438014}, {-2, -3.626860407847019}},
    .summary = "the hyperbolic sine",
});

const OpDef cosh = elementwise_op({
    .name = "cosh",
    .scalar = [](auto x) { return math::cosh(x); },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::sinh, x); },
    .lower = hyperbolic_cosine,
    .samples = {{0, 1}, {1, 1.5430806348152437}, {-2, 3.7621956910836314}},
    .summary = "the hyperbolic cosine",
});

const OpDef erf = elementwise_op({
    .name = "erf",
    .scalar = [](auto x) { return math::erf(x); },
    .derivative =
        [](Expr x, Expr) {
          const double peak = 2 * std::numbers::inv_sqrtpi;
          return peak * ir::elementwise(OpKind::exp, -ir::square(x));
        },
    .lower = [](Entry x) { return ir::erf(x); },
    .samples = {{0, 0}, {1, 0.8427007929497149}, {-2, -0.9953222650189527}, {800, 1}},
    .summary = "the error function; its derivative is 2/√π·e^(−x²)",
});

const OpDef stop = elementwise_op({
    .name = "stop",
    // A new scalar of the same value: whatever records how it came about ends here.
    .scalar = [](auto x) { return decltype(x)(primal_of(x)); },
    .derivative = [](Expr x, Expr) { return zeros_like(x); },
    .lower = [](Entry x) { return x; },
    .samples = {{-1.5, -1.5}, {2, 2}},
    .summary = "x itself, taken as constant: its derivative is 0",
});

}  // namespace ops
}  // namespace nngen::ir
