// Rearrangements: transposes, repetitions, parts and blocks.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

const Offset& offset_of(const Node& node) { return std::get<Offset>(node.attribute); }

Expr construct_transpose(Graph&, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const Expr a = x[0];
  if (shape.is_scalar() || a.is(OpKind::eye)) return a;
  if (a.is(OpKind::transpose)) return a.operand(0);
  if (a.is(OpKind::broadcast)) return broadcast(transpose(a.operand(0)), shape);
  if (a.is(OpKind::scale)) return scale(a.operand(0), transpose(a.operand(1)));
  return {};
}

Expr construct_broadcast(Graph&, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const Expr a = x[0];
  if (a.shape() == shape) return a;
  if (a.is(OpKind::broadcast)) return broadcast(a.operand(0), shape);
  if (a.is(OpKind::constant)) return {};
  const Scaled scaled = split_coefficient(a);
  if (scaled.coefficient != 1) return scaled.coefficient * broadcast(scaled.rest, shape);
  return {};
}

// The cotangent of what was repeated is the sum over its copies.
std::vector<Expr> vjp_broadcast(Expr, std::span<const Expr> x, Expr y_bar) {
  const Shape& from = x[0].shape();
  if (from.is_scalar()) return {sum(y_bar)};
  return {sum(y_bar, from.cols.is_one() ? Axis::rows : Axis::columns)};
}

bool contains(const Offset& outer, const Shape& size, const Offset& inner, const Shape& part) {
  const auto within = [](const Dim& begin, const Dim& extent, const Dim& from, const Dim& count) {
    if (!begin.is_known() || !extent.is_known() || !from.is_known() || !count.is_known()) {
      return false;
    }
    return from.value() >= begin.value() &&
           from.value() + count.value() <= begin.value() + extent.value();
  };
  return within(outer.row, size.rows, inner.row, part.rows) &&
         within(outer.col, size.cols, inner.col, part.cols);
}

// A slice that lies within one piece of a stack is a slice of that piece.
Expr slice_of_stack(Expr stack, const Offset& offset, const Shape& shape) {
  Offset place{0, 0};
  for (const Expr& piece : stack.operands()) {
    if (contains(place, piece.shape(), offset, shape)) {
      return slice(piece, {offset.row - place.row, offset.col - place.col}, shape);
    }
    if (stack.is(OpKind::vstack)) {
      place.row = place.row + piece.shape().rows;
    } else {
      place.col = place.col + piece.shape().cols;
    }
  }
  return {};
}

Expr construct_slice(Graph&, std::span<const Expr> x, const Attribute& attribute,
                     const Shape& shape) {
  const Expr a = x[0];
  const Offset& offset = std::get<Offset>(attribute);
  if (a.shape() == shape) return a;
  if (const auto value = constant_value(a)) return filled(*a.graph, *value, shape);
  if (a.is(OpKind::slice)) {
    const Offset& inner = offset_of(a.node());
    return slice(a.operand(0), {inner.row + offset.row, inner.col + offset.col}, shape);
  }
  if (a.is(OpKind::vstack) || a.is(OpKind::hstack)) return slice_of_stack(a, offset, shape);
  const Scaled scaled = split_coefficient(a);
  if (scaled.coefficient != 1) return scaled.coefficient * slice(scaled.rest, offset, shape);
  return {};
}

Expr construct_embed(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  if (x[0].shape() == shape) return x[0];
  if (is_zero(x[0])) return filled(graph, 0, shape);
  return {};
}

Expr construct_stack(Graph&, std::span<const Expr> x, const Attribute&, const Shape&) {
  return x.size() == 1 ? x[0] : Expr{};
}

// The cotangent of each piece is its part of the whole's.
template <bool vertical>
std::vector<Expr> vjp_stack(Expr, std::span<const Expr> x, Expr y_bar) {
  std::vector<Expr> parts;
  Offset place{0, 0};
  for (const Expr& piece : x) {
    parts.push_back(slice(y_bar, place, piece.shape()));
    (vertical ? place.row : place.col) = vertical ? place.row + piece.shape().rows
                                                  : place.col + piece.shape().cols;
  }
  return parts;
}

template <OpKind kind>
Expr jvp_stack(Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
  std::vector<Expr> tangents;
  for (std::size_t i = 0; i < x.size(); ++i) {
    tangents.push_back(x_dot[i] ? x_dot[i] : zeros_like(x[i]));
  }
  return make(*y.graph, kind, tangents);
}

template <bool vertical>
Result<Shape, ShapeMismatch> stacked_shape(std::span<const Shape> shapes) {
  Dim along(0);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const bool fits = vertical ? shapes[i].cols == shapes[0].cols : shapes[i].rows == shapes[0].rows;
    if (!fits) {
      const auto count = [](const Shape& s) { return vertical ? s.cols : s.rows; };
      const std::string what = vertical ? " columns" : " rows";
      return ShapeMismatch{count(shapes[0]).to_string() + what + " against " +
                               count(shapes[i]).to_string(),
                           0, i};
    }
    along = along + (vertical ? shapes[i].rows : shapes[i].cols);
  }
  return vertical ? Shape{along, shapes[0].cols} : Shape{shapes[0].rows, along};
}

void lower_slice(LoweringContext& context) {
  const Offset& offset = offset_of(context.node().node());
  context.set_result(context.operand(0).from(offset.row.value(), offset.col.value()));
}

void copy_operand(LoweringContext& context, std::size_t i, View to) {
  Map map{context.operand_extent(i), {}, {}};
  map.over.slots = context.extent().slots;
  // Along an axis of extent 1 nothing moves: a reduction may take the copy as its own end.
  if (map.over.rows.is_one()) to.row_step = {};
  if (map.over.cols.is_one()) to.col_step = {};
  BodyBuilder builder{&map.views, &map.body};
  builder.store(to, context.load_operand(builder, i));
  context.add(std::move(map));
}

