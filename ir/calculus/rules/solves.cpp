// Equations are solved where a formula multiplies by an inverse and nothing else needs that
// inverse.

#include <array>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// X where the factor is X⁻¹ or (Xᵀ)⁻¹ = (X⁻¹)ᵀ, which no other node needs.
Expr inverted(Expr factor, const RewriteContext& context) {
  const bool transposed = factor.is(OpKind::transpose);
  const Expr inner = transposed ? factor.operand(0) : factor;
  if (!inner.is(OpKind::inverse) || context.value(inner)) return {};
  return transposed ? transpose(inner.operand(0)) : inner.operand(0);
}

// A product through a few columns, which are fewer to solve for than its own.
bool is_narrow(Expr x, std::size_t side) {
  if (!x.is(OpKind::matmul)) return false;
  const Dim& columns = side == 0 ? x.shape().cols : x.shape().rows;
  const Dim& between = x.operand(0).shape().cols;
  return columns.is_known() && between.is_known() && 2 * between.value() <= columns.value();
}

// X⁻¹·B
Expr solution(Expr X, Expr B) {
  if (is_narrow(B, 0)) return solution(X, B.operand(0)) * B.operand(1);
  return solve(X, B);
}

// A·X⁻¹
Expr solution_of_rows(Expr A, Expr X) {
  if (is_narrow(A, 1)) return A.operand(0) * solution_of_rows(A.operand(1), X);
  return transpose(solve(transpose(X), transpose(A)));
}

Expr solve_for_product(Expr x, const RewriteContext& context) {
  const auto [a, b] = std::pair(x.operand(0), x.operand(1));
  if (const Expr X = inverted(a, context)) return solution(X, b);
  if (const Expr X = inverted(b, context)) return solution_of_rows(a, X);
  return {};
}

constexpr std::array rules = {
    RewriteRule{"X⁻¹·B = solve(X, B), A·X⁻¹ = solve(Xᵀ, Aᵀ)ᵀ", OpKind::matmul, solve_for_product},
};

}  // namespace

std::span<const RewriteRule> solve_rules() { return rules; }

}  // namespace nngen::ir
