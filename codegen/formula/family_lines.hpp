#pragma once
// Lines that repeat with a running index are printed once: Nᵢ = Wᵢ·Σᵢ₋₁(Nᵢ₋₁) for i = 2..1000.

#include <optional>
#include <string>
#include <vector>

#include "codegen/formula/family_runs.hpp"
#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// `name = right`, or with `gradient_of` the gradient of that by `name`.
struct FormulaLine {
  ir::Name name;
  std::optional<ir::Name> gradient_of;
  Box right;
  DerivativeLayout layout = DerivativeLayout::gradient;
  ir::NodeId node = {};     // what the line computes
  bool is_renamed = false;  // the right side is another line's name
};

/// The runs of lines that recur, and the sides of a line, its indices relative to `index` where
/// that is given.
std::vector<FamilyRun> runs_of_lines(const std::vector<FormulaLine>& lines, FormulaStyle style);
std::string left_side(const FormulaLine& line, FormulaStyle style,
                      std::optional<std::int64_t> index = std::nullopt);
std::string right_side(const FormulaLine& line, FormulaStyle style,
                       std::optional<std::int64_t> index = std::nullopt);

/// The lines as text, those of a family once with their range.
std::vector<std::string> collapse_families(const std::vector<FormulaLine>& lines,
                                           FormulaStyle style);

}  // namespace nngen::codegen
