// The largest and the smallest entry of all, of each row or of each column. Of equal ones the first
// counts.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Axis axis_of(const Attribute& attribute) { return std::get<Axis>(attribute); }
Axis axis_of(Expr y) { return axis_of(y.node().attribute); }

// For each entry by columns, the line it belongs to: a place of the result.
std::size_t line_of(std::size_t row, std::size_t col, Axis axis) {
  if (axis == Axis::all) return 0;
  return axis == Axis::rows ? row : col;
}

/// For each line the place of its first entry that no other precedes in the order of
/// `comes_before`.
template <class T, class Before>
std::vector<std::size_t> first_places(const Matrix<T>& x, Axis axis, Before comes_before) {
  const std::size_t none = x.size();
  std::vector<std::size_t> places(
      axis == Axis::all ? 1 : (axis == Axis::rows ? x.rows() : x.cols()), none);
  for (std::size_t j = 0; j < x.cols(); ++j) {
    for (std::size_t i = 0; i < x.rows(); ++i) {
      std::size_t& place = places[line_of(i, j, axis)];
      const std::size_t here = j * x.rows() + i;
      if (place == none || comes_before(x[here], x[place])) place = here;
    }
  }
  return places;
}

constexpr auto is_larger = [](const auto& a, const auto& b) { return a > b; };
constexpr auto is_smaller = [](const auto& a, const auto& b) { return a < b; };

Expr construct_extremum(Graph& graph, std::span<const Expr> x, const Attribute&,
                        const Shape& shape) {
  if (x[0].shape() == shape) return x[0];
  const auto value = constant_value(x[0]);
  return value ? filled(graph, *value, shape) : Expr{};
}

// Where the result is taken from: a one in each line.
Expr chosen_by_max(Expr y, Expr x) { return onehot_max(x, axis_of(y)); }
Expr chosen_by_min(Expr y, Expr x) { return onehot_max(-x, axis_of(y)); }

template <Expr (*chosen)(Expr, Expr)>
std::vector<Expr> vjp_extremum(Expr y, std::span<const Expr> x, Expr y_bar) {
  const Expr ones = chosen(y, x[0]);
  return {hadamard(broadcast(y_bar, ones.shape()), ones)};
}

template <Expr (*chosen)(Expr, Expr)>
Expr jvp_extremum(Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
  return sum(hadamard(chosen(y, x[0]), x_dot[0]), axis_of(y));
}

// min x = −max(−x): the kernels know the maximum only.
template <bool negated>
void lower_extremum(LoweringContext& context) {
  const Axis axis = axis_of(context.node());
  Rows rows;
  rows.over = context.operand_extent(0);
  rows.along_rows = axis != Axis::rows;
  rows.along_cols = axis != Axis::columns;
  rows.phases.push_back({{}, Combine::max, {}});
  BodyBuilder entries{&rows.views, &rows.phases[0].body};
  const Entry x = context.load_operand(entries, 0);
  entries.give(negated ? -x : x);
  BodyBuilder finish{&rows.views, &rows.finish};
  const Entry largest = finish.result(0);
  finish.store(context.result(), negated ? -largest : largest);
  context.add(std::move(rows));
}

// Along rows the same as along the columns of the transposes.
void lower_onehot_max(LoweringContext& context) {
  const Axis axis = axis_of(context.node());
  const Extent of = context.extent();
  const bool exchanged = axis == Axis::rows;
  const auto along_columns = [&](const View& view) { return exchanged ? view.transposed() : view; };
  const Dense::Size size =
      exchanged ? Dense::Size{of.cols, of.rows} : Dense::Size{of.rows, of.cols};
  const View x = along_columns(context.operand(0));
  const View y = along_columns(context.result());
  const Routine routine =
      axis == Axis::all ? Routine::mark_largest : Routine::mark_largest_in_columns;
  context.add(Dense{routine, {of.slots, {}, {}}, {x, y}, {size, size}});
}

}  // namespace

namespace ops {

const OpDef max_of = {
    .name = "max",
    .op_class = OpClass::reduction,
    .spelling = {.fixity = Fixity::none},
    .construct = construct_extremum,
    .vjp = vjp_extremum<chosen_by_max>,
    .jvp = jvp_extremum<chosen_by_max>,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto places = first_places(args[0], axis_of(args.node.attribute), is_larger);
          for (std::size_t i = 0; i < places.size(); ++i) y[i] = args[0][places[i]];
          return y;
        },
    .lower = lower_extremum<false>,
    .summary =
        "the largest entry; max_rows of each row, max_cols of each column; "
        "its gradient is 1 at the first maximum",
};

const OpDef min_of = {
    .name = "min",
    .op_class = OpClass::reduction,
    .spelling = {.fixity = Fixity::none},
    .construct = construct_extremum,
    .vjp = vjp_extremum<chosen_by_min>,
    .jvp = jvp_extremum<chosen_by_min>,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto places = first_places(args[0], axis_of(args.node.attribute), is_smaller);
          for (std::size_t i = 0; i < places.size(); ++i) y[i] = args[0][places[i]];
          return y;
        },
    .lower = lower_extremum<true>,
    .summary =
        "the smallest entry; min_rows of each row, min_cols of each column; "
        "its gradient is 1 at the first minimum",
};

const OpDef onehot_max = {
    .name = "onehot_max",
    .op_class = OpClass::reduction,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> { return x[0]; },
    .construct = [](Graph&, std::span<const Expr> x, const Attribute& attribute,
                    const Shape& shape) -> Expr {
      // Without an axis it is of all entries.
      const bool is_given = std::holds_alternative<Axis>(attribute);
      if (shape.is_scalar()) return ones_like(x[0]);
      return is_given ? Expr{} : ir::onehot_max(x[0], Axis::all);
    },
    .vjp = [](Expr, std::span<const Expr>, Expr) -> std::vector<Expr> { return {}; },
    .jvp = [](Expr y, std::span<const Expr>, std::span<const Expr>) { return zeros_like(y); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const Axis axis = axis_of(args.node.attribute);
          for (const std::size_t place : first_places(args[0], axis, is_larger)) y[place] = 1.0;
          return y;
        },
    .lower = lower_onehot_max,
    .summary = "1 at the first maximum, else 0: the gradient of max; its derivative is 0",
};

}  // namespace ops
}  // namespace nngen::ir
