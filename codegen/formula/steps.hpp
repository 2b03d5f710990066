#pragma once
// The steps of a derivation, for a reader who follows it line by line.

#include <string>
#include <vector>

#include "codegen/formula/batch_columns.hpp"
#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"
#include "ir/calculus/adjoint_rules.hpp"

namespace nngen::codegen {

/// The gradients of a batch, in the order of the derivation's.
struct BatchedGradients {
  ir::Reduction reduction = ir::Reduction::none;
  std::vector<Box> formulas = {};
};
BatchedGradients batched_gradients(const BatchColumns& columns, ir::Reduction reduction,
                                   FormulaStyle style);

/// Boxes and words between them.
using StepLine = std::vector<Box>;

/// One use of a rule, and what it makes of what.
struct DerivationStep {
  enum class Kind : std::uint8_t { sum_of_uses, adjoint, rewrite, batch };
  Kind kind;
  ir::RuleText rule;
  std::vector<StepLine> lines;
  ir::NodeId from;  // the node whose cotangent it is about; what is rewritten; a variable
  std::vector<ir::NodeId> to =
      {};  // the operands that are given a cotangent; what it is rewritten to

  /// One heading for it and a step by the same rule just before.
  bool joins_its_like() const { return kind == Kind::rewrite || kind == Kind::batch; }
};

/// All steps of a derivation of one sample: the sweep from the loss back, then the simplifications,
/// projections and, with `batch`, the rule of batches. The naming is one with the names of steps.
std::vector<DerivationStep> derivation_steps(const ir::Program& program,
                                             const ir::Derivation& derivation, const Naming& naming,
                                             FormulaStyle style,
                                             const BatchedGradients& batch = {});

/// The index of the family member that a step is about, where it is about one.
std::optional<std::int64_t> family_index(const DerivationStep& step);

/// Each use of a rule with its name, its source in the literature, and what it makes of what. Steps
/// that recur in a family of layers stand once. Every line is a comment of the language.
std::string show_steps(const ir::Program& program, const ir::Derivation& derivation,
                       FormulaStyle style, const BatchedGradients& batch = {});

}  // namespace nngen::codegen
