// Quotients by scalars, once and at the end: 2·(A·x − f·x)/(xᵀ·x).

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// The scalar that a divisor is or repeats.
std::optional<Expr> scalar_divisor(Expr quotient) {
  const Expr divisor = quotient.operand(1);
  if (divisor.is_scalar()) return divisor;
  const Scaled scaled = split_coefficient(divisor);
  if (!scaled.rest.is(OpKind::broadcast) || !scaled.rest.operand(0).is_scalar())
    return std::nullopt;
  return scaled.coefficient * scaled.rest.operand(0);
}

// s, where x is a quotient A/s that no reader knows by a name.
std::optional<Expr> divisor_of(Expr x, const RewriteContext& context) {
  if (!x.is(OpKind::divide) || context.atom(x) || context.written(x.id)) return std::nullopt;
  return scalar_divisor(x);
}

// (A/s)/t = A/(s·t)
Expr quotient_of_quotient(Expr x, const RewriteContext& context) {
  const Expr inner = x.operand(0);
  const bool is_inner =
      inner.is(OpKind::divide) && !context.atom(inner) && !context.written(inner.id);
  if (is_inner && inner.operand(1) == x.operand(1) && !scalar_divisor(x)) {
    return divide(inner.operand(0), square(x.operand(1)));
  }
  const auto s = divisor_of(x.operand(0), context);
  const auto t = scalar_divisor(x);
  if (!s || !t) return {};
  return divide(x.operand(0).operand(0), *s == *t ? square(*s) : scale(*s, *t));
}

// (A/s)·B = (A·B)/s and A·(B/s) = (A·B)/s, for each of the products.
template <OpKind product>
Expr quotient_in_product(Expr x, const RewriteContext& context) {
  for (const std::size_t i : {0, 1}) {
    const auto s = divisor_of(x.operand(i), context);
    if (!s) continue;
    std::array<Expr, 2> factors = {x.operand(0), x.operand(1)};
    factors[i] = x.operand(i).operand(0);
    return divide(make(*x.graph, product, factors), *s);
  }
  return {};
}

Expr transpose_of_quotient(Expr x, const RewriteContext& context) {
  const auto s = divisor_of(x.operand(0), context);
  return s ? divide(transpose(x.operand(0).operand(0)), *s) : Expr{};
}

// The scalar factors s, t, … of s·t·A, and A behind them.
struct ScalarFactors {
  std::vector<Expr> scalars;
  Expr rest;
};
ScalarFactors scalar_factors_of(Expr x, const RewriteContext& context) {
  constexpr std::size_t most = 8;
  ScalarFactors result{{}, x};
  while (result.rest.is(OpKind::scale) && !context.atom(result.rest) &&
         result.scalars.size() < most) {
    result.scalars.push_back(result.rest.operand(0));
    result.rest = result.rest.operand(1);
  }
  return result;
}

// s·A/(s·t) = A/t
Expr cancelled_quotient(Expr x, const RewriteContext& context) {
  const auto divisor = scalar_divisor(x);
  if (!divisor) return {};
  ScalarFactors above = scalar_factors_of(x.operand(0), context);
  ScalarFactors below = scalar_factors_of(*divisor, context);
  if (above.rest.is_scalar())
    above.scalars.push_back(std::exchange(above.rest, constant(*x.graph, 1)));
  below.scalars.push_back(below.rest);
  bool cancelled = false;
  for (auto s = above.scalars.begin(); s != above.scalars.end();) {
    const auto same = std::find(below.scalars.begin(), below.scalars.end(), *s);
    if (constant_value(*s) || same == below.scalars.end()) {
      ++s;
      continue;
    }
    below.scalars.erase(same);
    s = above.scalars.erase(s);
    cancelled = true;
  }
  if (!cancelled) return {};
  const auto times = [](const std::vector<Expr>& scalars, Expr rest) {
    for (auto s = scalars.rbegin(); s != scalars.rend(); ++s) rest = scale(*s, rest);
    return rest;
  };
  return divide(times(above.scalars, above.rest), times(below.scalars, constant(*x.graph, 1)));
}

// sign(x)/|x| = 1/x
Expr sign_over_size(Expr x, const RewriteContext&) {
  const Expr sign = x.operand(0);
  const Expr size = x.operand(1);
  const bool fits =
      sign.is(OpKind::sign) && size.is(OpKind::abs) && sign.operand(0) == size.operand(0);
  return fits ? divide(ones_like(x), sign.operand(0)) : Expr{};
}

// cofactor(X)/det(X) = X⁻ᵀ
Expr cofactor_over_determinant(Expr x, const RewriteContext&) {
  const Expr cofactors = x.operand(0);
  const auto divisor = scalar_divisor(x);
  if (!divisor || !cofactors.is(OpKind::cofactor)) return {};
  const Scaled scaled = split_coefficient(*divisor);
  if (!scaled.rest.is(OpKind::det) || scaled.rest.operand(0) != cofactors.operand(0)) return {};
  return 1 / scaled.coefficient * transpose(inverse(cofactors.operand(0)));
}

constexpr std::array rules = {
    RewriteRule{"sign(x)/|x| = 1/x", OpKind::divide, sign_over_size},
    RewriteRule{"cofactor(X)/det(X) = X⁻ᵀ", OpKind::divide, cofactor_over_determinant},
    RewriteRule{"(A/s)/t = A/(s·t)", OpKind::divide, quotient_of_quotient},
    RewriteRule{"s·A/(s·t) = A/t", OpKind::divide, cancelled_quotient},
    RewriteRule{"(a/s)·A = a·A/s", OpKind::scale, quotient_in_product<OpKind::scale>},
    RewriteRule{"(A/s)·B = A·B/s", OpKind::matmul, quotient_in_product<OpKind::matmul>},
    RewriteRule{"(a/s)∘b = a∘b/s", OpKind::hadamard, quotient_in_product<OpKind::hadamard>},
    RewriteRule{"(A/s)ᵀ = Aᵀ/s", OpKind::transpose, transpose_of_quotient},
};

}  // namespace

std::span<const RewriteRule> quotient_rules() { return rules; }

}  // namespace nngen::ir
