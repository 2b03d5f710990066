// Quotients by scalars as a textbook writes them: one fraction, its divisor written once.

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

/// x = of/by for a scalar `by`.
struct Quotient {
  Expr of;
  Expr by;
};
std::optional<Quotient> quotient_by_scalar(Expr x, const RewriteContext& context) {
  if (!x.is(OpKind::divide) || context.atom(x)) return std::nullopt;
  const Expr divisor = x.operand(1);
  if (divisor.is_scalar()) return Quotient{x.operand(0), divisor};
  const bool is_repeated = divisor.is(OpKind::broadcast) && divisor.operand(0).is_scalar();
  if (!is_repeated) return std::nullopt;
  return Quotient{x.operand(0), divisor.operand(0)};
}

// (a/s)·B = (a·B)/s, A·(b/s) = (A·b)/s, (A/s)ᵀ = Aᵀ/s: what is linear passes the divisor by.
Expr quotient_of_linear(Expr x, const RewriteContext& context) {
  std::vector<Expr> operands = x.operands();
  for (Expr& operand : operands) {
    const auto quotient = quotient_by_scalar(operand, context);
    if (!quotient) continue;
    operand = quotient->of;
    return divide(make(*x.graph, x.op(), operands, x.node().attribute, x.shape()), quotient->by);
  }
  return {};
}

// A·s = s·A for a scalar s, unless it is a sample's: there Δ·x is the layer's Δ·xᵀ.
Expr scalar_first(Expr x, const RewriteContext&) {
  for (const std::size_t side : {1u, 0u}) {
    const Expr s = x.operand(side);
    const bool is_layer = s.per_sample() && !s.is(OpKind::divide);
    if (s.is_scalar() && !is_layer) return scale(s, x.operand(1 - side));
  }
  return {};
}

// A·(s·1) = s·(A·1) for a matrix 1 of ones
Expr repeated_scalar_first(Expr x, const RewriteContext& context) {
  for (const std::size_t side : {1u, 0u}) {
    const Expr all = x.operand(side);
    if (!all.is(OpKind::broadcast) || context.atom(all)) continue;
    const Expr s = all.operand(0);
    if (!s.is_scalar() || constant_value(s)) continue;
    const Expr other = x.operand(1 - side);
    return scale(s, side == 1 ? other * ones_like(all) : ones_like(all) * other);
  }
  return {};
}

/// The scalars that a value is a product of, and what is left of it: s·(t·A).
struct ScalarFactors {
  std::vector<Expr> scalars;
  Expr rest;
};
ScalarFactors scalar_factors(Expr x, const RewriteContext& context) {
  constexpr std::size_t most = 8;  // products looked into
  ScalarFactors factors;
  std::vector<Expr> open = {x};
  for (std::size_t opened = 0; !open.empty();) {
    const Expr factor = open.back();
    open.pop_back();
    if (factor.is(OpKind::scale) && !context.atom(factor) && opened++ < most) {
      open.push_back(factor.operand(1));
      open.push_back(factor.operand(0));
    } else if (open.empty() && !factor.is_scalar()) {
      factors.rest = factor;
    } else {
      factors.scalars.push_back(factor);
    }
  }
  return factors;
}

Expr product_of(Graph& graph, const ScalarFactors& factors) {
  Expr product = factors.rest ? factors.rest : constant(graph, 1);
  for (auto s = factors.scalars.rbegin(); s != factors.scalars.rend(); ++s) {
    product = scale(*s, product);
  }
  return product;
}

double exponent(Expr x) {
  return x.is(OpKind::power) ? std::get<Constant>(x.node().attribute).value : 1;
}
Expr base(Expr x) { return x.is(OpKind::power) ? x.operand(0) : x; }

