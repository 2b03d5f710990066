// What the declared properties of variables make of derived formulas.

#include <algorithm>
#include <array>

#include "ir/calculus/factors.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Properties properties_of(Expr x) {
  if (!x.is(OpKind::variable)) return {};
  return x.graph->properties(std::get<Symbol>(x.node().attribute));
}

bool sums_to_one(Expr x) {
  const Properties known = properties_of(x);
  return known.onehot || known.simplex;
}

bool is_symmetric(Expr x, int depth = 0);

// A product that reads the same from behind: A·Aᵀ, Aᵀ·S·A, S·T·S.
bool is_palindrome(Expr product, int depth) {
  const auto factors = factors_of(product, [](Expr e) { return e.is(OpKind::matmul); });
  for (std::size_t i = 0; 2 * i < factors.size(); ++i) {
    const Expr left = factors[i];
    const Expr right = factors[factors.size() - 1 - i];
    const bool is_same = left == right && is_symmetric(left, depth + 1);
    if (!is_same && transpose(left) != right) return false;
  }
  return true;
}

// Does the structure alone, with what is declared, say that x = xᵀ?
bool is_symmetric(Expr x, int depth) {
  constexpr int deepest = 6;
  if (depth > deepest || !x.shape().is_square()) return false;
  const auto operand_is = [&](std::size_t i) { return is_symmetric(x.operand(i), depth + 1); };
  switch (x.op()) {
    case OpKind::variable: {
      const Properties known = properties_of(x);
      return known.symmetric || known.spd || known.diagonal;
    }
    case OpKind::eye: return true;
    case OpKind::diag: return true;
    case OpKind::broadcast: return x.operand(0).is_scalar();
    case OpKind::scale: return operand_is(1);
    case OpKind::inverse:
    case OpKind::transpose:
    case OpKind::cofactor: return operand_is(0);
    case OpKind::kron:
    case OpKind::hadamard: return operand_is(0) && operand_is(1);
    case OpKind::matmul: return is_palindrome(x, depth);
    case OpKind::add: {
      const std::vector<Expr> terms = x.operands();
      return terms.size() <= 8 && std::all_of(terms.begin(), terms.end(), [&](const Expr& term) {
               return is_symmetric(term, depth + 1);
             });
    }
    default: {
      const bool is_entrywise = op_def(x.op()).derivative != nullptr && x.operands().size() == 1;
      return is_entrywise && operand_is(0);
    }
  }
}

// Σt = 1 for a simplex.
Expr sum_of_simplex(Expr x, const RewriteContext&) {
  return x.is_scalar() && sums_to_one(x.operand(0)) ? constant(*x.graph, 1) : Expr{};
}
Expr scaled_by_sum_of_simplex(Expr x, const RewriteContext&) {
  const Expr s = x.operand(0);
  return s.is(OpKind::sum) && s.is_scalar() && sums_to_one(s.operand(0)) ? x.operand(1) : Expr{};
}

Expr transpose_of_symmetric(Expr x, const RewriteContext&) {
  return is_symmetric(x.operand(0)) ? x.operand(0) : Expr{};
}

// y∘…∘y = … where the entries of y are ±1; t∘…∘t = t∘… where they are 0 or 1.
Expr repeated_factors(Expr x, const RewriteContext& context) {
  std::vector<Expr> factors =
      factors_of(x, [&](Expr e) { return e.is(OpKind::hadamard) && !context.atom(e); });
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const Properties known = properties_of(factors[i]);
    if (!known.sign && !known.onehot) continue;
    const auto again =
        std::find(factors.begin() + static_cast<std::ptrdiff_t>(i) + 1, factors.end(), factors[i]);
    if (again == factors.end()) continue;
    factors.erase(again);
    if (known.sign) factors.erase(factors.begin() + static_cast<std::ptrdiff_t>(i));
    if (factors.empty()) return ones_like(x);
    Expr product = factors[0];
    for (std::size_t k = 1; k < factors.size(); ++k) product = hadamard(product, factors[k]);
    return product;
  }
  return {};
}

Expr square_of_sign(Expr x, const RewriteContext&) {
  const bool is_square = std::get<Constant>(x.node().attribute).value == 2;
  return is_square && properties_of(x.operand(0)).sign ? ones_like(x) : Expr{};
}

Expr size_of_positive(Expr x, const RewriteContext&) {
  return properties_of(x.operand(0)).positive ? x.operand(0) : Expr{};
}
Expr slope_of_positive(Expr x, const RewriteContext&) {
  return properties_of(x.operand(0)).positive ? ones_like(x) : Expr{};
}

// Qᵀ·Q = Q·Qᵀ = I, also at the end of a chain.
bool is_orthogonal(Expr x) {
  return properties_of(x.is(OpKind::transpose) ? x.operand(0) : x).orthogonal;
}
Expr product_of_orthogonals(Expr x, const RewriteContext& context) {
  const Expr a = x.operand(0);
  const Expr b = x.operand(1);
  if (b.is(OpKind::matmul) && !context.atom(b) && a == transpose(b.operand(0)) &&
      is_orthogonal(a)) {
    return b.operand(1);
  }
  if (!is_orthogonal(b)) return {};
  if (a == transpose(b)) return eye(*x.graph, x.shape().rows);
  return a.is(OpKind::matmul) && a.operand(1) == transpose(b) ? a.operand(0) : Expr{};
}
Expr inverse_of_orthogonal(Expr x, const RewriteContext&) {
  return properties_of(x.operand(0)).orthogonal ? transpose(x.operand(0)) : Expr{};
}

// A positive number is greater than 0: the first branch.
Expr choice_of_positive(Expr x, const RewriteContext&) {
  const Expr condition = x.operand(0);
  const bool holds = condition.is(OpKind::greater_than) && is_zero(condition.operand(1)) &&
                     properties_of(condition.operand(0)).positive;
  return holds ? x.operand(1) : Expr{};
}

constexpr std::array rules = {
    RewriteRule{"the entries of a simplex sum to 1", OpKind::scale, scaled_by_sum_of_simplex},
    RewriteRule{"the entries of a simplex sum to 1", OpKind::sum, sum_of_simplex},
    RewriteRule{"a symmetric matrix is its transpose", OpKind::transpose, transpose_of_symmetric},
    RewriteRule{"the square of a sign is 1, of a one-hot vector itself", OpKind::hadamard,
                repeated_factors},
    RewriteRule{"the square of a sign is 1", OpKind::power, square_of_sign},
    RewriteRule{"a positive number is its absolute value", OpKind::abs, size_of_positive},
    RewriteRule{"a positive number is its absolute value", OpKind::relu, size_of_positive},
    RewriteRule{"a positive number is greater than 0", OpKind::where, choice_of_positive},
    RewriteRule{"the sign of a positive number is 1", OpKind::sign, slope_of_positive},
    RewriteRule{"the sign of a positive number is 1", OpKind::step, slope_of_positive},
    RewriteRule{"Qᵀ·Q = I for an orthogonal Q", OpKind::matmul, product_of_orthogonals},
    RewriteRule{"Q⁻¹ = Qᵀ for an orthogonal Q", OpKind::inverse, inverse_of_orthogonal},
};

}  // namespace

std::span<const RewriteRule> assumption_rules() { return rules; }

}  // namespace nngen::ir
