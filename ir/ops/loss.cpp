// Losses: the prediction first, the target second.

#include <algorithm>
#include <type_traits>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Result<Shape, ShapeMismatch> scalar_of_equal_shapes(std::span<const Shape> x) {
  if (x[0] == x[1]) return Shape::scalar();
  return ShapeMismatch{x[0].to_string() + " and " + x[1].to_string() + " differ", 0, 1};
}

// cross_entropy(softmax(z), t) is derived as one operation: stable, and δ = (Σt)·softmax(z) − t.
Expr construct_cross_entropy(Graph&, std::span<const Expr> x, const Attribute&, const Shape&) {
  const Expr p = x[0];
  const bool column = p.is(OpKind::softmax) && std::get<Axis>(p.node().attribute) != Axis::rows;
  return column ? make(OpKind::softmax_cross_entropy, {p.operand(0), x[1]}) : Expr{};
}

// Σt of each column: 1 where t is known to sum to one.
Expr column_totals_times(Expr t, Expr p) {
  if (t.shape().cols.is_one()) return scale(sum(t), p);
  return hadamard(broadcast(sum(t, Axis::columns), p.shape()), p);
}

Expr gradient_by_logits(Expr z, Expr t) {
  const Expr p = make(OpKind::softmax, {z}, Axis::columns);
  return column_totals_times(t, p) - t;
}

Expr log_probabilities(Expr z) { return make(OpKind::log_softmax, {z}, Axis::columns); }

void lower_cross_entropy(LoweringContext& context) {
  Extent over = context.operand_extent(0);
  over.slots = context.extent().slots;
  const auto entry = [&](BodyBuilder builder) {
    const Entry p = context.load_operand(builder, 0);
    const Entry t = context.load_operand(builder, 1);
    return select(less(0, ir::abs(t)), t * ir::log(p), 0);
  };
  const auto finish = [](BodyBuilder, Entry total) { return -total; };
  lower_reduction(context, over, {false, true, true}, entry, finish);
}

bool is_known_to_sum_to_one(Expr t) {
  if (!t.is(OpKind::variable) || !t.shape().cols.is_one()) return false;
  const Properties known = t.graph->properties(std::get<Symbol>(t.node().attribute));
  return known.onehot || known.simplex;
}

// Of each column j: (Σt)·log Σ e^(z − m) − Σ t∘(z − m), with m the column's maximum.
void lower_softmax_cross_entropy(LoweringContext& context) {
  Rows columns;
  columns.over = context.operand_extent(0);
  columns.over.slots = context.extent().slots;
  columns.along_rows = true;
  const auto add_phase = [&](Combine combine, auto entry_of) {
    columns.phases.push_back({{}, combine, {}});
    BodyBuilder builder{&columns.views, &columns.phases.back().body};
    builder.give(entry_of(builder));
  };
  const auto z = [&](BodyBuilder builder) { return context.load_operand(builder, 0); };
  const auto t = [&](BodyBuilder builder) { return context.load_operand(builder, 1); };
  const auto shifted = [&](BodyBuilder builder) { return z(builder) - builder.result(0); };
  add_phase(Combine::max, z);
  add_phase(Combine::sum, [&](BodyBuilder builder) { return ir::exp(shifted(builder)); });
  add_phase(Combine::sum, [&](BodyBuilder builder) { return t(builder) * shifted(builder); });
  const bool sums_to_one = is_known_to_sum_to_one(context.node().operand(1));
  if (!sums_to_one) add_phase(Combine::sum, t);
  BodyBuilder finish{&columns.views, &columns.finish};
  const Entry log_total = ir::log(finish.result(1));
  const Entry weighted = sums_to_one ? log_total : finish.result(3) * log_total;
  const Entry loss = weighted - finish.result(2);
  if (columns.over.cols.is_one()) {
    finish.store(context.result(), loss);
    context.add(std::move(columns));
    return;
  }
  const View losses = context.temporary({1, columns.over.cols.factor});
  finish.store(losses, loss);
  const Extent over{columns.over.slots, {}, columns.over.cols};
  context.add(std::move(columns));
  const auto each = [&](BodyBuilder builder) { return builder.load(losses); };
  const auto total = [](BodyBuilder, Entry sum) { return sum; };
  lower_reduction(context, over, {false, true, true}, each, total);
}

}  // namespace

namespace ops {

const OpDef cross_entropy = {
    .name = "cross_entropy",
    .op_class = OpClass::loss,
    .aliases = {"logloss"},
    .min_arity = 2,
    .max_arity = 2,
    .shape = scalar_of_equal_shapes,
    .construct = construct_cross_entropy,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {-ir::scale(y_bar, ir::divide(x[1], x[0])),
              -ir::scale(y_bar, elementwise(OpKind::log, x[0]))};
    },
    .jvp = [](Expr, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      Expr tangent;
      if (x_dot[0]) tangent = -ir::dot(ir::divide(x[1], x[0]), x_dot[0]);
      if (!x_dot[1]) return tangent;
      const Expr by_target = -ir::dot(elementwise(OpKind::log, x[0]), x_dot[1]);
      return tangent ? tangent + by_target : by_target;
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t i = 0; i < args[0].size(); ++i) {
            // 0·log 0 = 0, also where the prediction is exactly 0.
            if (args[0][i] == 0.0 && args[1][i] == 0.0) continue;
            y[0] = y[0] - args[1][i] * math::log(args[0][i]);
          }
          return y;
        },
    .lower = lower_cross_entropy,
    .domain = Domain::simplex,
    .summary = "−Σ t∘log y, with 0·log 0 = 0",
};

const OpDef softmax_cross_entropy = {
    .name = "softmax_cross_entropy",
    .op_class = OpClass::loss,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 2,
    .max_arity = 2,
    .shape = scalar_of_equal_shapes,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::scale(y_bar, gradient_by_logits(x[0], x[1])),
              -ir::scale(y_bar, log_probabilities(x[0]))};
    },
    .jvp = [](Expr, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      Expr tangent;
      if (x_dot[0]) tangent = ir::dot(gradient_by_logits(x[0], x[1]), x_dot[0]);
      if (!x_dot[1]) return tangent;
      const Expr by_target = -ir::dot(log_probabilities(x[0]), x_dot[1]);
      return tangent ? tangent + by_target : by_target;
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto& z = args[0];
          const auto& t = args[1];
          for (std::size_t j = 0; j < z.cols(); ++j) {
            double shift = primal_of(z(0, j));
            for (std::size_t i = 1; i < z.rows(); ++i) shift = std::max(shift, primal_of(z(i, j)));
            std::decay_t<decltype(z(0, j))> total = 0.0;
            for (std::size_t i = 0; i < z.rows(); ++i) total += math::exp(z(i, j) - shift);
            const auto log_total = math::log(total) + shift;
            for (std::size_t i = 0; i < z.rows(); ++i) {
              y[0] = y[0] + t(i, j) * (log_total - z(i, j));
            }
          }
          return y;
        },
    .lower = lower_softmax_cross_entropy,
    .summary = "cross_entropy(softmax(z), t) in one: −Σ t∘(z − log Σ e^z)",
};

}  // namespace ops
}  // namespace nngen::ir