// s·s = s², (s²·t)·s = s³·t
Expr product_of_scalars(Expr a, Expr b, const RewriteContext& context) {
  ScalarFactors product = scalar_factors(a, context);
  for (const Expr& factor : scalar_factors(b, context).scalars) {
    const auto same = std::find_if(product.scalars.begin(), product.scalars.end(),
                                   [&](const Expr& other) { return base(other) == base(factor); });
    if (same == product.scalars.end()) {
      product.scalars.push_back(factor);
    } else {
      *same = power(base(factor), exponent(*same) + exponent(factor));
    }
  }
  return product_of(*a.graph, product);
}

// (a ⊘ b) ⊘ b = a ⊘ b²
Expr quotient_by_same(Expr x, const RewriteContext& context) {
  const Expr inner = x.operand(0);
  const bool fits = inner.is(OpKind::divide) && !context.atom(inner) &&
                    !context.written(inner.id) && inner.operand(1) == x.operand(1);
  return fits ? divide(inner.operand(0), square(x.operand(1))) : Expr{};
}

// a ⊘ (a ⊘ b) = b
Expr quotient_by_quotient(Expr x, const RewriteContext& context) {
  const Expr inner = x.operand(1);
  const bool fits = inner.is(OpKind::divide) && !context.atom(inner) && !is_one(inner.operand(0)) &&
                    inner.operand(0) == x.operand(0);
  return fits ? inner.operand(1) : Expr{};
}

// a∘b ⊘ b = a
Expr cancelled_entries(Expr x, const RewriteContext& context) {
  const Expr product = x.operand(0);
  if (!product.is(OpKind::hadamard) || context.atom(product)) return {};
  for (const std::size_t side : {0u, 1u}) {
    const Expr factor = product.operand(side);
    const Expr other = product.operand(1 - side);
    if (factor == x.operand(1)) return other;
    const bool is_quotient = factor.is(OpKind::divide) && !context.atom(factor);
    if (is_quotient && factor.operand(0) == x.operand(1)) return divide(other, factor.operand(1));
  }
  return {};
}

// b ∘ (a ⊘ b) = a
Expr quotient_times_divisor(Expr x, const RewriteContext& context) {
  for (const std::size_t side : {0u, 1u}) {
    const Expr quotient = x.operand(side);
    const bool fits = quotient.is(OpKind::divide) && !context.atom(quotient) &&
                      quotient.operand(1) == x.operand(1 - side);
    if (fits) return quotient.operand(0);
  }
  return {};
}

// ⟨b, a ⊘ b⟩ = Σ a
Expr inner_product_with_quotient(Expr x, const RewriteContext& context) {
  const Expr entries = quotient_times_divisor(x, context);
  return entries ? sum(entries) : Expr{};
}

// (A/s)/t = A/(s·t)
Expr quotient_of_quotient(Expr x, const RewriteContext& context) {
  const auto outer = quotient_by_scalar(x, {});
  if (!outer) return {};
  const auto inner = quotient_by_scalar(outer->of, context);
  if (!inner) return {};
  return divide(inner->of, product_of_scalars(inner->by, outer->by, context));
}

// s·(s·A) = s²·A
Expr repeated_scalar(Expr x, const RewriteContext& context) {
  const Expr s = x.operand(0);
  if (constant_value(s)) return {};
  ScalarFactors factors = scalar_factors(x.operand(1), context);
  for (Expr& factor : factors.scalars) {
    if (base(factor) != base(s)) continue;
    factor = power(base(s), exponent(s) + exponent(factor));
    return product_of(*x.graph, factors);
  }
  return {};
}

// A/s = f·A where the file has a name f for 1/s.
Expr named_reciprocal(Expr x, const RewriteContext& context) {
  const auto quotient = quotient_by_scalar(x, {});
  if (!quotient || is_one(quotient->of)) return {};
  const std::array<NodeId, 2> operands = {constant(*x.graph, 1).id, quotient->by.id};
  const auto known = x.graph->find(OpKind::divide, operands, quotient->by.shape());
  if (!known || !context.atom({x.graph, *known})) return {};
  return scale({x.graph, *known}, quotient->of);
}

