// Products and sums as a textbook writes them.

#include <algorithm>
#include <array>
#include <cmath>

#include "ir/calculus/factors.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// The factors of a chain of products, looking through those that have no name.
struct Factors {
  std::size_t count = 0;
  std::size_t transposed = 0;
};
Factors count_factors(Expr chain, const RewriteContext& context) {
  Factors result;
  for (const Expr& factor :
       factors_of(chain, [&](Expr e) { return e.is(OpKind::matmul) && !context.atom(e); })) {
    ++result.count;
    if (factor.is(OpKind::transpose)) ++result.transposed;
  }
  return result;
}

// (A·B)ᵀ = Bᵀ·Aᵀ where that leaves no more transposes than before: (xᵀ·A)ᵀ = Aᵀ·x, but (W·x)ᵀ
// stays.
Expr transpose_of_product(Expr x, const RewriteContext& context) {
  const Expr product = x.operand(0);
  if (!product.is(OpKind::matmul) || context.atom(product)) return {};
  const Factors factors = count_factors(product, context);
  if (!product.shape().is_row() && 2 * factors.transposed < factors.count) return {};
  return transpose(product.operand(1)) * transpose(product.operand(0));
}

// Is a row the transpose of a formula that reads as well: s·xᵀ, (xᵀ·A)/s?
bool is_transposed_column(Expr row) {
  Expr x = row;
  while (x.is(OpKind::scale) || x.is(OpKind::divide)) {
    x = x.operand(x.is(OpKind::scale) ? 1 : 0);
  }
  return x.is(OpKind::transpose) || x.is(OpKind::matmul);
}

// (A + Bᵀ)ᵀ = Aᵀ + B, under the same condition; (xᵀ·A + yᵀ)ᵀ = Aᵀ·x + y.
Expr transpose_of_sum(Expr x, const RewriteContext& context) {
  const Expr inner = x.operand(0);
  if (!inner.is(OpKind::add) || context.atom(inner)) return {};
  Factors factors;
  bool is_row = inner.shape().is_row();
  std::vector<Expr> terms;
  for (const Expr& term : inner.operands()) {
    const Factors of_term = count_factors(split_coefficient(term).rest, context);
    factors.count += of_term.count;
    factors.transposed += of_term.transposed;
    is_row = is_row && is_transposed_column(term);
    terms.push_back(transpose(term));
  }
  if (!is_row && 2 * factors.transposed < factors.count) return {};
  return sum_of(*x.graph, terms);
}

// What is computed for several places is a leaf, unless all is to be opened.
enum class Opening { unshared, all };

// The chain of products with its transposes at the leaves.
struct Opened {
  Expr product;
  bool has_opened = false;  // a transpose of a product
};
Opened with_transposes_at_leaves(Expr chain, const RewriteContext& context, Opening opening) {
  constexpr std::size_t most = 16;
  struct Part {
    Expr x;
    bool transposed;
  };
  Opened result;
  std::vector<Part> open = {{chain, false}};
  std::size_t opened = 0;
  while (!open.empty()) {
    const auto [x, transposed] = open.back();
    open.pop_back();
    const bool may_open = x == chain || opening == Opening::all || context.used_once(x);
    if (x.is(OpKind::transpose)) {
      open.push_back({x.operand(0), !transposed});
    } else if (x.is(OpKind::matmul) && !context.atom(x) && may_open && opened < most) {
      ++opened;
      result.has_opened = result.has_opened || transposed;
      open.push_back({x.operand(transposed ? 0 : 1), transposed});
      open.push_back({x.operand(transposed ? 1 : 0), transposed});
    } else {
      const Expr factor = transposed ? transpose(x) : x;
      result.product = result.product ? result.product * factor : factor;
    }
  }
  return result;
}

constexpr std::size_t most_opened_terms = 16;

// A transposed sum among the terms of a sum is taken as its terms.
bool is_transposed_sum(Expr rest, const RewriteContext& context) {
  if (!rest.is(OpKind::transpose)) return false;
  const Expr inner = rest.operand(0);
  return inner.is(OpKind::add) && !context.atom(inner) &&
         inner.operands().size() <= most_opened_terms;
}

