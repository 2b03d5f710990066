// What meets in a chain of products: a matrix and its inverse, Kronecker products, and the matrices
// that put a vector on a diagonal.

#include <array>
#include <vector>

#include "ir/calculus/factors.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

using Chain = std::vector<Expr>;

Chain chain_of(Expr product, const RewriteContext& context) {
  return factors_of(
      product, [&](Expr e) { return e.is(OpKind::matmul) && (e == product || !context.atom(e)); });
}

// The chain with `count` of its factors from the place on replaced.
Expr with_replaced(const Chain& chain, std::size_t place, std::size_t count, Expr factor) {
  Expr product;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    if (i > place && i < place + count) continue;
    const Expr next = i == place ? factor : chain[i];
    product = product ? product * next : next;
  }
  return product;
}

// (A⊗B)·(C⊗D) = (A·C)⊗(B·D); with columns a and rows aᵀ also (a⊗B)·M = a⊗(B·M) and M·(aᵀ⊗B) =
// aᵀ⊗(M·B).
Expr product_of_neighbours(Expr left, Expr right, const RewriteContext& context) {
  const auto is_open = [&](Expr e) { return e.is(OpKind::kron) && !context.atom(e); };
  if (is_open(left) && is_open(right) &&
      left.operand(0).shape().cols == right.operand(0).shape().rows) {
    return kron(left.operand(0) * right.operand(0), left.operand(1) * right.operand(1));
  }
  if (is_open(left) && left.operand(0).shape().cols.is_one() && !right.shape().cols.is_one()) {
    return kron(left.operand(0), left.operand(1) * right);
  }
  if (is_open(right) && right.operand(0).shape().is_row() && !left.is_scalar()) {
    return kron(right.operand(0), left * right.operand(1));
  }
  return {};
}

Expr mixed_product(Expr x, const RewriteContext& context) {
  const Chain chain = chain_of(x, context);
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const Expr product = product_of_neighbours(chain[i], chain[i + 1], context);
    if (product) return with_replaced(chain, i, 2, product);
  }
  return {};
}

// a ⊗ (bᵀ ⊗ M) = (a·bᵀ) ⊗ M
Expr column_and_row(Expr x, const RewriteContext& context) {
  const Expr a = x.operand(0);
  const Expr inner = x.operand(1);
  const bool fits = a.shape().cols.is_one() && inner.is(OpKind::kron) && !context.atom(inner) &&
                    inner.operand(0).shape().is_row();
  return fits ? kron(a * inner.operand(0), inner.operand(1)) : Expr{};
}

// Is e the matrix of v ↦ vec(diag(v)), as linear maps have it: (I⊗1)∘(1⊗I)?
bool is_diagonal_selection(Expr e) {
  if (!e.is(OpKind::hadamard) || !e.operand(0).is(OpKind::kron) || !e.operand(1).is(OpKind::kron)) {
    return false;
  }
  const Expr a = e.operand(0);
  const Expr b = e.operand(1);
  return a.operand(0).is(OpKind::eye) && is_one(a.operand(1)) && is_one(b.operand(0)) &&
         b.operand(1) == a.operand(0) && a.operand(1) == b.operand(0);
}

// For the matrix E of v ↦ vec(diag(v)): (bᵀ⊗C)·E = C·diag(b), K·E = E, K·(A⊗B)·E = (B⊗A)·E,
// Eᵀ·(A⊗B)·E = A∘B.
Expr product_with_selection(Expr x, const RewriteContext& context) {
  const Chain chain = chain_of(x, context);
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const Expr selection = chain[i];
    if (!is_diagonal_selection(selection)) continue;
    const Expr map = chain[i - 1];
    if (map.is(OpKind::commutation)) return with_replaced(chain, i - 1, 2, selection);
    if (!map.is(OpKind::kron) || context.atom(map)) continue;
    const Expr a = map.operand(0);
    const Expr b = map.operand(1);
    if (a.shape().is_row()) return with_replaced(chain, i - 1, 2, b * diag(transpose(a)));
    if (i < 2 || a.shape() != b.shape()) continue;
    if (chain[i - 2] == transpose(selection)) return with_replaced(chain, i - 2, 3, hadamard(a, b));
    if (chain[i - 2].is(OpKind::commutation)) return with_replaced(chain, i - 2, 2, kron(b, a));
  }
  return {};
}

// X·X⁻¹ = X⁻¹·X = I
Expr inverse_neighbours(Expr x, const RewriteContext& context) {
  const Chain chain = chain_of(x, context);
  const auto are_inverse = [](Expr a, Expr b) {
    const auto inverts = [](Expr inverted, Expr of) {
      if (inverted.is(OpKind::inverse)) return inverted.operand(0) == of;
      return inverted.is(OpKind::transpose) && inverted.operand(0).is(OpKind::inverse) &&
             transpose(inverted.operand(0).operand(0)) == of;
    };
    return inverts(a, b) || inverts(b, a);
  };
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    if (!are_inverse(chain[i], chain[i + 1])) continue;
    return with_replaced(chain, i, 2, eye(*x.graph, chain[i].shape().rows));
  }
  return {};
}

Expr inverse_of_inverse(Expr x, const RewriteContext&) {
  return x.operand(0).is(OpKind::inverse) ? x.operand(0).operand(0) : Expr{};
}

// K·(A⊗B)·K = B⊗A for commutations K of the shapes that fit.
Expr kronecker_between_commutations(Expr x, const RewriteContext& context) {
  const Chain chain = chain_of(x, context);
  for (std::size_t i = 0; i + 2 < chain.size(); ++i) {
    const Expr map = chain[i + 1];
    if (!chain[i].is(OpKind::commutation) || !chain[i + 2].is(OpKind::commutation)) continue;
    if (!map.is(OpKind::kron) || context.atom(map)) continue;
    const Expr a = map.operand(0);
    const Expr b = map.operand(1);
    const auto& out = std::get<Shape>(chain[i].node().attribute);
    const auto& in = std::get<Shape>(chain[i + 2].node().attribute);
    const bool fits =
        out == Shape{b.shape().rows, a.shape().rows} && in == Shape{a.shape().cols, b.shape().cols};
    if (fits) return with_replaced(chain, i, 3, kron(b, a));
  }
  return {};
}

constexpr std::array rules = {
    RewriteRule{"X·X⁻¹ = I", OpKind::matmul, inverse_neighbours},
    RewriteRule{"(X⁻¹)⁻¹ = X", OpKind::inverse, inverse_of_inverse},
    RewriteRule{"K·(A⊗B)·K = B⊗A for commutations K", OpKind::matmul,
                kronecker_between_commutations},
    RewriteRule{"(A⊗B)·(C⊗D) = (A·C)⊗(B·D)", OpKind::matmul, mixed_product},
    RewriteRule{"a⊗(bᵀ⊗M) = (a·bᵀ)⊗M", OpKind::kron, column_and_row},
    RewriteRule{"Eᵀ·(A⊗B)·E = A∘B, (bᵀ⊗C)·E = C·diag(b) where E·v = vec(diag(v))", OpKind::matmul,
                product_with_selection},
};

}  // namespace

std::span<const RewriteRule> chain_rules() { return rules; }

}  // namespace nngen::ir
