// Functions of two or three values, entry by entry: the larger and the smaller, clip, angle and
// power.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Result<Shape, ShapeMismatch> equal_shapes(std::span<const Shape> shapes) {
  for (std::size_t i = 1; i < shapes.size(); ++i) {
    if (shapes[i] == shapes[0]) continue;
    return ShapeMismatch{shapes[0].to_string() + " and " + shapes[i].to_string() + " differ", 0, i};
  }
  return shapes[0];
}

// Both rules follow from ∂y/∂xᵢ, entry by entry.
using Partials = std::vector<Expr> (*)(Expr y, std::span<const Expr> x);

template <Partials partials>
std::vector<Expr> vjp_by(Expr y, std::span<const Expr> x, Expr y_bar) {
  std::vector<Expr> x_bar = partials(y, x);
  for (Expr& partial : x_bar) partial = hadamard(y_bar, partial);
  return x_bar;
}

template <Partials partials>
Expr jvp_by(Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
  const std::vector<Expr> by = partials(y, x);
  std::vector<Expr> terms;
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (x_dot[i]) terms.push_back(hadamard(by[i], x_dot[i]));
  }
  return terms.empty() ? zeros_like(y) : sum_of(*y.graph, terms);
}

// y = combine(x₀, x₁, …) for each entry
template <class Args, class Combine>
auto entrywise(const Args& args, Combine combine) {
  auto y = args.result();
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = combine(i);
  return y;
}

// No variable stands below: a number, though perhaps one like 1/3 that is kept as it was written.
bool is_number(Expr x) {
  std::vector<Expr> open = {x};
  while (!open.empty()) {
    const Expr next = open.back();
    open.pop_back();
    if (next.is(OpKind::variable)) return false;
    for (const Expr& operand : next.operands()) open.push_back(operand);
  }
  return true;
}

// Of two equals the first is chosen, therefore a number stands first.
template <OpKind kind, double (*chosen)(double, double)>
Expr construct_choice(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (a == b) return a;
  const auto a_value = constant_value(a);
  const auto b_value = constant_value(b);
  if (a_value && b_value) return filled(graph, chosen(*a_value, *b_value), shape);
  if (!is_number(a) && is_number(b)) return make(kind, {b, a});
  return {};
}

double larger(double a, double b) { return a >= b ? a : b; }
double smaller(double a, double b) { return a <= b ? a : b; }

std::vector<Expr> partials_of_maximum(Expr, std::span<const Expr> x) {
  return {greater_equal(x[0], x[1]), less_than(x[0], x[1])};
}
std::vector<Expr> partials_of_minimum(Expr, std::span<const Expr> x) {
  return {less_equal(x[0], x[1]), greater_than(x[0], x[1])};
}

// min(max(x, a), b): at a bound, and beyond it, x does not move the value.
std::vector<Expr> partials_of_clip(Expr, std::span<const Expr> x) {
  const auto [value, a, b] = std::tuple(x[0], x[1], x[2]);
  const Expr inside = hadamard(less_than(a, value), less_than(value, b));
  const Expr below = hadamard(less_equal(value, a), less_than(a, b));
  return {inside, below, greater_equal(maximum(a, value), b)};
}

// ∂ atan2(a, b) = (b·da − a·db)/(a² + b²)
std::vector<Expr> partials_of_angle(Expr, std::span<const Expr> x) {
  const Expr size = square(x[0]) + square(x[1]);
  return {divide(x[1], size), -divide(x[0], size)};
}

// For a base a ≤ 0 the power exists at single exponents only, or is 0: it does not move with them.
std::vector<Expr> partials_of_power(Expr y, std::span<const Expr> x) {
  const auto [a, b] = std::pair(x[0], x[1]);
  const Expr zero = zeros_like(a);
  const Expr log_base = where(greater_than(a, zero), elementwise(OpKind::log, a), zero);
  return {hadamard(b, general_power(a, b - 1)), hadamard(y, log_base)};
}

template <class T>
T raise_to(const T& a, const T& b) {
  return a > 0.0 ? math::pow(a, b) : math::pow(a, primal_of(b));
}

