#pragma once
// Lines that repeat with a running index are printed once: Nᵢ = Wᵢ·Σᵢ₋₁(Nᵢ₋₁) for i = 2..1000.

#include <optional>
#include <string>
#include <vector>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// `name = right`, or with `gradient_of` the gradient of that by `name`.
struct FormulaLine {
  ir::Name name;
  std::optional<ir::Name> gradient_of;
  Box right;
  DerivativeLayout layout = DerivativeLayout::gradient;
};

/// The lines as text, those of a family once with their range.
std::vector<std::string> collapse_families(const std::vector<FormulaLine>& lines,
                                           FormulaStyle style);

}  // namespace nngen::codegen
