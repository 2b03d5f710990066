// Sums of choices by one condition.

#include <array>
#include <map>
#include <optional>

#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

/// c·(where(condition, a, b) ∘ factor); without a factor where there is none.
struct Choice {
  Expr where;
  Expr factor;
  double coefficient;
};
std::optional<Choice> choice_of(Expr term, const RewriteContext& context) {
  const auto [coefficient, rest] = split_coefficient(term);
  if (context.atom(term) || context.atom(rest)) return std::nullopt;
  if (rest.is(OpKind::where)) return Choice{rest, {}, coefficient};
  if (!rest.is(OpKind::hadamard)) return std::nullopt;
  for (const std::size_t side : {0u, 1u}) {
    const Expr where = rest.operand(side);
    if (where.is(OpKind::where) && !context.atom(where)) {
      return Choice{where, rest.operand(1 - side), coefficient};
    }
  }
  return std::nullopt;
}

Expr branch(const Choice& choice, std::size_t operand) {
  const Expr value = choice.where.operand(operand);
  return choice.coefficient * (choice.factor ? hadamard(value, choice.factor) : value);
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
