#pragma once
// The steps of a derivation, for a reader who follows it line by line.

#include <string>
#include <vector>

#include "codegen/formula/batch_columns.hpp"
#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"
#include "codegen/formula/step_text.hpp"

namespace nngen::codegen {

/// The gradients of a batch, in the order of the derivation's.
struct BatchedGradients {
  ir::Reduction reduction = ir::Reduction::none;
  std::vector<Box> formulas = {};
};
BatchedGradients batched_gradients(const BatchColumns& columns, ir::Reduction reduction,
                                   FormulaStyle style);

/// All steps of a derivation of one sample: the sweep from the loss back, then the simplifications,
/// projections and, with `batch`, the rule of batches. The naming is one with the names of steps.
std::vector<DerivationStep> derivation_steps(const ir::Program& program,
                                             const ir::Derivation& derivation, const Naming& naming,
                                             FormulaStyle style,
                                             const BatchedGradients& batch = {});

/// Each use of a rule with its name, its source in the literature, and what it makes of what. Steps
/// that recur in a family of layers stand once. Every line is a comment of the language.
std::string show_steps(const ir::Program& program, const ir::Derivation& derivation,
                       FormulaStyle style, const BatchedGradients& batch = {});

}  // namespace nngen::codegen
