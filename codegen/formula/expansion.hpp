#pragma once
// The expanded form, MS (9): which cotangents are written out in a chain of products instead of having a line.

#include <optional>
#include <vector>

#include "codegen/formula/naming.hpp"
#include "ir/calculus/differentiate.hpp"

namespace nngen::codegen {

/// A node is a link if it is a product of which one factor, the spine, leads on to a cotangent and the other
/// does not. A cotangent is written out where every formula reaches it along spines and it is itself a link,
/// or the innermost one; a sum of cotangents, and what enters a formula in another way, keeps its line, and so
/// does a link where the chain below it has become too long to read.
class Expansion {
 public:
  Expansion(const ir::Graph& graph, const ir::Derivation& derivation, const Naming& naming);

  bool is_written_out(ir::NodeId node) const { return written_out_[node.value]; }
  /// Which operand of a link the chain goes on with.
  std::optional<std::size_t> spine(ir::NodeId node) const;

 private:
  void find_mentions();
  void choose(const ir::Derivation& derivation);
  void cut_long_chains();
  // Whether writing the node means writing or naming a cotangent.
  bool carries(ir::NodeId node) const;

  const ir::Graph& graph_;
  const Naming& naming_;
  std::vector<bool> is_cotangent_;
  std::vector<bool> mentions_;
  std::vector<bool> written_out_;
};

}  // namespace nngen::codegen
