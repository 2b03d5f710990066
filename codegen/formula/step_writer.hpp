#pragma once
// What is said about each use of a rule.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/naming.hpp"
#include "codegen/formula/step_text.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/calculus/linear_map.hpp"

namespace nngen::codegen {

class StepWriter {
 public:
  StepWriter(const ir::Program& program, const Naming& naming, FormulaStyle style);

  /// A sweep from `of` back; `of` is what stands above the stroke of ∂f/∂x.
  void add_sweep(const std::vector<ir::AdjointStep>& sweep, Box of);
  /// A sweep forward.
  void add_tangents(const std::vector<ir::TangentStep>& steps);
  void add_matrices(const std::vector<ir::MatrixStep>& steps);
  /// Said once for a pair of nodes.
  void add_rewrites(const std::vector<ir::RewriteStep>& steps);
  /// A gradient of the last sweep over a batch.
  void add_batch(const ir::Gradient& gradient, ir::Reduction reduction, const Box& of_batch);

  /// What has been added since the last call.
  std::vector<DerivationStep> take() { return std::exchange(steps_, {}); }

  /// By its name, else written out; never as a mere ellipsis.
  Box shown(ir::NodeId node) const;
  /// What the program computes goes by the program's names: Y − T, though as a cotangent it is ΔY.
  Box primal(ir::NodeId node) const;
  Box word(std::string_view text) const;

 private:
  bool stands_for_operand(ir::NodeId node) const;
  bool has_name(ir::NodeId node, Sweep from = Sweep::reverse) const;
  void derivative_by(ir::NodeId node, StepLine& line) const;
  void append_definition(ir::NodeId node, StepLine& line) const;
  Box introduced(ir::NodeId cotangent, StepLine& line);
  void add_sum_over_uses(const ir::AdjointStep& step);
  void add_adjoint(const ir::AdjointStep& step);

  const ir::Program& program_;
  const Naming& naming_;
  FormulaStyle style_;
  Layout layout_;
  Layout forward_;
  std::set<ir::NodeId> results_;  // what simplifications have made of a file's own derivatives
  Box of_;
  std::map<ir::NodeId, std::size_t> uses_;  // of the sweep's nodes
  std::set<std::string> met_;
  std::set<std::pair<ir::NodeId, ir::NodeId>> rewritten_;
  std::vector<DerivationStep> steps_;
};

}  // namespace nngen::codegen
