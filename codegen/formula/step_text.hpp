#pragma once
// The steps of a derivation as numbered comments.

#include <string>
#include <vector>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"
#include "ir/calculus/adjoint_rules.hpp"

namespace nngen::codegen {

/// Boxes and words between them.
using StepLine = std::vector<Box>;

/// The use of a rule: its name, and what it makes of what.
struct Step {
  ir::RuleText rule;
  std::vector<StepLine> lines;
  bool joins_its_like = false;  // a step by the same rule just before: one heading for both
};

/// Each step with its number, counted on from `number`; those that recur in a family of layers
/// once.
std::string numbered(const std::vector<Step>& steps, FormulaStyle style, std::size_t& number);

}  // namespace nngen::codegen
