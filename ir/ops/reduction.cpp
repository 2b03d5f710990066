// Reductions to scalars, along lines, and over the samples of a call.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Axis axis_of(const Attribute& attribute) { return std::get<Axis>(attribute); }

// Of a softmax and of a constant the sum is known without adding.
std::optional<double> known_sum(Expr x) {
  if (const auto value = constant_value(x); value && x.shape().is_known()) {
    return *value * static_cast<double>(x.shape().size().value());
  }
  if (x.is(OpKind::softmax) && x.shape().cols.is_one()) return 1.0;
  return std::nullopt;
}

Expr construct_sum(Graph& graph, std::span<const Expr> x, const Attribute& attribute,
                   const Shape& shape) {
  const Expr a = x[0];
  if (a.shape() == shape) return a;
  const Axis axis = axis_of(attribute);
  const Scaled scaled = split_coefficient(a);
  if (scaled.coefficient != 1) return scaled.coefficient * sum(scaled.rest, axis);
  if (shape.is_scalar()) {
    if (const auto value = known_sum(a)) return constant(graph, *value);
    if (axis != Axis::all) return sum(a, Axis::all);
    if (a.is(OpKind::transpose)) return sum(a.operand(0));
    if (a.is(OpKind::hadamard)) return dot(a.operand(0), a.operand(1));
    if (a.is(OpKind::scale)) return scale(a.operand(0), sum(a.operand(1)));
  }
  return {};
}

Expr construct_dot(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (is_zero(a) || is_zero(b)) return filled(graph, 0, shape);
  if (a.is_scalar()) return scale(a, b);
  if (const auto value = constant_value(a)) return *value * sum(b);
  if (const auto value = constant_value(b)) return *value * sum(a);
  const Scaled left = split_coefficient(a);
  const Scaled right = split_coefficient(b);
  if (left.rest == a && right.rest == b) return {};
  return left.coefficient * right.coefficient * dot(left.rest, right.rest);
}

template <OpKind kind>
Expr construct_over_samples(Graph& graph, std::span<const Expr> x, const Attribute&,
                            const Shape& shape) {
  const Expr a = x[0];
  if (is_zero(a)) return a;
  if (!a.per_sample()) {
    if (kind == OpKind::mean_samples) return a;
    return scale(make(graph, OpKind::sample_count, {}, {}, Shape::scalar()), a);
  }
  const Scaled scaled = split_coefficient(a);
  if (scaled.coefficient != 1) return scaled.coefficient * make(kind, {scaled.rest});
  const NodeId operand = a.id;
  return {&graph, graph.intern(kind, std::span(&operand, 1), shape, {}, false)};
}

Result<Shape, ShapeMismatch> same_shape(std::span<const Shape> x) { return x[0]; }

template <OpKind kind>
Expr over_samples_jvp(Expr, std::span<const Expr>, std::span<const Expr> x_dot) {
  return make(kind, {x_dot[0]});
}

// A cotangent of the sum over samples is each sample's; in a mean the factor 1/M stands outside.
std::vector<Expr> over_samples_vjp(Expr, std::span<const Expr>, Expr y_bar) { return {y_bar}; }

Entry unchanged(BodyBuilder, Entry value) { return value; }

void lower_sum_along(LoweringContext& context) {
  const Axis axis = axis_of(context.node().node().attribute);
  const Axes along{false, axis != Axis::rows, axis != Axis::columns};
  const auto entry = [&](BodyBuilder builder) { return context.load_operand(builder, 0); };
  lower_reduction(context, context.operand_extent(0), along, entry, unchanged);
}

void lower_dot(LoweringContext& context) {
  Extent over = context.operand_extent(0);
  over.slots = context.extent().slots;
  const auto entry = [&](BodyBuilder builder) {
    const Entry a = context.load_operand(builder, 0);
    return a * context.load_operand(builder, 1);
  };
  lower_reduction(context, over, {false, true, true}, entry, unchanged);
}

template <OpKind kind>
void lower_over_samples(LoweringContext& context) {
  const auto entry = [&](BodyBuilder builder) { return context.load_operand(builder, 0); };
  const auto finish = [](BodyBuilder builder, Entry total) {
    return kind == OpKind::mean_samples ? total * builder.argument(Argument::inverse_samples)
                                        : total;
  };
  lower_reduction(context, context.operand_extent(0), {true, false, false}, entry, finish);
}

}  // namespace

namespace ops {

const OpDef sum = {
    .name = "sum",
    .op_class = OpClass::reduction,
    .construct = construct_sum,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::broadcast(y_bar, x[0].shape())};
    },
    .jvp = [](Expr y, std::span<const Expr>, std::span<const Expr> x_dot) {
      return ir::sum(x_dot[0], axis_of(y.node().attribute));
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t j = 0; j < args[0].cols(); ++j) {
            for (std::size_t i = 0; i < args[0].rows(); ++i) {
              y(args.rows == 1 ? 0 : i, args.cols == 1 ? 0 : j) += args[0](i, j);
            }
          }
          return y;
        },
    .lower = lower_sum_along,
    .summary = "the sum of all entries; sum_rows of each row, sum_cols of each column",
};

const OpDef dot = {
    .name = "dot",
    .op_class = OpClass::reduction,
    .min_arity = 2,
    .max_arity = 2,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      if (!(x[0] == x[1])) {
        return ShapeMismatch{x[0].to_string() + " and " + x[1].to_string() + " differ", 0, 1};
      }
      return Shape::scalar();
    },
    .construct = construct_dot,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::scale(y_bar, x[1]), ir::scale(y_bar, x[0])};
    },
    .jvp = [](Expr, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      if (x[0] == x[1]) return 2 * ir::dot(x[0], x_dot[0]);
      if (!x_dot[0]) return ir::dot(x[0], x_dot[1]);
      const Expr left = ir::dot(x_dot[0], x[1]);
      return x_dot[1] ? left + ir::dot(x[0], x_dot[1]) : left;
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t i = 0; i < args[0].size(); ++i) y[0] += args[0][i] * args[1][i];
          return y;
        },
    .lower = lower_dot,
    .summary = "the inner product Σ aᵢ·bᵢ; of matrices, entry by entry",
};

const OpDef sum_samples = {
    .name = "sum_samples",
    .op_class = OpClass::reduction,
    .spelling = {.fixity = Fixity::none},
    .shape = same_shape,
    .construct = construct_over_samples<OpKind::sum_samples>,
    .vjp = over_samples_vjp,
    .jvp = over_samples_jvp<OpKind::sum_samples>,
    .lower = lower_over_samples<OpKind::sum_samples>,
    .summary = "the sum over the samples of a call",
};

const OpDef mean_samples = {
    .name = "mean_samples",
    .op_class = OpClass::reduction,
    .spelling = {.fixity = Fixity::none},
    .shape = same_shape,
    .construct = construct_over_samples<OpKind::mean_samples>,
    .vjp = over_samples_vjp,
    .jvp = over_samples_jvp<OpKind::mean_samples>,
    .lower = lower_over_samples<OpKind::mean_samples>,
    .summary = "the mean over the samples of a call",
};

}  // namespace ops
}  // namespace nngen::ir
