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
    .domain = Domain::simplex,
    .summary = "−Σ t∘log p, with 0·log 0 = 0",
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
    .summary = "cross_entropy(softmax(z), t) in one: −Σ t∘(z − log Σ e^z)",
};

}  // namespace ops
}  // namespace nngen::ir
