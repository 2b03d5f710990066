#pragma once
// Over what the formulas of a derivation are written: one sample, or the columns of a batch.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "codegen/formula/batch_columns.hpp"
#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

class FormulaView {
 public:
  FormulaView(ir::Program& program, const ir::Derivation& derivation);

  ir::Program& program() { return columns_ ? columns_->program : source_; }
  const ir::Derivation& derivation() const { return columns_ ? columns_->derivation : of_sample(); }
  /// The steps are those of one sample.
  const ir::Derivation& of_sample() const { return of_sample_ ? *of_sample_ : derivation_; }
  /// The samples as columns, where the formulas are over them.
  const std::optional<BatchColumns>& columns() const { return columns_; }
  /// Of a batch whose formulas are those of one sample.
  bool is_sample_of_batch() const { return of_sample_ && !columns_; }
  /// What a node of the formulas' program is in the program of one sample.
  ir::NodeId in_sample(ir::NodeId node) const;

 private:
  ir::Program& source_;
  const ir::Derivation& derivation_;
  std::optional<BatchColumns> columns_;
  std::optional<ir::Derivation> of_sample_;
  std::map<ir::NodeId, ir::NodeId> in_sample_;
};

}  // namespace nngen::codegen