void lower_embed(LoweringContext& context) {
  const View all = context.result();
  Map zero{context.extent(), {}, {}};
  BodyBuilder builder{&zero.views, &zero.body};
  builder.store(all, builder.constant(0));
  context.add(std::move(zero));
  const Offset& offset = offset_of(context.node().node());
  copy_operand(context, 0, all.from(offset.row.value(), offset.col.value()));
}

template <bool vertical>
void lower_stack(LoweringContext& context) {
  const View all = context.result();
  std::int64_t place = 0;
  for (std::size_t i = 0; i < context.node().node().operand_count; ++i) {
    copy_operand(context, i, vertical ? all.from(place, 0) : all.from(0, place));
    const Extent piece = context.operand_extent(i);
    place += vertical ? piece.rows.factor : piece.cols.factor;
  }
}

}  // namespace

namespace ops {

const OpDef transpose = {
    .name = "transpose",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::postfix},
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      return x[0].transposed();
    },
    .construct = construct_transpose,
    .vjp = [](Expr, std::span<const Expr>, Expr y_bar) -> std::vector<Expr> {
      return {ir::transpose(y_bar)};
    },
    .jvp = [](Expr, std::span<const Expr>,
              std::span<const Expr> x_dot) { return ir::transpose(x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t j = 0; j < args.cols; ++j) {
            for (std::size_t i = 0; i < args.rows; ++i) y(i, j) = args[0](j, i);
          }
          return y;
        },
    .lower = [](LoweringContext& context) { context.set_result(context.operand(0).transposed()); },
    .summary = "rows and columns exchanged",
};

const OpDef broadcast = {
    .name = "broadcast",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::none},
    .construct = construct_broadcast,
    .vjp = vjp_broadcast,
    .jvp = [](Expr y, std::span<const Expr>, std::span<const Expr> x_dot) {
      return ir::broadcast(x_dot[0], y.shape());
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto& x = args[0];
          for (std::size_t j = 0; j < args.cols; ++j) {
            for (std::size_t i = 0; i < args.rows; ++i) {
              y(i, j) = x(x.rows() == 1 ? 0 : i, x.cols() == 1 ? 0 : j);
            }
          }
          return y;
        },
    .lower = [](LoweringContext& context) { context.set_result(context.operand(0)); },
    .summary = "a scalar, a column or a row repeated to a shape",
};

const OpDef slice = {
    .name = "slice",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::none},
    .construct = construct_slice,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::embed(y_bar, offset_of(y.node()), x[0].shape())};
    },
    .jvp = [](Expr y, std::span<const Expr>, std::span<const Expr> x_dot) {
      return ir::slice(x_dot[0], offset_of(y.node()), y.shape());
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto row = static_cast<std::size_t>(offset_of(args.node).row.value());
          const auto col = static_cast<std::size_t>(offset_of(args.node).col.value());
          for (std::size_t j = 0; j < args.cols; ++j) {
            for (std::size_t i = 0; i < args.rows; ++i) y(i, j) = args[0](row + i, col + j);
          }
          return y;
        },
    .lower = lower_slice,
    .summary = "a part of a matrix, as A[2:5, :]",
};

const OpDef embed = {
    .name = "embed",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::none},
    .construct = construct_embed,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::slice(y_bar, offset_of(y.node()), x[0].shape())};
    },
    .jvp = [](Expr y, std::span<const Expr>, std::span<const Expr> x_dot) {
      return ir::embed(x_dot[0], offset_of(y.node()), y.shape());
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto row = static_cast<std::size_t>(offset_of(args.node).row.value());
          const auto col = static_cast<std::size_t>(offset_of(args.node).col.value());
          for (std::size_t j = 0; j < args[0].cols(); ++j) {
            for (std::size_t i = 0; i < args[0].rows(); ++i) y(row + i, col + j) = args[0](i, j);
          }
          return y;
        },
    .lower = lower_embed,
    .summary = "a matrix with zeros around it: the adjoint of a slice",
};

const OpDef vstack = {
    .name = "vstack",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 1,
    .max_arity = 0xffffffffu,
    .shape = stacked_shape<true>,
    .construct = construct_stack,
    .vjp = vjp_stack<true>,
    .jvp = jvp_stack<OpKind::vstack>,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          std::size_t row = 0;
          for (const auto* piece : args.operands) {
            for (std::size_t j = 0; j < args.cols; ++j) {
              for (std::size_t i = 0; i < piece->rows(); ++i) y(row + i, j) = (*piece)(i, j);
            }
            row += piece->rows();
          }
          return y;
        },
    .lower = lower_stack<true>,
    .summary = "blocks above one another: [a; b]",
};

const OpDef hstack = {
    .name = "hstack",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::none},
    .min_arity = 1,
    .max_arity = 0xffffffffu,
    .shape = stacked_shape<false>,
    .construct = construct_stack,
    .vjp = vjp_stack<false>,
    .jvp = jvp_stack<OpKind::hstack>,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          std::size_t col = 0;
          for (const auto* piece : args.operands) {
            for (std::size_t j = 0; j < piece->cols(); ++j) {
              for (std::size_t i = 0; i < args.rows; ++i) y(i, col + j) = (*piece)(i, j);
            }
            col += piece->cols();
          }
          return y;
        },
    .lower = lower_stack<false>,
    .summary = "blocks side by side: [A, B]",
};

}  // namespace ops
}  // namespace nngen::ir