Expr opened_sum(Expr x, const RewriteContext& context, Opening opening) {
  std::vector<Expr> terms;
  bool has_opened = false;
  bool has_transposes = false;
  bool has_sum = false;
  const auto add = [&](Expr term) {
    const Scaled scaled = split_coefficient(term);
    const bool may_open = !term.shape().is_vector_like() && !context.written(scaled.rest.id);
    const Opened opened =
        may_open ? with_transposes_at_leaves(scaled.rest, context, opening) : Opened{scaled.rest};
    has_opened = has_opened || opened.has_opened;
    if (scaled.rest.is(OpKind::matmul)) {
      has_transposes = has_transposes || count_factors(scaled.rest, context).transposed > 0;
    }
    terms.push_back(scaled.coefficient * opened.product);
  };
  for (const Expr& term : x.operands()) {
    const Scaled scaled = split_coefficient(term);
    if (terms.size() > most_opened_terms) return {};
    if (!is_transposed_sum(scaled.rest, context)) {
      add(term);
      continue;
    }
    has_sum = true;
    for (const Expr& part : scaled.rest.operand(0).operands()) {
      add(scaled.coefficient * transpose(part));
    }
  }
  const Expr result = sum_of(*x.graph, terms);
  const std::size_t left = result.is(OpKind::add) ? result.operands().size() : 1;
  const bool reads_alike = opening == Opening::unshared && has_opened && has_transposes && !has_sum;
  return (left < terms.size() || reads_alike) && result != x ? result : Expr{};
}

// Bᵀ·Aᵀ + (A·B)ᵀ = 2·Bᵀ·Aᵀ, and (a·bᵀ + C)ᵀ + Cᵀ: transposes at the leaves, where like terms meet
// then or another term has transposed factors as well.
Expr transposes_in_sum(Expr x, const RewriteContext& context) {
  const Expr gently = opened_sum(x, context, Opening::unshared);
  return gently ? gently : opened_sum(x, context, Opening::all);
}

// (a ∘ b)ᵀ = aᵀ ∘ bᵀ where one of them is a transpose already.
Expr transpose_of_hadamard(Expr x, const RewriteContext& context) {
  const Expr inner = x.operand(0);
  if (!inner.is(OpKind::hadamard) || context.atom(inner)) return {};
  const Expr a = inner.operand(0);
  const Expr b = inner.operand(1);
  if (!a.is(OpKind::transpose) && !b.is(OpKind::transpose)) return {};
  return hadamard(transpose(a), transpose(b));
}

// a + (b + c) = a + b + c and a − (b + c) = a − b − c, where the inner sum has no name; 2·(b + c)
// is opened where like terms meet then.
Expr nested_sum(Expr x, const RewriteContext& context) {
  constexpr std::size_t longest = 64;
  std::vector<Expr> terms;
  bool has_nested = false;
  bool has_multiple = false;
  for (const Expr& term : x.operands()) {
    const auto [coefficient, rest] = split_coefficient(term);
    const bool open = rest.is(OpKind::add) && !context.atom(term) && !context.atom(rest) &&
                      !context.written(rest.id) && rest.operands().size() <= longest &&
                      context.used_once(rest) && context.used_once(term);
    if (!open) {
      terms.push_back(term);
      continue;
    }
    has_nested = true;
    has_multiple = has_multiple || std::abs(coefficient) != 1;
    for (const Expr& inner : rest.operands()) terms.push_back(coefficient * inner);
  }
  if (!has_nested) return {};
  const Expr result = sum_of(*x.graph, terms);
  const std::size_t left = result.is(OpKind::add) ? result.operands().size() : 1;
  return !has_multiple || left < terms.size() ? result : Expr{};
}

