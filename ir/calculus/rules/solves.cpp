// Equations are solved where a formula multiplies by an inverse and nothing else needs that
// inverse.

#include <array>
#include <utility>

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

Expr solve_for_product(Expr x, const RewriteContext& context) {
  const auto [a, b] = std::pair(x.operand(0), x.operand(1));
  if (const Expr X = inverted(a, context)) return solve(X, b);
  if (const Expr X = inverted(b, context)) return transpose(solve(transpose(X), transpose(a)));
  return {};
}

constexpr std::array rules = {
    RewriteRule{"X⁻¹·B = solve(X, B), A·X⁻¹ = solve(Xᵀ, Aᵀ)ᵀ", OpKind::matmul, solve_for_product},
};

}  // namespace

std::span<const RewriteRule> solve_rules() { return rules; }

}  // namespace nngen::ir
