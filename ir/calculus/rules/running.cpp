// The same values by fewer operations: what is sparse is never multiplied as if it were dense.

#include <array>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

bool is_diagonal_matrix(Expr x) { return x.is(OpKind::diag) && x.operand(0).shape().is_column(); }

// diag(d)·B scales the rows of B, A·diag(d) the columns of A.
Expr product_with_diagonal(Expr x, const RewriteContext&) {
  const Expr a = x.operand(0);
  const Expr b = x.operand(1);
  if (is_diagonal_matrix(a)) return hadamard(broadcast(a.operand(0), x.shape()), b);
  if (is_diagonal_matrix(b)) {
    return hadamard(a, broadcast(transpose(b.operand(0)), x.shape()));
  }
  return {};
}

// (diag(d) + A)·B = diag(d)·B + A·B
Expr product_with_diagonal_term(Expr x, const RewriteContext& context) {
  for (const std::size_t side : {0u, 1u}) {
    const Expr total = x.operand(side);
    const Expr other = x.operand(1 - side);
    if (!total.is(OpKind::add) || !context.used_once(total)) continue;
    std::vector<Expr> products;
    bool has_diagonal = false;
    for (const Expr& term : total.operands()) {
      has_diagonal = has_diagonal || is_diagonal_matrix(split_coefficient(term).rest);
      products.push_back(side == 0 ? term * other : other * term);
    }
    if (has_diagonal) return sum_of(*x.graph, products);
  }
  return {};
}

// (A⊗B)·vec(X) = vec(B·X·Aᵀ), K·vec(X) = vec(Xᵀ)
Expr product_with_structured(Expr x, const RewriteContext&) {
  const Expr a = x.operand(0);
  const Expr b = x.operand(1);
  if (!b.shape().is_column()) return {};
  if (a.is(OpKind::kron)) {
    const Expr left = a.operand(0);
    const Expr right = a.operand(1);
    const Expr entries = reshape(b, {right.shape().cols, left.shape().cols});
    return vec(right * entries * transpose(left));
  }
  if (a.is(OpKind::commutation)) {
    return vec(transpose(reshape(b, std::get<Shape>(a.node().attribute))));
  }
  return {};
}

// tr(A·B) = ⟨Aᵀ, B⟩ without the product.
Expr trace_of_product(Expr x, const RewriteContext& context) {
  const Expr product = x.operand(0);
  if (!product.is(OpKind::matmul) || !context.used_once(product)) return {};
  return dot(transpose(product.operand(0)), product.operand(1));
}

// The diagonal of A·B: the sums of the rows of A∘Bᵀ.
Expr diagonal_of_product(Expr x, const RewriteContext& context) {
  const Expr product = x.operand(0);
  if (!product.is(OpKind::matmul) || !context.used_once(product) || x.shape().is_square()) {
    return {};
  }
  return sum(hadamard(product.operand(0), transpose(product.operand(1))), Axis::rows);
}

constexpr std::array rules = {
    RewriteRule{"diag(d)·B = d∘B", OpKind::matmul, product_with_diagonal},
    RewriteRule{"(diag(d) + A)·B = diag(d)·B + A·B", OpKind::matmul, product_with_diagonal_term},
    RewriteRule{"(A⊗B)·vec(X) = vec(B·X·Aᵀ)", OpKind::matmul, product_with_structured},
    RewriteRule{"tr(A·B) = ⟨Aᵀ, B⟩", OpKind::trace, trace_of_product},
    RewriteRule{"diag(A·B) = Σ rows of A∘Bᵀ", OpKind::diag, diagonal_of_product},
};

}  // namespace

std::span<const RewriteRule> running_rules() { return rules; }

}  // namespace nngen::ir
