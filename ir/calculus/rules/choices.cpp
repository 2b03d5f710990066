// Sums of choices by one condition.

#include <array>
#include <map>
#include <optional>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

/// c·s·(where(condition, a, b) ∘ factor) for a scalar s; without s or a factor where there is none.
struct Choice {
  Expr where;
  Expr factor;
  Expr scalar;
  double coefficient;
};
std::optional<Choice> choice_of(Expr term, const RewriteContext& context) {
  if (context.atom(term)) return std::nullopt;
  const auto split = split_coefficient(term);
  Choice choice{split.rest, {}, {}, split.coefficient};
  if (choice.where.is(OpKind::scale) && !context.atom(choice.where)) {
    choice.scalar = choice.where.operand(0);
    choice.where = choice.where.operand(1);
  }
  if (context.atom(choice.where)) return std::nullopt;
  if (choice.where.is(OpKind::where)) return choice;
  if (!choice.where.is(OpKind::hadamard)) return std::nullopt;
  const Expr product = choice.where;
  for (const std::size_t side : {0u, 1u}) {
    choice.where = product.operand(side);
    choice.factor = product.operand(1 - side);
    if (choice.where.is(OpKind::where) && !context.atom(choice.where)) return choice;
  }
  return std::nullopt;
}

Expr branch(const Choice& choice, std::size_t operand) {
  Expr value = choice.where.operand(operand);
  if (choice.factor) value = hadamard(value, choice.factor);
  if (choice.scalar) value = scale(choice.scalar, value);
  return choice.coefficient * value;
}

// where(c, a, b)∘x + where(c, d, e)∘y = where(c, a∘x + d∘y, b∘x + e∘y)
Expr sum_of_choices(Expr x, const RewriteContext& context) {
  const std::vector<Expr> terms = x.operands();
  std::map<NodeId, std::vector<Choice>> by_condition;
  std::map<NodeId, std::size_t> first;
  std::vector<std::optional<Choice>> choices;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    choices.push_back(choice_of(terms[i], context));
    if (!choices[i]) continue;
    const NodeId condition = choices[i]->where.operand(0).id;
    first.emplace(condition, i);
    by_condition[condition].push_back(*choices[i]);
  }
  bool is_shorter = false;
  std::vector<Expr> result;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const NodeId condition = choices[i] ? choices[i]->where.operand(0).id : NodeId{};
    if (!choices[i] || by_condition[condition].size() < 2) {
      result.push_back(terms[i]);
      continue;
    }
    if (first[condition] != i) continue;
    is_shorter = true;
    std::vector<Expr> yes;
    std::vector<Expr> no;
    for (const Choice& choice : by_condition[condition]) {
      yes.push_back(branch(choice, 1));
      no.push_back(branch(choice, 2));
    }
    result.push_back(where({x.graph, condition}, sum_of(*x.graph, yes), sum_of(*x.graph, no)));
  }
  return is_shorter ? sum_of(*x.graph, result) : Expr{};
}

constexpr std::array rules = {
    RewriteRule{"choices by one condition are one choice", OpKind::add, sum_of_choices},
};

}  // namespace

std::span<const RewriteRule> choice_rules() { return rules; }

}  // namespace nngen::ir
