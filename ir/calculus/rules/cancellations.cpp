// What cancels in derived formulas once they are looked at as a whole: sigmoids of z and −z, and
// products that multiply out to fewer.

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "ir/calculus/factors.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

using Factors = std::vector<Expr>;

// The factors of s·(a∘b∘…) from left to right, all scalars or of one shape; what has a name is one
// factor.
Factors factors_of_term(Expr product, const RewriteContext& context) {
  return factors_of(product, [&](Expr e) {
    return (e.is(OpKind::hadamard) || e.is(OpKind::scale)) && !context.atom(e);
  });
}

Expr product_of(const Expr& like, const Factors& factors) {
  Expr scalar = constant(*like.graph, 1);
  std::optional<Expr> entries;
  for (const Expr& factor : factors) {
    if (factor.is_scalar()) {
      scalar = scale(scalar, factor);
    } else {
      entries = entries ? hadamard(*entries, factor) : factor;
    }
  }
  return scale(scalar, entries ? *entries : ones_like(like));
}

// z where x = −z, or x = ±y∘z with signs y.
std::optional<Expr> without_sign(Expr x) {
  const Scaled scaled = split_coefficient(x);
  if (scaled.rest.is(OpKind::hadamard)) {
    for (const std::size_t i : {0, 1}) {
      const Expr y = scaled.rest.operand(i);
      if (!y.is(OpKind::variable)) continue;
      if (!x.graph->properties(std::get<Symbol>(y.node().attribute)).sign) continue;
      return std::abs(scaled.coefficient) * scaled.rest.operand(1 - i);
    }
  }
  if (scaled.coefficient >= 0) return std::nullopt;
  return -x;
}

// σ(−z)∘(1 − σ(−z)) = σ(z)∘(1 − σ(z)), also where z has factors ±1.
Expr even_slope(Expr x, const RewriteContext& context) {
  Factors factors = factors_of_term(x, context);
  for (Expr& factor : factors) {
    if (!factor.is(OpKind::sigmoid)) continue;
    const auto z = without_sign(factor.operand(0));
    if (!z) continue;
    const auto complement = std::find(factors.begin(), factors.end(), 1 - factor);
    if (complement == factors.end()) continue;
    const Expr plain = elementwise(OpKind::sigmoid, *z);
    *complement = 1 - plain;
    factor = plain;
    return product_of(x, factors);
  }
  return {};
}

// c·a∘b∘…
struct Monomial {
  double coefficient = 0;
  Factors factors;
};

// What a sum multiplies out to, in the order of its terms; like products have met.
class Polynomial {
 public:
  const std::vector<Monomial>& monomials() const { return monomials_; }

  void add(Monomial monomial) {
    std::vector<NodeId> key;
    for (const Expr& factor : monomial.factors) key.push_back(factor.id);
    std::sort(key.begin(), key.end());
    const auto [place, is_new] = places_.try_emplace(std::move(key), monomials_.size());
    if (is_new) {
      monomials_.push_back(std::move(monomial));
    } else {
      monomials_[place->second].coefficient += monomial.coefficient;
    }
  }

 private:
  std::vector<Monomial> monomials_;
  std::map<std::vector<NodeId>, std::size_t> places_;
};

// The terms of a factor: those of a sum, 1 − σ(z) for a σ(−z) where σ(z) is computed anyway.
std::vector<Expr> terms_of(Expr factor, const RewriteContext& context) {
  if (factor.is(OpKind::sigmoid)) {
    const auto negative = -factor.operand(0);
    const NodeId z = negative.id;
    const auto mirrored = factor.graph->find(OpKind::sigmoid, std::span(&z, 1), factor.shape(), {});
    const bool is_negative = split_coefficient(factor.operand(0)).coefficient < 0;
    if (is_negative && mirrored) return {ones_like(factor), -Expr{factor.graph, *mirrored}};
  }
  if (factor.is(OpKind::add) && !context.atom(factor)) return factor.operands();
  return {factor};
}

constexpr std::size_t most_products = 16;

// Adds the products that the term multiplies out to; false if they are too many.
bool multiply_out(Expr term, const RewriteContext& context, Polynomial& result) {
  const Scaled scaled = split_coefficient(term);
  std::vector<Monomial> products = {{scaled.coefficient, {}}};
  for (const Expr& factor : factors_of_term(scaled.rest, context)) {
    std::vector<Monomial> next;
    for (const Expr& part : terms_of(factor, context)) {
      const Scaled inner = split_coefficient(part);
      for (const Monomial& product : products) {
        next.push_back({product.coefficient * inner.coefficient, product.factors});
        if (!is_one(inner.rest)) next.back().factors.push_back(inner.rest);
      }
    }
    if (next.size() > most_products) return false;
    products = std::move(next);
  }
  for (Monomial& product : products) result.add(std::move(product));
  return true;
}

std::size_t symbols_of(Expr term, const RewriteContext& context) {
  std::size_t count = 0;
  for (const Expr& factor : factors_of_term(split_coefficient(term).rest, context)) {
    const bool is_sum = factor.is(OpKind::add) && !context.atom(factor);
    count += is_sum ? factor.operands().size() : 1;
  }
  return count;
}

// (1 − t)·y − t·(1 − y) = y − t: products of sums multiplied out, where that leaves less than half.
Expr multiplied_out(Expr x, const RewriteContext& context) {
  constexpr std::size_t most_terms = 6;
  const std::vector<Expr> terms = x.operands();
  if (terms.size() > most_terms) return {};
  std::size_t symbols = 0;
  Polynomial polynomial;
  for (const Expr& term : terms) {
    symbols += symbols_of(term, context);
    if (!multiply_out(term, context, polynomial)) return {};
  }
  std::size_t left = 0;
  std::vector<Expr> result;
  for (const auto& [coefficient, factors] : polynomial.monomials()) {
    if (coefficient == 0) continue;
    left += std::max<std::size_t>(factors.size(), 1);
    result.push_back(coefficient * product_of(x, factors));
  }
  if (2 * left > symbols) return {};
  return result.empty() ? 0 * x : sum_of(*x.graph, result);
}

constexpr std::array rules = {
    RewriteRule{"σ(−z)∘(1 − σ(−z)) = σ(z)∘(1 − σ(z))", OpKind::hadamard, even_slope},
    RewriteRule{"σ(−z)·(1 − σ(−z)) = σ(z)·(1 − σ(z))", OpKind::scale, even_slope},
    RewriteRule{"multiplied out, terms cancel", OpKind::add, multiplied_out},
};

}  // namespace

std::span<const RewriteRule> cancellation_rules() { return rules; }

}  // namespace nngen::ir
