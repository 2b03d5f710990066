// Common factors of a sum, written once in front of it or behind it.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Expr product_of(OpKind product, Expr left, Expr right) {
  switch (product) {
    case OpKind::matmul: return left * right;
    case OpKind::hadamard: return hadamard(left, right);
    case OpKind::divide: return divide(left, right);
    case OpKind::kron: return kron(left, right);
    default: return scale(left, right);
  }
}

// Σ of the terms at the given places, each without its factor at one side, times that factor.
Expr factored(Expr x, OpKind product, std::size_t side, NodeId factor,
              const std::vector<std::size_t>& places) {
  const std::vector<Expr> terms = x.operands();
  std::vector<Expr> inner;
  for (const std::size_t place : places) {
    const Scaled term = split_coefficient(terms[place]);
    inner.push_back(term.coefficient * term.rest.operand(1 - side));
  }
  const Expr f{x.graph, factor};
  const Expr total = sum_of(*x.graph, inner);
  const Expr whole = side == 0 ? product_of(product, f, total) : product_of(product, total, f);
  std::vector<Expr> result;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (i == places[0]) result.push_back(whole);
    if (std::find(places.begin(), places.end(), i) == places.end()) result.push_back(terms[i]);
  }
  return sum_of(*x.graph, result);
}

// The terms c·f·x and d·f·y of a sum that share the factor f at one side of the product.
template <OpKind product, std::size_t side>
Expr common_factor(Expr x, const RewriteContext& context) {
  std::map<NodeId, std::vector<std::size_t>> by_factor;
  const std::vector<Expr> terms = x.operands();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Expr rest = split_coefficient(terms[i]).rest;
    if (!rest.is(product) || context.atom(terms[i]) || context.atom(rest)) continue;
    // A product of matrices that is computed anyway stays what it is.
    const bool is_shared = !context.used_once(terms[i]) || !context.used_once(rest);
    if (product == OpKind::matmul && is_shared) continue;
    // A repeated scalar is written as one factor elsewhere.
    const Expr factor = rest.operand(side);
    if (product == OpKind::hadamard && factor.is(OpKind::broadcast)) continue;
    by_factor[factor.id].push_back(i);
  }
  for (const auto& [factor, places] : by_factor) {
    if (places.size() >= 2) return factored(x, product, side, factor, places);
  }
  return {};
}

// a∘b + c∘a = a∘(b + c): the factors of these products may stand on either side.
template <OpKind product>
Expr common_factor_on_any_side(Expr x, const RewriteContext& context) {
  struct Place {
    std::size_t term;
    std::size_t side;
  };
  std::map<NodeId, std::vector<Place>> by_factor;
  const std::vector<Expr> terms = x.operands();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Expr rest = split_coefficient(terms[i]).rest;
    const bool is_commutative = product == OpKind::hadamard || rest.shape().is_scalar();
    if (!rest.is(product) || !is_commutative || context.atom(terms[i]) || context.atom(rest)) {
      continue;
    }
    for (const std::size_t side : {0u, 1u}) {
      const bool is_again = side == 1 && rest.operand(0) == rest.operand(1);
      if (!is_again && !rest.operand(side).is(OpKind::broadcast)) {
        by_factor[rest.operand(side).id].push_back({i, side});
      }
    }
  }
  for (const auto& [factor, places] : by_factor) {
    if (places.size() < 2) continue;
    std::vector<Expr> inner;
    std::vector<Expr> result = {Expr{}};
    std::size_t next = 0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (next == places.size() || places[next].term != i) {
        result.push_back(terms[i]);
        continue;
      }
      const Scaled scaled = split_coefficient(terms[i]);
      inner.push_back(scaled.coefficient * scaled.rest.operand(1 - places[next++].side));
    }
    result[0] = product_of(product, {x.graph, factor}, sum_of(*x.graph, inner));
    return sum_of(*x.graph, result);
  }
  return {};
}

/// A chain of products without its last factor, and that factor: A·(B·C) is (A·B)·C.
struct LastFactor {
  Expr rest;
  Expr factor;
};
LastFactor split_last_factor(Expr product, const RewriteContext& context) {
  constexpr std::size_t most = 16;  // products looked into: a chain may be as long as a program
  LastFactor split{product.operand(0), product.operand(1)};
  for (std::size_t i = 0; i < most; ++i) {
    if (!split.factor.is(OpKind::matmul) || context.atom(split.factor)) break;
    if (!context.used_once(split.factor)) break;
    split = {split.rest * split.factor.operand(0), split.factor.operand(1)};
  }
  return split;
}

