#pragma once
// The formulas of a derivation as lines, before any format is chosen.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/expansion.hpp"
#include "codegen/formula/family_lines.hpp"
#include "codegen/formula/naming.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// Forward values first, then the reverse sweep, then the gradients, each line after what it needs.
/// The program must outlive it.
class FormulaSections {
 public:
  FormulaSections(ir::Program& program, const ir::Derivation& derivation,
                  const ShowOptions& options);
  FormulaSections(const FormulaSections&) = delete;
  FormulaSections& operator=(const FormulaSections&) = delete;

  const std::vector<FormulaLine>& forward() const { return forward_; }
  const std::vector<FormulaLine>& reverse() const { return reverse_; }
  const std::vector<FormulaLine>& gradients() const { return gradients_; }
  /// In the layout that was asked for.
  const ir::Derivation& derivation() const { return derivation_; }

  /// Whether a line of the sweep refers to the node by a name: that of another line or of a
  /// variable.
  bool is_named(ir::NodeId node, Sweep from) const;
  /// The value that a cotangent is by; where several share one, a named value. Invalid for other
  /// nodes.
  ir::NodeId primal_of(ir::NodeId cotangent) const;

 private:
  void find_primals();
  void add_values(const ShowOptions& options);
  void add_gradients(const ShowOptions& options);

  const ir::Program& program_;
  ir::Derivation derivation_;
  Naming naming_;
  Expansion expansion_;
  bool expanded_;
  std::map<ir::NodeId, ir::NodeId> primals_;
  std::vector<FormulaLine> forward_;
  std::vector<FormulaLine> reverse_;
  std::vector<FormulaLine> gradients_;
};

/// For each gradient by a symmetric or diagonal param, which moves within its space: what its
/// gradient is.
std::vector<std::pair<ir::NodeId, std::string>> projection_notes(const ir::Program& program,
                                                                 const ir::Derivation& derivation,
                                                                 FormulaStyle style);

/// What the formulas of one sample are to a batch whose samples have matrices.
std::vector<std::string> one_sample_note(const ir::Program& program, ir::Reduction reduction);

}  // namespace nngen::codegen
