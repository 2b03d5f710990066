// Trace, diagonals, other shapes by columns, and the Kronecker product.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

ShapeMismatch not_square(const Shape& shape) {
  return {shape.to_string() + " is not square", 0, 0};
}

Expr construct_trace(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape&) {
  const Expr a = x[0];
  if (a.is_scalar()) return a;
  if (is_zero(a)) return constant(graph, 0);
  if (a.is(OpKind::transpose)) return trace(a.operand(0));
  const bool is_product_of_squares = a.is(OpKind::kron) && a.operand(0).shape().is_square() &&
                                     a.operand(1).shape().is_square();
  if (is_product_of_squares) return scale(trace(a.operand(0)), trace(a.operand(1)));
  if (a.is(OpKind::eye) && a.shape().rows.is_known()) {
    return constant(graph, static_cast<double>(a.shape().rows.value()));
  }
  const Scaled scaled = split_coefficient(a);
  return scaled.coefficient != 1 ? scaled.coefficient * trace(scaled.rest) : Expr{};
}

Expr construct_diag(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const Expr a = x[0];
  if (a.is_scalar()) return a;
  if (is_zero(a)) return filled(graph, 0, shape);
  const bool to_matrix = a.shape().cols.is_one();
  if (to_matrix && is_one(a)) return eye(graph, a.shape().rows);
  if (to_matrix) {
    const Scaled scaled = split_coefficient(a);
    return scaled.coefficient != 1 ? scaled.coefficient * diag(scaled.rest) : Expr{};
  }
  if (const auto value = constant_value(a)) return filled(graph, *value, shape);
  if (a.is(OpKind::eye)) return filled(graph, 1, shape);
  if (a.is(OpKind::diag) || a.is(OpKind::transpose)) {
    return a.is(OpKind::diag) ? a.operand(0) : diag(a.operand(0));
  }
  const Scaled scaled = split_coefficient(a);
  return scaled.coefficient != 1 ? scaled.coefficient * diag(scaled.rest) : Expr{};
}

Expr construct_reshape(Graph& graph, std::span<const Expr> x, const Attribute&,
                       const Shape& shape) {
  const Expr a = x[0];
  NNGEN_CHECK(a.shape().size() == shape.size());
  if (a.shape() == shape) return a;
  if (const auto value = constant_value(a)) return filled(graph, *value, shape);
  if (a.is(OpKind::reshape)) return reshape(a.operand(0), shape);
  // A row and a column of the same entries are each other's transpose.
  if (shape == a.shape().transposed() && shape.is_vector_like()) return transpose(a);
  if (a.is(OpKind::transpose) && a.shape().is_vector_like()) return reshape(a.operand(0), shape);
  const Scaled scaled = split_coefficient(a);
  return scaled.coefficient != 1 ? scaled.coefficient * reshape(scaled.rest, shape) : Expr{};
}

Expr construct_kron(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (is_zero(a) || is_zero(b)) return filled(graph, 0, shape);
  if (a.is_scalar()) return scale(a, b);
  if (b.is_scalar()) return scale(b, a);
  if (a.is(OpKind::eye) && b.is(OpKind::eye)) return eye(graph, shape.rows);
  const auto a_value = constant_value(a);
  const auto b_value = constant_value(b);
  if (a_value && b_value) return filled(graph, *a_value * *b_value, shape);
  if (a.is(OpKind::scale)) return scale(a.operand(0), kron(a.operand(1), b));
  if (b.is(OpKind::scale)) return scale(b.operand(0), kron(a, b.operand(1)));
  return {};
}

Expr ones(Expr like, const Dim& rows, const Dim& cols) {
  return filled(*like.graph, 1, {rows, cols});
}

// Ȳ∘(1⊗B) holds in each block of Y its terms of ⟨Ȳ, A⊗B⟩ by one entry of A: their sum is that
// entry's cotangent. For B the same entries of all blocks are added.
std::vector<Expr> vjp_kron(Expr, std::span<const Expr> x, Expr y_bar) {
  const auto [A, B] = std::pair(x[0], x[1]);
  Graph& graph = *A.graph;
  const auto& [m, n] = A.shape();
  const auto& [p, q] = B.shape();
  const Expr by_a = hadamard(y_bar, kron(ones(A, m, n), B));
  const Expr by_b = hadamard(y_bar, kron(A, ones(B, p, q)));
  return {kron(eye(graph, m), ones(B, 1, p)) * by_a * kron(eye(graph, n), ones(B, q, 1)),
          kron(ones(A, 1, m), eye(graph, p)) * by_b * kron(ones(A, n, 1), eye(graph, q))};
}

View diagonal_of(const View& view) {
  return {view.buffer, view.start, view.slot_step, view.row_step + view.col_step, {}};
}

void lower_trace(LoweringContext& context) {
  const Extent of = context.operand_extent(0);
  const View diagonal = diagonal_of(context.operand(0));
  const auto entry = [&](BodyBuilder builder) { return builder.load(diagonal); };
  const auto total = [](BodyBuilder, Entry sum) { return sum; };
  lower_reduction(context, {of.slots, of.rows, {}}, {false, true, false}, entry, total);
}