// A·(B·M) + C·M = (A·B + C)·M for a matrix M; what ends in a vector is computed from behind.
Expr common_last_factor(Expr x, const RewriteContext& context) {
  std::map<NodeId, std::vector<std::size_t>> by_factor;
  const std::vector<Expr> terms = x.operands();
  std::vector<Expr> rests(terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Scaled scaled = split_coefficient(terms[i]);
    if (!scaled.rest.is(OpKind::matmul) || context.atom(terms[i]) || context.atom(scaled.rest) ||
        scaled.rest.shape().cols.is_one()) {
      continue;
    }
    if (!context.used_once(terms[i]) || !context.used_once(scaled.rest)) continue;
    const LastFactor split = split_last_factor(scaled.rest, context);
    rests[i] = scaled.coefficient * split.rest;
    by_factor[split.factor.id].push_back(i);
  }
  for (const auto& [factor, places] : by_factor) {
    if (places.size() < 2) continue;
    std::vector<Expr> inner;
    for (const std::size_t place : places) inner.push_back(rests[place]);
    std::vector<Expr> result = {sum_of(*x.graph, inner) * Expr{x.graph, factor}};
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (std::find(places.begin(), places.end(), i) == places.end()) result.push_back(terms[i]);
    }
    return sum_of(*x.graph, result);
  }
  return {};
}

// 2·a − 2·b = 2·(a − b), −a − b = −(a + b): where all terms have the coefficient ±c.
Expr common_coefficient(Expr x, const RewriteContext& context) {
  const std::vector<Expr> terms = x.operands();
  const double size = std::abs(split_coefficient(terms[0]).coefficient);
  const bool all_negative = std::all_of(terms.begin(), terms.end(), [](const Expr& term) {
    return split_coefficient(term).coefficient < 0;
  });
  const double factor = all_negative ? -size : size;
  if (factor == 1) return {};
  std::vector<Expr> inner;
  for (const Expr& term : terms) {
    const Scaled scaled = split_coefficient(term);
    if (std::abs(scaled.coefficient) != size || context.atom(term)) return {};
    inner.push_back(scaled.coefficient / factor * scaled.rest);
  }
  return factor * sum_of(*x.graph, inner);
}

constexpr std::array rules = {
    RewriteRule{"A·x + B·x = (A + B)·x", OpKind::add, common_factor<OpKind::matmul, 1>},
    RewriteRule{"A·(B·M) + C·M = (A·B + C)·M", OpKind::add, common_last_factor},
    RewriteRule{"A·B + A·C = A·(B + C)", OpKind::add, common_factor<OpKind::matmul, 0>},
    RewriteRule{"a∘b + a∘c = a∘(b + c)", OpKind::add, common_factor<OpKind::hadamard, 0>},
    RewriteRule{"a∘c + b∘c = (a + b)∘c", OpKind::add, common_factor<OpKind::hadamard, 1>},
    RewriteRule{"s·A + s·B = s·(A + B)", OpKind::add, common_factor<OpKind::scale, 0>},
    RewriteRule{"a∘b + c∘a = a∘(b + c)", OpKind::add, common_factor_on_any_side<OpKind::hadamard>},
    RewriteRule{"a·b + c·a = a·(b + c)", OpKind::add, common_factor_on_any_side<OpKind::scale>},
    RewriteRule{"A⊗B + A⊗C = A⊗(B + C)", OpKind::add, common_factor<OpKind::kron, 0>},
    RewriteRule{"A⊗C + B⊗C = (A + B)⊗C", OpKind::add, common_factor<OpKind::kron, 1>},
    RewriteRule{"A/s + B/s = (A + B)/s", OpKind::add, common_factor<OpKind::divide, 1>},
    RewriteRule{"c·A + c·B = c·(A + B)", OpKind::add, common_coefficient},
};

}  // namespace

std::span<const RewriteRule> factor_rules() { return rules; }

}  // namespace nngen::ir
