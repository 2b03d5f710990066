#pragma once
// Named rewrite rules, and the engine that applies them.

#include <span>
#include <string_view>
#include <vector>

#include "ir/calculus/differentiate.hpp"

namespace nngen::ir {

/// What a rule may ask besides the node itself.
struct RewriteContext {
  /// What a reader sees as one symbol: declared, named in the file, or the argument of an activation.
  std::vector<bool> is_atom;
  /// What the author wrote: rebuilt where its operands change, but no rule applies to it.
  std::vector<bool> is_written;
  /// How many places refer to the node; empty where it does not matter.
  std::vector<std::uint32_t> uses;

  bool atom(Expr x) const { return x.id.value < is_atom.size() && is_atom[x.id.value]; }
  bool written(NodeId id) const { return id.value < is_written.size() && is_written[id.value]; }
  /// May the node be taken apart without being computed twice? What a rule itself has made may.
  bool used_once(Expr x) const { return x.id.value >= uses.size() || uses[x.id.value] <= 1; }
};
/// Atoms are the program's names and the arguments of its layers; written is what the program needs, less
/// what differentiation made while it was read.
RewriteContext reading_context(const Program& program);

/// lhs → rhs if a condition holds: `apply` gives the new node, or an invalid one where the rule does not apply.
struct RewriteRule {
  std::string_view name;
  OpKind op;
  Expr (*apply)(Expr x, const RewriteContext& context);
};

/// The images of the roots under the rules, in their order, operands first, round after round until nothing
/// changes (at most a few rounds: the rules shrink). `steps` takes each use, if it is not null.
std::vector<NodeId> rewrite(Graph& graph, std::vector<NodeId> roots,
                            std::span<const RewriteRule> rules, const RewriteContext& context,
                            std::vector<RewriteStep>* steps = nullptr);

/// The same for all that a derivation derives: its cotangents and gradients. Each use is one of its steps.
/// `keeps_shared`: what is computed for several places is not taken apart by rules that ask.
void rewrite(const Program& program, Derivation& derivation, std::span<const RewriteRule> rules,
             bool keeps_shared);

/// Products and sums as a textbook writes them: transposes at the leaves, no sum within a sum.
std::span<const RewriteRule> product_rules();
/// What cancels: sigmoids of z and −z, products of sums.
std::span<const RewriteRule> cancellation_rules();
/// Quotients by scalars, once and at the end.
std::span<const RewriteRule> quotient_rules();
/// Common factors of a sum in front of it.
std::span<const RewriteRule> factor_rules();
/// One fraction in place of products of fractions.
std::span<const RewriteRule> quotient_rules();
/// What meets in a chain of products: a matrix and its inverse, Kronecker products, commutations.
std::span<const RewriteRule> chain_rules();
/// Blocks and diagonals put together once.
std::span<const RewriteRule> block_rules();
/// One choice in place of sums of choices.
std::span<const RewriteRule> choice_rules();
/// What declared properties make of formulas: Σt = 1 turns (Σt)·y − t into y − t. For variables that are not
/// differentiated by.
std::span<const RewriteRule> assumption_rules();
/// The same values by fewer operations: no dense diagonal, Kronecker or permutation matrix where it is
/// multiplied on.
std::span<const RewriteRule> running_rules();

}  // namespace nngen::ir