void lower_diag(LoweringContext& context) {
  const Extent of = context.operand_extent(0);
  if (!of.cols.is_one() || of.rows.is_one()) {
    context.set_result(diagonal_of(context.operand(0)));
    return;
  }
  const View all = context.result();
  Map zero{context.extent(), {}, {}};
  BodyBuilder zeros{&zero.views, &zero.body};
  zeros.store(all, zeros.constant(0));
  context.add(std::move(zero));
  Map entries{of, {}, {}};
  BodyBuilder builder{&entries.views, &entries.body};
  builder.store(diagonal_of(all), context.load_operand(builder, 0));
  context.add(std::move(entries));
}

// The entries in one column, by columns.
View column_of_operand(LoweringContext& context) {
  const Extent of = context.operand_extent(0);
  if (of.cols.is_one()) return context.operand(0);
  const std::int64_t rows = of.rows.factor;
  const View column = context.temporary({rows * of.cols.factor, 1});
  Map copy{of, {}, {}};
  BodyBuilder builder{&copy.views, &copy.body};
  const View in_columns{column.buffer, column.start, column.slot_step, {1, 0}, {rows, 0}};
  builder.store(in_columns, context.load_operand(builder, 0));
  context.add(std::move(copy));
  return column;
}

void lower_reshape(LoweringContext& context) {
  View view = column_of_operand(context);
  view.col_step = context.extent().rows.factor * view.row_step;
  context.set_result(view);
}

void lower_kron(LoweringContext& context) {
  lower_routine(context, Routine::kronecker,
                {whole_operand(context, 0), whole_operand(context, 1)});
}

}  // namespace

namespace ops {

const OpDef trace = {
    .name = "tr",
    .op_class = OpClass::reduction,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      if (!x[0].is_square()) return not_square(x[0]);
      return Shape::scalar();
    },
    .construct = construct_trace,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::scale(y_bar, ir::eye(*y_bar.graph, x[0].shape().rows))};
    },
    .jvp = [](Expr, std::span<const Expr>,
              std::span<const Expr> x_dot) { return ir::trace(x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t i = 0; i < args[0].rows(); ++i) y[0] += args[0](i, i);
          return y;
        },
    .lower = lower_trace,
    .summary = "the sum of the diagonal; its gradient is I",
};

const OpDef diag = {
    .name = "diag",
    .op_class = OpClass::structure,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      if (x[0].cols.is_one()) return Shape{x[0].rows, x[0].rows};
      if (x[0].is_square()) return Shape::vector(x[0].rows);
      return ShapeMismatch{x[0].to_string() + " is neither a column nor square", 0, 0};
    },
    .construct = construct_diag,
    // The two directions are each other's adjoint.
    .vjp = [](Expr, std::span<const Expr>, Expr y_bar) -> std::vector<Expr> {
      return {ir::diag(y_bar)};
    },
    .jvp = [](Expr, std::span<const Expr>,
              std::span<const Expr> x_dot) { return ir::diag(x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const std::size_t n = args[0].rows();
          for (std::size_t i = 0; i < n; ++i) {
            y(i, args.cols == 1 ? 0 : i) = args[0](i, args[0].cols() == 1 ? 0 : i);
          }
          return y;
        },
    .lower = lower_diag,
    .summary = "of a vector the diagonal matrix, of a matrix the vector of its diagonal",
};

const OpDef reshape = {
    .name = "reshape",
    .op_class = OpClass::structure,
    .spelling = {.fixity = Fixity::none},
    .construct = construct_reshape,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::reshape(y_bar, x[0].shape())};
    },
    .jvp = [](Expr y, std::span<const Expr>,
              std::span<const Expr> x_dot) { return ir::reshape(x_dot[0], y.shape()); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t i = 0; i < y.size(); ++i) y[i] = args[0][i];
          return y;
        },
    .lower = lower_reshape,
    .summary = "the same entries, by columns, in another shape; vec(A) is the one column of all",
};

const OpDef kron = {
    .name = "kron",
    .op_class = OpClass::structure,
    .min_arity = 2,
    .max_arity = 2,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      return Shape{x[0].rows * x[1].rows, x[0].cols * x[1].cols};
    },
    .construct = construct_kron,
    .vjp = vjp_kron,
    .jvp = [](Expr, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      if (!x_dot[0]) return x_dot[1] ? ir::kron(x[0], x_dot[1]) : Expr{};
      const Expr left = ir::kron(x_dot[0], x[1]);
      return x_dot[1] ? left + ir::kron(x[0], x_dot[1]) : left;
    },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          const auto& [A, B] = std::tie(args[0], args[1]);
          for (std::size_t j = 0; j < args.cols; ++j) {
            for (std::size_t i = 0; i < args.rows; ++i) {
              y(i, j) = A(i / B.rows(), j / B.cols()) * B(i % B.rows(), j % B.cols());
            }
          }
          return y;
        },
    .lower = lower_kron,
    .summary = "the Kronecker product: the blocks aᵢⱼ·B",
};

}  // namespace ops
}  // namespace nngen::ir
