// Softmax and its logarithm, of each column or of each row; always shifted by the maximum.

#include <algorithm>
#include <cmath>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Axis lines_of(Expr y) { return std::get<Axis>(y.node().attribute); }

// Calls visit(line, place, count) for each line, where place(i) is an entry's place in the matrix.
template <class Visit>
void for_each_line(std::size_t rows, std::size_t cols, Axis axis, Visit visit) {
  const std::size_t lines = axis == Axis::all ? 1 : axis == Axis::columns ? cols : rows;
  const std::size_t step = axis == Axis::rows ? rows : 1;
  const std::size_t count = rows * cols / lines;
  for (std::size_t line = 0; line < lines; ++line) {
    const std::size_t first = axis == Axis::rows ? line : line * count;
    visit(line, [=](std::size_t i) { return first + i * step; }, count);
  }
}

template <class T, class Place>
double largest(const Matrix<T>& x, const Place& place, std::size_t count) {
  double result = primal_of(x[place(0)]);
  for (std::size_t i = 1; i < count; ++i) result = std::max(result, primal_of(x[place(i)]));
  return result;
}

// log Σ e^x = m + log Σ e^(x − m): the shift m is a constant, its derivative cancels.
template <class T, class Place>
T log_sum_exp(const Matrix<T>& x, const Place& place, std::size_t count) {
  const double shift = largest(x, place, count);
  if (std::isinf(shift)) return T(shift);
  T total = 0.0;
  for (std::size_t i = 0; i < count; ++i) total += math::exp(x[place(i)] - T(shift));
  return T(shift) + math::log(total);
}

Result<Shape, ShapeMismatch> same_shape(std::span<const Shape> x) { return x[0]; }

// For each line of a the sum over it, repeated along it: one scalar for a single line.
Expr line_sums(Expr a, Axis axis) {
  const Axis sums = axis == Axis::rows ? Axis::rows : Axis::columns;
  return broadcast(sum(a, sums), a.shape());
}

bool is_single_line(Expr y) {
  return lines_of(y) == Axis::rows ? y.shape().rows.is_one() : y.shape().cols.is_one();
}

// y∘(v − ⟨y, v⟩) line by line: the product of softmax's Jacobian diag(y) − y·yᵀ with v.
Expr softmax_jacobian_times(Expr y, Expr v) {
  const Expr weighted = hadamard(y, v);
  if (is_single_line(y)) return weighted - scale(sum(weighted), y);
  return weighted - hadamard(y, line_sums(weighted, lines_of(y)));
}

// A kernel that begins with the phases of all of the family: the maximum m, then Σ e^(x − m).
struct ShiftedLines {
  LoweringContext& context;
  Rows rows;

  explicit ShiftedLines(LoweringContext& c) : context(c) {
    const bool by_rows = lines_of(c.node()) == Axis::rows;
    rows.over = c.operand_extent(0);
    rows.along_rows = !by_rows;
    rows.along_cols = by_rows;
    BodyBuilder largest = add_phase(Combine::max);
    largest.give(c.load_operand(largest, 0));
  }
  BodyBuilder add_phase(Combine combine) {
    rows.phases.push_back({{}, combine, {}});
    return {&rows.views, &rows.phases.back().body};
  }
  BodyBuilder add_exponentials(const View* kept = nullptr) {
    BodyBuilder entries = add_phase(Combine::sum);
    const Entry x = context.load_operand(entries, 0);
    const Entry y = ir::exp(x - entries.result(0));
    if (kept != nullptr) entries.store(*kept, y);
    entries.give(y);
    return {&rows.views, &rows.phases.back().after};
  }
};

void lower_softmax(LoweringContext& context) {
  ShiftedLines lines(context);
  const View y = context.result();
  lines.add_exponentials(&y);
  BodyBuilder entries = lines.add_phase(Combine::none);
  const Entry numerator = entries.load(y);
  entries.store(y, numerator / entries.result(1));
  context.add(std::move(lines.rows));
}

void lower_log_softmax(LoweringContext& context) {
  ShiftedLines lines(context);
  BodyBuilder total = lines.add_exponentials();
  const Entry shift = total.result(0);
  total.give(shift + ir::log(total.result(1)));
  BodyBuilder entries = lines.add_phase(Combine::none);
  const Entry x = context.load_operand(entries, 0);
  entries.store(context.result(), x - entries.result(1));
  context.add(std::move(lines.rows));
}

void lower_logsumexp(LoweringContext& context) {
  ShiftedLines lines(context);
  lines.add_exponentials();
  BodyBuilder finish{&lines.rows.views, &lines.rows.finish};
  const Entry shift = finish.result(0);
  finish.store(context.result(), shift + ir::log(finish.result(1)));
  context.add(std::move(lines.rows));
}

