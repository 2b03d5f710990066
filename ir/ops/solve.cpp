// Systems of linear equations.

#include "ir/op.hpp"
#include "ir/ops/factorisation.hpp"

namespace nngen::ir {
namespace {

Result<Shape, ShapeMismatch> shape_of_solution(std::span<const Shape> x) {
  const auto& [A, B] = std::tie(x[0], x[1]);
  if (!A.is_square()) return ShapeMismatch{A.to_string() + " is not square", 0, 0};
  if (A.cols == B.rows) return B;
  return ShapeMismatch{A.cols.to_string() + " columns against " + B.rows.to_string() + " rows", 0,
                       1};
}

Expr construct_solve(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (a.is(OpKind::eye)) return b;
  if (b.is(OpKind::eye)) return inverse(a);
  if (is_zero(b)) return filled(graph, 0, shape);
  if (a.is_scalar()) return scale(power(a, -1), b);
  const Scaled scaled = split_coefficient(b);
  return scaled.coefficient != 1 ? scaled.coefficient * solve(a, scaled.rest) : Expr{};
}

void lower_solve(LoweringContext& context) {
  const bool transposed = context.node().operand(0).is(OpKind::transpose);
  lower_routine(context, transposed ? Routine::solve_transposed : Routine::solve,
                {factors_of_operand(context), whole_operand(context, 1)});
}

}  // namespace

namespace ops {

const OpDef solve = {
    .name = "solve",
    .op_class = OpClass::arithmetic,
    .min_arity = 2,
    .max_arity = 2,
    .shape = shape_of_solution,
    .construct = construct_solve,
    .vjp = [](Expr Y, std::span<const Expr> x, Expr Y_bar) -> std::vector<Expr> {
      const Expr B_bar = ir::solve(ir::transpose(x[0]), Y_bar);
      return {-(B_bar * ir::transpose(Y)), B_bar};
    },
    // A·Y = B gives Ȧ·Y + A·Ẏ = Ḃ
    .jvp = [](Expr Y, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      if (!x_dot[0]) return x_dot[1] ? ir::solve(x[0], x_dot[1]) : Expr{};
      const Expr moved = x_dot[0] * Y;
      return ir::solve(x[0], x_dot[1] ? x_dot[1] - moved : -moved);
    },
    .evaluate =
        [](const auto& args) { return matrix_product(Factorisation(args[0]).inverse(), args[1]); },
    .lower = lower_solve,
    .summary = "A⁻¹·B, the solution Y of A·Y = B, without the inverse; B̄ = A⁻ᵀ·Ȳ, Ā = −B̄·Yᵀ",
};

}  // namespace ops
}  // namespace nngen::ir
