// What the declared properties of variables make of derived formulas.

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Properties properties_of(Expr x) {
  if (!x.is(OpKind::variable)) return {};
  return x.graph->properties(std::get<Symbol>(x.node().attribute));
}

// Σt = 1 for the operands of the node that are sums over a simplex.
Expr sums_of_simplices_are_one(Expr x, const RewriteContext&) {
  const Expr s = x.operand(0);
  if (!s.is(OpKind::sum) || !s.is_scalar()) return {};
  const Properties known = properties_of(s.operand(0));
  return known.onehot || known.simplex ? x.operand(1) : Expr{};
}

Expr transpose_of_symmetric(Expr x, const RewriteContext&) {
  const Properties known = properties_of(x.operand(0));
  return known.symmetric || known.spd || known.diagonal ? x.operand(0) : Expr{};
}

Expr square_of_sign(Expr x, const RewriteContext&) {
  const bool is_square = x.operand(0) == x.operand(1);
  return is_square && properties_of(x.operand(0)).sign ? ones_like(x) : Expr{};
}

}  // namespace

std::vector<RewriteRule> assumption_rules() {
  return {
      {"the entries of a simplex sum to 1", OpKind::scale, sums_of_simplices_are_one},
      {"a symmetric matrix is its transpose", OpKind::transpose, transpose_of_symmetric},
      {"the square of a sign is 1", OpKind::hadamard, square_of_sign},
  };
}

}  // namespace nngen::ir