Expr construct_general_power(Graph&, std::span<const Expr> x, const Attribute&, const Shape&) {
  const auto exponent = constant_value(x[1]);
  return exponent ? power(x[0], *exponent) : Expr{};
}

void lower_clip(LoweringContext& context) {
  lower_map(context, [&](BodyBuilder builder) {
    const Entry x = context.load_operand(builder, 0);
    const Entry raised = max(x, context.load_operand(builder, 1));
    return min(raised, context.load_operand(builder, 2));
  });
}

}  // namespace

namespace ops {

const OpDef maximum = {
    .name = "max",
    .op_class = OpClass::elementwise,
    .min_arity = 2,
    .max_arity = 2,
    .shape = equal_shapes,
    .construct = construct_choice<OpKind::maximum, larger>,
    .vjp = vjp_by<partials_of_maximum>,
    .jvp = jvp_by<partials_of_maximum>,
    .evaluate =
        [](const auto& args) {
          return entrywise(args, [&](std::size_t i) {
            return args[0][i] >= args[1][i] ? args[0][i] : args[1][i];
          });
        },
    .lower = [](Entry a, Entry b) { return ir::max(a, b); },
    .summary = "the larger of a and b; of two equals the number's branch, else the first",
};

const OpDef minimum = {
    .name = "min",
    .op_class = OpClass::elementwise,
    .min_arity = 2,
    .max_arity = 2,
    .shape = equal_shapes,
    .construct = construct_choice<OpKind::minimum, smaller>,
    .vjp = vjp_by<partials_of_minimum>,
    .jvp = jvp_by<partials_of_minimum>,
    .evaluate =
        [](const auto& args) {
          return entrywise(args, [&](std::size_t i) {
            return args[0][i] <= args[1][i] ? args[0][i] : args[1][i];
          });
        },
    .lower = [](Entry a, Entry b) { return ir::min(a, b); },
    .summary = "the smaller of a and b; of two equals the number's branch, else the first",
};

const OpDef clip = {
    .name = "clip",
    .op_class = OpClass::elementwise,
    .min_arity = 3,
    .max_arity = 3,
    .shape = equal_shapes,
    .vjp = vjp_by<partials_of_clip>,
    .jvp = jvp_by<partials_of_clip>,
    .evaluate =
        [](const auto& args) {
          return entrywise(args, [&](std::size_t i) {
            const auto& raised = args[0][i] > args[1][i] ? args[0][i] : args[1][i];
            return raised < args[2][i] ? raised : args[2][i];
          });
        },
    .lower = lower_clip,
    .summary = "x kept between a and b; at its bounds the derivative is 0",
};

const OpDef atan2 = {
    .name = "atan2",
    .op_class = OpClass::elementwise,
    .min_arity = 2,
    .max_arity = 2,
    .shape = equal_shapes,
    .vjp = vjp_by<partials_of_angle>,
    .jvp = jvp_by<partials_of_angle>,
    .evaluate =
        [](const auto& args) {
          return entrywise(args,
                           [&](std::size_t i) { return math::atan2(args[0][i], args[1][i]); });
        },
    .lower = [](Entry y, Entry x) { return ir::atan2(y, x); },
    .domain = Domain::nonzero,
    .summary = "the angle of the point (b, a), in (−π, π]",
};

const OpDef general_power = {
    .name = "pow",
    .op_class = OpClass::elementwise,
    .spelling = {.fixity = Fixity::infix},
    .min_arity = 2,
    .max_arity = 2,
    .shape = equal_shapes,
    .construct = construct_general_power,
    .vjp = vjp_by<partials_of_power>,
    .jvp = jvp_by<partials_of_power>,
    .evaluate =
        [](const auto& args) {
          return entrywise(args, [&](std::size_t i) { return raise_to(args[0][i], args[1][i]); });
        },
    .lower = [](Entry a, Entry b) { return pow(a, b); },
    .domain = Domain::positive,
    .summary = "a to the power b, entry by entry; its derivative by b is 0 where a ≤ 0",
};

}  // namespace ops
}  // namespace nngen::ir
