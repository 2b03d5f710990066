#pragma once
// Which steps of a derivation led to a line.

#include <map>
#include <set>
#include <vector>

#include "codegen/formula/steps.hpp"

namespace nngen::codegen {

class LineSteps {
 public:
  /// A line that follows from more steps is followed back by about so many.
  static constexpr std::size_t most_steps = 24;

  /// `lines`: the nodes whose cotangents have lines of their own. The naming is that of the steps.
  LineSteps(const ir::Program& program, const ir::Derivation& derivation, const Naming& naming,
            const std::vector<DerivationStep>& steps, std::set<ir::NodeId> lines);

  /// Their places among the steps, in order: those that gave the node its cotangent, back to
  /// cotangents with lines of their own, then the simplifications. Of very many the nearest ones.
  std::vector<std::size_t> of(ir::NodeId primal) const;

 private:
  // The nodes whose cotangents it has gone back through.
  std::set<ir::NodeId> add_sweep(ir::NodeId primal, std::set<std::size_t>& found) const;
  // Whether the node has a name that formulas stop at.
  bool is_cut(ir::NodeId node) const;
  void add_rewrites(ir::NodeId primal, std::set<std::size_t>& found) const;
  void search_rewrites(ir::NodeId root, const std::multimap<ir::NodeId, std::size_t>& steps_at,
                       bool forward, std::set<std::size_t>& found) const;

  const ir::Graph& graph_;
  const Naming& naming_;
  const std::vector<DerivationStep>& steps_;
  std::set<ir::NodeId> lines_;
  std::multimap<ir::NodeId, std::size_t> givers_;       // of a cotangent to a node
  std::multimap<ir::NodeId, std::size_t> rewrites_of_;  // by what is rewritten
  std::multimap<ir::NodeId, std::size_t> rewrites_to_;  // by what it becomes
  std::map<ir::NodeId, std::size_t> batch_of_;
  std::map<ir::NodeId, ir::NodeId> before_;  // the cotangent as the sweep left it
  std::map<ir::NodeId, ir::NodeId> after_;   // and when it was simplified
};

}  // namespace nngen::codegen
