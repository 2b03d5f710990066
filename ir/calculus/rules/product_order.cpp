// The order of multiplying that costs less than the one written.

#include <array>
#include <optional>
#include <utility>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

using Factors = std::pair<Expr, Expr>;

// (P·Q)ᵀ = Qᵀ·Pᵀ
std::optional<Factors> factors_of(Expr x) {
  if (x.is(OpKind::matmul)) return Factors{x.operand(0), x.operand(1)};
  if (!x.is(OpKind::transpose) || !x.operand(0).is(OpKind::matmul)) return std::nullopt;
  const Expr product = x.operand(0);
  return Factors{transpose(product.operand(1)), transpose(product.operand(0))};
}

bool is_known(const Shape& shape) { return shape.rows.is_known() && shape.cols.is_known(); }

double multiplications(const Shape& a, const Shape& b) {
  return static_cast<double>(a.rows.value()) * static_cast<double>(a.cols.value()) *
         static_cast<double>(b.cols.value());
}

// Whether two products by narrow factors cost less than one by what they make, even where that is
// computed anyway.
bool is_cheaper(const Shape& first, const Shape& middle, const Shape& last, bool from_left) {
  if (!is_known(first) || !is_known(middle) || !is_known(last)) return false;
  const Shape left{first.rows, middle.cols};
  const Shape right{middle.rows, last.cols};
  const double by_left = multiplications(left, last);
  const double by_right = multiplications(first, right);
  return from_left ? multiplications(first, middle) + by_left < by_right
                   : multiplications(middle, last) + by_right < by_left;
}

Expr cheaper_order(Expr x, const RewriteContext&) {
  const auto [a, b] = std::pair(x.operand(0), x.operand(1));
  if (const auto inner = factors_of(b)) {
    const auto& [p, q] = *inner;
    if (is_cheaper(a.shape(), p.shape(), q.shape(), true)) return (a * p) * q;
  }
  if (const auto inner = factors_of(a)) {
    const auto& [p, q] = *inner;
    if (is_cheaper(p.shape(), q.shape(), b.shape(), false)) return p * (q * b);
  }
  return {};
}

// aᵀ·B = (Bᵀ·a)ᵀ: one product where both are used.
Expr row_as_column(Expr x, const RewriteContext&) {
  const auto [a, b] = std::pair(x.operand(0), x.operand(1));
  if (x.is_scalar() || !x.shape().is_row() || !a.is(OpKind::transpose)) return {};
  return transpose(transpose(b) * a.operand(0));
}

constexpr std::array rules = {
    RewriteRule{"A·(b·cᵀ) = (A·b)·cᵀ", OpKind::matmul, cheaper_order},
    RewriteRule{"aᵀ·B = (Bᵀ·a)ᵀ", OpKind::matmul, row_as_column},
};

}  // namespace

std::span<const RewriteRule> product_order_rules() { return rules; }

}  // namespace nngen::ir
