// Euclidean norms of all entries, of each row or of each column, and their gradients.

#include <cmath>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// Without an axis the norm is of all entries.
Axis axis_of(const Attribute& attribute) {
  const Axis* axis = std::get_if<Axis>(&attribute);
  return axis != nullptr ? *axis : Axis::all;
}
Axis axis_of(Expr y) { return axis_of(y.node().attribute); }
bool has_axis(const Attribute& attribute) { return std::holds_alternative<Axis>(attribute); }

Expr construct_norm(Graph& graph, std::span<const Expr> x, const Attribute& attribute,
                    const Shape& shape) {
  const Expr a = x[0];
  const Axis axis = axis_of(attribute);
  if (is_zero(a)) return filled(graph, 0, shape);
  if (a.shape() == shape) return elementwise(OpKind::abs, a);
  const Scaled scaled = split_coefficient(a);
  if (scaled.coefficient != 1) return std::abs(scaled.coefficient) * norm(scaled.rest, axis);
  if (shape.is_scalar() && a.is(OpKind::transpose)) return norm(a.operand(0));
  const bool is_canonical = has_axis(attribute) && (axis == Axis::all || !shape.is_scalar());
  return is_canonical ? Expr{} : make(OpKind::norm, {a}, Axis::all, shape);
}

Expr construct_unit(Graph&, std::span<const Expr> x, const Attribute& attribute, const Shape&) {
  const Expr a = x[0];
  const Axis axis = axis_of(attribute);
  if (is_zero(a)) return a;
  if (a.is_scalar()) return elementwise(OpKind::sign, a);
  const Scaled scaled = split_coefficient(a);
  if (scaled.coefficient != 1)
    return (scaled.coefficient < 0 ? -1.0 : 1.0) * unit(scaled.rest, axis);
  return has_axis(attribute) ? Expr{} : unit(a, Axis::all);
}

// (v − u·⟨u, v⟩)/‖x‖ line by line: the product of the unit's Jacobian, which is symmetric, with v.
Expr unit_jacobian_times(Expr u, Expr x, Expr v) {
  const Axis axis = axis_of(u);
  const Expr along = broadcast(sum(hadamard(u, v), axis), u.shape());
  return divide(v - hadamard(u, along), broadcast(norm(x, axis), u.shape()));
}

// Σ x² of each line.
template <class T>
std::vector<T> squared_lengths(const Matrix<T>& x, Axis axis) {
  std::vector<T> totals(axis == Axis::all ? 1 : (axis == Axis::rows ? x.rows() : x.cols()), T(0.0));
  for (std::size_t j = 0; j < x.cols(); ++j) {
    for (std::size_t i = 0; i < x.rows(); ++i) {
      totals[axis == Axis::all ? 0 : (axis == Axis::rows ? i : j)] += x(i, j) * x(i, j);
    }
  }
  return totals;
}

// At 0 a constant: the derivative there is 0.
template <class T>
T root(const T& square) {
  return square == 0.0 ? T(0.0) : math::sqrt(square);
}

Rows lines_of(LoweringContext& context) {
  const Axis axis = axis_of(context.node());
  Rows rows;
  rows.over = context.operand_extent(0);
  rows.along_rows = axis != Axis::rows;
  rows.along_cols = axis != Axis::columns;
  rows.phases.push_back({{}, Combine::sum, {}});
  BodyBuilder entries{&rows.views, &rows.phases[0].body};
  const Entry x = context.load_operand(entries, 0);
  entries.give(x * x);
  return rows;
}

void lower_norm(LoweringContext& context) {
  Rows rows = lines_of(context);
  BodyBuilder finish{&rows.views, &rows.finish};
  finish.store(context.result(), sqrt(finish.result(0)));
  context.add(std::move(rows));
}

void lower_unit(LoweringContext& context) {
  Rows rows = lines_of(context);
  BodyBuilder after{&rows.views, &rows.phases[0].after};
  const Entry square = after.result(0);
  after.give(select(less(0, square), 1 / sqrt(square), 0));
  rows.phases.push_back({{}, Combine::none, {}});
  BodyBuilder entries{&rows.views, &rows.phases[1].body};
  const Entry x = context.load_operand(entries, 0);
  entries.store(context.result(), x * entries.result(0));
  context.add(std::move(rows));
}

}  // namespace

namespace ops {

const OpDef norm = {
    .name = "norm",
    .op_class = OpClass::reduction,
    .spelling = {.fixity = Fixity::none, .notation = Notation::double_bars},
    .shape = [](std::span<const Shape>) -> Result<Shape, ShapeMismatch> { return Shape::scalar(); },
    .construct = construct_norm,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::hadamard(ir::broadcast(y_bar, x[0].shape()), ir::unit(x[0], axis_of(y)))};
    },
    .jvp =
        [](Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
          const Axis axis = axis_of(y);
          return ir::sum(ir::hadamard(ir::unit(x[0], axis), x_dot[0]), axis);
        },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto squares = squared_lengths(args[0], axis_of(args.node.attribute));
          for (std::size_t i = 0; i < y.size(); ++i) y[i] = root(squares[i]);
          return y;
        },
    .lower = lower_norm,
    .summary =
        "‖x‖ = √Σx²; norm_rows of each row, norm_cols of each column; its gradient is x/‖x‖, "
        "at 0 it is 0",
};

const OpDef unit = {
    .name = "unit",
    .op_class = OpClass::reduction,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> { return x[0]; },
    .construct = construct_unit,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {unit_jacobian_times(y, x[0], y_bar)};
    },
    .jvp = [](Expr y, std::span<const Expr> x,
              std::span<const Expr> x_dot) { return unit_jacobian_times(y, x[0], x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args[0];
          const Axis axis = axis_of(args.node.attribute);
          const auto squares = squared_lengths(y, axis);
          for (std::size_t j = 0; j < y.cols(); ++j) {
            for (std::size_t i = 0; i < y.rows(); ++i) {
              const auto& square = squares[axis == Axis::all ? 0 : (axis == Axis::rows ? i : j)];
              if (square == 0.0) {
                y(i, j) = 0.0;
              } else {
                y(i, j) = y(i, j) / math::sqrt(square);
              }
            }
          }
          return y;
        },
    .lower = lower_unit,
    .summary = "x/‖x‖, and 0 at 0: the gradient of ‖x‖",
};

}  // namespace ops
}  // namespace nngen::ir