// ‖x‖·unit(x) = x, ‖x‖³·unit(x) = ‖x‖²·x
Expr norm_times_unit(Expr x, const RewriteContext& context) {
  const Expr direction = x.operand(1);
  const Expr length = base(x.operand(0));
  const bool fits = direction.is(OpKind::unit) && length.is(OpKind::norm) &&
                    direction.operand(0) == length.operand(0) && !context.atom(direction) &&
                    exponent(x.operand(0)) >= 1;
  return fits ? scale(power(length, exponent(x.operand(0)) - 1), direction.operand(0)) : Expr{};
}

// (s·A)/(s·t) = A/t, s³·A/s = s²·A
Expr common_divisor(Expr x, const RewriteContext& context) {
  const auto quotient = quotient_by_scalar(x, {});
  if (!quotient) return {};
  ScalarFactors above = scalar_factors(quotient->of, context);
  ScalarFactors below = scalar_factors(quotient->by, context);
  for (auto s = above.scalars.begin(); s != above.scalars.end(); ++s) {
    const auto same = std::find_if(below.scalars.begin(), below.scalars.end(),
                                   [&](const Expr& other) { return base(other) == base(*s); });
    if (constant_value(*s) || same == below.scalars.end()) continue;
    const double left = exponent(*s) - exponent(*same);
    *same = power(base(*same), left < 0 ? -left : 0);
    *s = power(base(*s), left > 0 ? left : 0);
    return divide(product_of(*x.graph, above), product_of(*x.graph, below));
  }
  return {};
}

// w, where x is unit(w) or its transpose, transposed as x is.
Expr direction_of(Expr x) {
  const Expr plain = x.is(OpKind::transpose) ? x.operand(0) : x;
  if (!plain.is(OpKind::unit)) return {};
  return plain == x ? plain.operand(0) : transpose(plain.operand(0));
}

// A·unit(x)ᵀ/‖x‖² = A·xᵀ/‖x‖³
Expr unit_in_product_by_norm(Expr x, const RewriteContext& context) {
  const auto quotient = quotient_by_scalar(x, {});
  if (!quotient) return {};
  ScalarFactors above = scalar_factors(quotient->of, context);
  ScalarFactors below = scalar_factors(quotient->by, context);
  if (!above.rest || !above.rest.is(OpKind::matmul) || context.atom(above.rest)) return {};
  for (const std::size_t side : {0u, 1u}) {
    const Expr w = direction_of(above.rest.operand(side));
    if (!w) continue;
    for (Expr& s : below.scalars) {
      const Expr length = base(s);
      const bool is_norm = length.is(OpKind::norm) && !context.atom(above.rest.operand(side)) &&
                           (length.operand(0) == w || length.operand(0) == transpose(w));
      if (!is_norm) continue;
      const Expr other = above.rest.operand(1 - side);
      above.rest = side == 0 ? w * other : other * w;
      s = power(length, exponent(s) + 1);
      return divide(product_of(*x.graph, above), product_of(*x.graph, below));
    }
  }
  return {};
}

// A unit vector over the norm that it was divided by: unit(x)/‖x‖ = x/‖x‖².
Expr unit_by_norm(Expr x, const RewriteContext& context) {
  const auto quotient = quotient_by_scalar(x, {});
  if (!quotient) return {};
  ScalarFactors above = scalar_factors(quotient->of, context);
  ScalarFactors below = scalar_factors(quotient->by, context);
  if (!above.rest || !above.rest.is(OpKind::unit)) return {};
  const Expr of = above.rest.operand(0);
  const auto length = std::find_if(below.scalars.begin(), below.scalars.end(), [&](const Expr& s) {
    return s.is(OpKind::norm) && s.operand(0) == of;
  });
  if (length == below.scalars.end()) return {};
  above.rest = of;
  *length = dot(of, of);
  return divide(product_of(*x.graph, above), product_of(*x.graph, below));
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
  const auto quotient = quotient_by_scalar(x, {});
  if (!quotient) return {};
  const Scaled divisor = split_coefficient(quotient->by);
  if (!divisor.rest.is(OpKind::det)) return {};
  const Expr of = divisor.rest.operand(0);
  const auto is_cofactor = [&](Expr e) { return e.is(OpKind::cofactor) && e.operand(0) == of; };
  const Expr inverted = 1 / divisor.coefficient * transpose(inverse(of));
  const Expr above = quotient->of;
  if (is_cofactor(above)) return inverted;
  if (!above.is(OpKind::matmul)) return {};
  if (is_cofactor(above.operand(1))) return above.operand(0) * inverted;
  return is_cofactor(above.operand(0)) ? inverted * above.operand(1) : Expr{};
}

