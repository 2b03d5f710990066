#pragma once
// The steps of a derivation as data, and as numbered comments.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"
#include "ir/calculus/adjoint_rules.hpp"

namespace nngen::codegen {

/// Boxes and words between them.
using StepLine = std::vector<Box>;

/// One use of a rule, and what it makes of what.
struct DerivationStep {
  enum class Kind : std::uint8_t { sum_of_uses, adjoint, tangent, matrix, rewrite, batch };
  Kind kind;
  ir::RuleText rule;
  std::vector<StepLine> lines;
  ir::NodeId from;  // the node whose derivative it is about; what is rewritten; a variable
  std::vector<ir::NodeId> to = {};  // the operands that are given a cotangent; what it becomes

  /// One heading for it and a step by the same rule just before.
  bool joins_its_like() const { return kind != Kind::sum_of_uses && kind != Kind::adjoint; }
};

/// The index of the family member that a step is about, where it is about one.
std::optional<std::int64_t> family_index(const DerivationStep& step);

/// Each step with its number, counted on from `number`; those that recur in a family of layers
/// once.
std::string numbered(const std::vector<DerivationStep>& steps, FormulaStyle style,
                     std::size_t& number);

}  // namespace nngen::codegen
