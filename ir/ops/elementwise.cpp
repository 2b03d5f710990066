// Elementwise functions: each states f, f' and numbers computed by hand.

#include "ir/op.hpp"
#include "ir/textbook.hpp"

namespace nngen::ir::ops {

const OpDef exp = elementwise_op({
    .name = "exp",
    .scalar = [](auto x) { return math::exp(x); },
    .derivative = [](Expr, Expr y) { return y; },
    .lower = [](Entry x) { return ir::exp(x); },
    .samples = {{0, 1}, {1, 2.718281828459045}, {-2, 0.1353352832366127}},
    .summary = "the exponential function",
});

const OpDef log = elementwise_op({
    .name = "log",
    .aliases = {"ln"},
    .construct = [](Graph&, std::span<const Expr> x, const Attribute&,
                    const Shape&) { return stable_log(x[0]); },
    .scalar = [](auto x) { return math::log(x); },
    .derivative = [](Expr x, Expr) { return ir::divide(ones_like(x), x); },
    .lower = [](Entry x) { return ir::log(x); },
    .domain = Domain::positive,
    .samples = {{1, 0}, {2, 0.6931471805599453}},
    .summary = "the natural logarithm",
});

const OpDef sqrt = elementwise_op({
    .name = "sqrt",
    .spelling = {.notation = Notation::root},
    .scalar = [](auto x) { return math::sqrt(x); },
    .derivative = [](Expr, Expr y) { return 0.5 * ir::divide(ones_like(y), y); },
    .lower = [](Entry x) { return ir::sqrt(x); },
    .domain = Domain::positive,
    .samples = {{4, 2}, {2, 1.4142135623730951}},
    .summary = "the square root",
});

const OpDef abs = elementwise_op({
    .name = "abs",
    .spelling = {.notation = Notation::bars},
    .scalar = [](auto x) { return math::abs(x); },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::sign, x); },
    .lower = [](Entry x) { return ir::abs(x); },
    .samples = {{-3, 3}, {0, 0}, {2.5, 2.5}},
    .summary = "the absolute value; its derivative at 0 is 0",
});

const OpDef sign = elementwise_op({
    .name = "sign",
    .scalar = [](auto x) { return x > 0.0 ? decltype(x)(1.0) : decltype(x)(x < 0.0 ? -1.0 : 0.0); },
    .derivative = [](Expr x, Expr) { return zeros_like(x); },
    .lower = [](Entry x) { return less(0, x) - less(x, 0); },
    .samples = {{-3, -1}, {0, 0}, {2.5, 1}},
    .summary = "−1, 0 or 1; its derivative is 0",
});

const OpDef sin = elementwise_op({
    .name = "sin",
    .scalar = [](auto x) { return math::sin(x); },
    .derivative = [](Expr x, Expr) { return ir::elementwise(OpKind::cos, x); },
    .lower = [](Entry x) { return ir::sin(x); },
    .samples = {{0, 0}, {1, 0.8414709848078965}},
    .summary = "the sine",
});

const OpDef cos = elementwise_op({
    .name = "cos",
    .scalar = [](auto x) { return math::cos(x); },
    .derivative = [](Expr x, Expr) { return -ir::elementwise(OpKind::sin, x); },
    .lower = [](Entry x) { return ir::cos(x); },
    .samples = {{0, 1}, {1, 0.5403023058681398}},
    .summary = "the cosine",
});

}  // namespace nngen::ir::ops