// 2·(A/(2·s)) = A/s, where the numbers leave a whole one above or below.
Expr cancelled_number(Expr x, const RewriteContext& context) {
  const auto value = constant_value(x.operand(0));
  const auto quotient = quotient_by_scalar(x.operand(1), context);
  if (!value || !quotient || context.atom(quotient->by)) return {};
  Scaled below = split_coefficient(quotient->by);
  if (const auto number = constant_value(quotient->by)) below = {*number, constant(*x.graph, 1)};
  if (below.coefficient == 1 || below.coefficient == 0) return {};
  const double above = *value / below.coefficient;
  if (above == std::round(above)) return above * divide(quotient->of, below.rest);
  const double under = below.coefficient / *value;
  return under == std::round(under) ? divide(quotient->of, under * below.rest) : Expr{};
}

constexpr std::array rules = {
    RewriteRule{"A·s = s·A", OpKind::matmul, scalar_first},
    RewriteRule{"A·(s·1) = s·(A·1)", OpKind::matmul, repeated_scalar_first},
    RewriteRule{"2·(A/(2·s)) = A/s", OpKind::scale, cancelled_number},
    RewriteRule{"(a/s)·B = (a·B)/s", OpKind::scale, quotient_of_linear},
    RewriteRule{"s·(s·A) = s²·A", OpKind::scale, repeated_scalar},
    RewriteRule{"‖x‖·unit(x) = x", OpKind::scale, norm_times_unit},
    RewriteRule{"A/s = f·A for f = 1/s", OpKind::divide, named_reciprocal},
    RewriteRule{"(A/s)·B = (A·B)/s", OpKind::matmul, quotient_of_linear},
    RewriteRule{"(a/s)∘b = (a∘b)/s", OpKind::hadamard, quotient_of_linear},
    RewriteRule{"(A/s)ᵀ = Aᵀ/s", OpKind::transpose, quotient_of_linear},
    RewriteRule{"Σ a/s = (Σ a)/s", OpKind::sum, quotient_of_linear},
    RewriteRule{"(A/s)/t = A/(s·t)", OpKind::divide, quotient_of_quotient},
    RewriteRule{"(a ⊘ b) ⊘ b = a ⊘ b²", OpKind::divide, quotient_by_same},
    RewriteRule{"a ⊘ (a ⊘ b) = b", OpKind::divide, quotient_by_quotient},
    RewriteRule{"a∘b ⊘ b = a", OpKind::divide, cancelled_entries},
    RewriteRule{"b∘(a ⊘ b) = a", OpKind::hadamard, quotient_times_divisor},
    RewriteRule{"⟨b, a ⊘ b⟩ = Σ a", OpKind::dot, inner_product_with_quotient},
    RewriteRule{"(s·A)/(s·t) = A/t", OpKind::divide, common_divisor},
    RewriteRule{"sign(x)/|x| = 1/x", OpKind::divide, sign_over_size},
    RewriteRule{"cofactor(X)/det(X) = X⁻ᵀ", OpKind::divide, cofactor_over_determinant},
    RewriteRule{"unit(x)/‖x‖ = x/‖x‖²", OpKind::divide, unit_by_norm},
    RewriteRule{"A·unit(x)ᵀ/‖x‖ = A·xᵀ/‖x‖²", OpKind::divide, unit_in_product_by_norm},
};

}  // namespace

std::span<const RewriteRule> quotient_rules() { return rules; }

}  // namespace nngen::ir
