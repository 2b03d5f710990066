#pragma once
// Named rewrite rules over derived nodes.

#include <span>
#include <string_view>
#include <vector>

#include "ir/calculus/differentiate.hpp"

namespace nngen::ir {

/// What a rule may ask besides the node itself.
struct RewriteContext {
  /// What a reader sees as one symbol: declared, named in the file, or the argument of an activation.
  std::vector<bool> is_atom;
  /// What the program itself computes: never rewritten, only what is derived from it is.
  std::vector<bool> is_primal;

  /// What is needed as it stands: a root, or used other than by products, through transposes too. Known
  /// only where the whole program is rewritten for running.
  std::vector<bool> is_value;

  bool atom(Expr x) const { return x.id.value < is_atom.size() && is_atom[x.id.value]; }
  bool primal(NodeId id) const { return id.value < is_primal.size() && is_primal[id.value]; }
  bool value(Expr x) const { return x.id.value < is_value.size() && is_value[x.id.value]; }
};
RewriteContext rewrite_context(const Program& program);

/// lhs → rhs if a condition holds: `apply` gives the new node, or an invalid one where the rule does not apply.
struct RewriteRule {
  std::string_view name;
  OpKind op;
  Expr (*apply)(Expr x, const RewriteContext& context);
};

/// Applies the rules, in their order, to all derived nodes below the derivation's cotangents and gradients,
/// operands first, round after round until nothing changes (at most a few rounds: the rules shrink).
void rewrite(const Program& program, Derivation& derivation, std::span<const RewriteRule> rules);

/// The same over all nodes that the roots need, the program's own among them: what code computes another
/// way than a reader wants to see it. The image of each node; an invalid one where the roots do not need it.
std::vector<NodeId> rewrite_for_running(Graph& graph, std::span<const NodeId> roots,
                                        std::span<const RewriteRule> rules);

/// Products and sums as a textbook writes them: transposes at the leaves, common factors in front.
std::span<const RewriteRule> product_rules();
/// Products in the order that costs less, rows as columns. For running.
std::span<const RewriteRule> product_order_rules();
/// A solution of equations in place of an inverse that only products need. For running.
std::span<const RewriteRule> solve_rules();
/// What declared properties make of formulas: Σt = 1 turns (Σt)·y − t into y − t. For variables that are not
/// differentiated by.
std::vector<RewriteRule> assumption_rules();

}  // namespace nngen::ir