// Of all entries of a matrix: of the columns' values, so that the rules below see single lines alone.
Expr construct_logsumexp(Graph& graph, std::span<const Expr> x, const Attribute& attribute,
                         const Shape& shape) {
  const Shape of = x[0].shape();
  if (std::get<Axis>(attribute) != Axis::all || of.cols.is_one()) return {};
  if (of.rows.is_one()) return make(graph, OpKind::logsumexp, x, Axis::rows, shape);
  const Expr columns = make(graph, OpKind::logsumexp, x, Axis::columns, Shape{1, of.cols});
  return make(OpKind::logsumexp, {columns}, Axis::rows, shape);
}

// All entries of a vector are those of its one column, or row.
template <OpKind op>
Expr construct_of_lines(Graph& graph, std::span<const Expr> x, const Attribute& attribute,
                        const Shape& shape) {
  if (std::get<Axis>(attribute) != Axis::all || !shape.is_vector_like()) return {};
  return make(graph, op, x, shape.cols.is_one() ? Axis::columns : Axis::rows, shape);
}

}  // namespace

namespace ops {

const OpDef softmax = {
    .name = "softmax",
    .op_class = OpClass::softmax,
    .shape = same_shape,
    .construct = construct_of_lines<OpKind::softmax>,
    .vjp = [](Expr y, std::span<const Expr>, Expr y_bar) -> std::vector<Expr> {
      return {softmax_jacobian_times(y, y_bar)};
    },
    .jvp = [](Expr y, std::span<const Expr>,
              std::span<const Expr> x_dot) { return softmax_jacobian_times(y, x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto& x = args[0];
          const Axis axis = std::get<Axis>(args.node.attribute);
          for_each_line(args.rows, args.cols, axis, [&](std::size_t, auto place, std::size_t n) {
            const auto total = log_sum_exp(x, place, n);
            for (std::size_t i = 0; i < n; ++i) y[place(i)] = math::exp(x[place(i)] - total);
          });
          return y;
        },
    .lower = lower_softmax,
    .summary = "e^zᵢ / Σ e^zⱼ of each column; softmax_rows of each row",
};

const OpDef log_softmax = {
    .name = "log_softmax",
    .op_class = OpClass::softmax,
    .shape = same_shape,
    .construct = construct_of_lines<OpKind::log_softmax>,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      const Axis axis = lines_of(y);
      const Expr p = make(OpKind::softmax, {x[0]}, axis);
      if (is_single_line(y)) return {y_bar - ir::scale(ir::sum(y_bar), p)};
      return {y_bar - ir::hadamard(p, line_sums(y_bar, axis))};
    },
    .jvp =
        [](Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
          const Axis axis = lines_of(y);
          const Expr p = make(OpKind::softmax, {x[0]}, axis);
          return x_dot[0] - line_sums(ir::hadamard(p, x_dot[0]), axis);
        },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto& x = args[0];
          const Axis axis = std::get<Axis>(args.node.attribute);
          for_each_line(args.rows, args.cols, axis, [&](std::size_t, auto place, std::size_t n) {
            const auto total = log_sum_exp(x, place, n);
            for (std::size_t i = 0; i < n; ++i) y[place(i)] = x[place(i)] - total;
          });
          return y;
        },
    .lower = lower_log_softmax,
    .summary = "z − log Σ e^z of each column; log_softmax_rows of each row",
};

const OpDef logsumexp = {
    .name = "logsumexp",
    .op_class = OpClass::softmax,
    .construct = construct_logsumexp,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      const Axis axis = lines_of(y);
      const Expr p = make(OpKind::softmax, {x[0]}, axis);
      return {ir::hadamard(ir::broadcast(y_bar, x[0].shape()), p)};
    },
    .jvp = [](Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
      const Axis axis = lines_of(y);
      const Expr p = make(OpKind::softmax, {x[0]}, axis);
      return ir::sum(ir::hadamard(p, x_dot[0]), axis == Axis::rows ? Axis::rows : Axis::columns);
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto& x = args[0];
          const Axis axis = std::get<Axis>(args.node.attribute);
          for_each_line(x.rows(), x.cols(), axis, [&](std::size_t line, auto place, std::size_t n) {
            y[line] = log_sum_exp(x, place, n);
          });
          return y;
        },
    .lower = lower_logsumexp,
    .summary = "log Σ e^z; its gradient is softmax(z)",
};

}  // namespace ops
}  // namespace nngen::ir