// Σₛ aₛ + Σₛ bₛ = Σₛ (aₛ + bₛ), for means too: what is shared by several layers is summed once.
template <OpKind over_samples>
Expr sums_over_samples(Expr x, const RewriteContext&) {
  std::vector<Expr> inner;
  std::vector<Expr> result;
  for (const Expr& term : x.operands()) {
    const Scaled scaled = split_coefficient(term);
    if (scaled.rest.is(over_samples)) {
      inner.push_back(scaled.coefficient * scaled.rest.operand(0));
    } else {
      result.push_back(term);
    }
  }
  if (inner.size() < 2) return {};
  result.insert(result.begin(), make(over_samples, {sum_of(*x.graph, inner)}));
  return sum_of(*x.graph, result);
}

// The sums of the rows or columns of I are 1.
Expr sums_of_identity(Expr x, const RewriteContext&) {
  return x.operand(0).is(OpKind::eye) && !x.is_scalar() ? ones_like(x) : Expr{};
}

// A·(B + C) + A·B = 2·A·B + A·C: multiplied out, where like terms meet then.
Expr products_of_sums(Expr x, const RewriteContext& context) {
  constexpr std::size_t most_terms = 8;
  std::vector<Expr> terms;
  bool has_opened = false;
  for (const Expr& term : x.operands()) {
    const Scaled scaled = split_coefficient(term);
    const auto is_sum = [&](std::size_t side) {
      const Expr factor = scaled.rest.operand(side);
      return factor.is(OpKind::add) && !context.atom(factor) &&
             factor.operands().size() <= most_terms;
    };
    const bool is_product = scaled.rest.is(OpKind::matmul) && !context.atom(scaled.rest) &&
                            !context.written(scaled.rest.id);
    const bool may_open = is_product && (is_sum(0) || is_sum(1));
    if (terms.size() > most_terms) return {};
    if (!may_open) {
      terms.push_back(term);
      continue;
    }
    has_opened = true;
    const std::size_t side = is_sum(1) ? 1 : 0;
    const Expr other = scaled.rest.operand(1 - side);
    for (const Expr& part : scaled.rest.operand(side).operands()) {
      const Scaled inner = split_coefficient(part);
      const bool is_quotient = inner.rest.is(OpKind::divide) && !context.atom(inner.rest) &&
                               inner.rest.operand(1).is(OpKind::broadcast) &&
                               inner.rest.operand(1).operand(0).is_scalar();
      const Expr numerator = is_quotient ? inner.rest.operand(0) : inner.rest;
      const Expr chain = side == 1 ? other * numerator : numerator * other;
      const Expr product = with_transposes_at_leaves(chain, context, Opening::all).product;
      terms.push_back(scaled.coefficient * inner.coefficient *
                      (is_quotient ? divide(product, inner.rest.operand(1).operand(0)) : product));
    }
  }
  if (!has_opened) return {};
  const Expr result = sum_of(*x.graph, terms);
  const std::size_t left = result.is(OpKind::add) ? result.operands().size() : 1;
  return left < terms.size() ? result : Expr{};
}

constexpr std::array rules = {
    RewriteRule{"(A·B)ᵀ = Bᵀ·Aᵀ", OpKind::transpose, transpose_of_product},
    RewriteRule{"(A + B)ᵀ = Aᵀ + Bᵀ", OpKind::transpose, transpose_of_sum},
    RewriteRule{"(a ∘ b)ᵀ = aᵀ ∘ bᵀ", OpKind::transpose, transpose_of_hadamard},
    RewriteRule{"a + (b + c) = a + b + c", OpKind::add, nested_sum},
    RewriteRule{"Bᵀ·Aᵀ + (A·B)ᵀ = 2·Bᵀ·Aᵀ", OpKind::add, transposes_in_sum},
    RewriteRule{"A·(B + C) + A·B = 2·A·B + A·C", OpKind::add, products_of_sums},
    RewriteRule{"the sums of the columns of I are 1", OpKind::sum, sums_of_identity},
    RewriteRule{"mean a + mean b = mean (a + b)", OpKind::add,
                sums_over_samples<OpKind::mean_samples>},
    RewriteRule{"Σₛ a + Σₛ b = Σₛ (a + b)", OpKind::add, sums_over_samples<OpKind::sum_samples>},
};

}  // namespace

std::span<const RewriteRule> product_rules() { return rules; }

}  // namespace nngen::ir
