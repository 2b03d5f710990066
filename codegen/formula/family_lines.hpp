#pragma once
// Lines that repeat with a running index are printed once: Nᵢ = Wᵢ·Σᵢ₋₁(Nᵢ₋₁) for i = 2..1000.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::codegen {

/// A text that may recur: its index in a family, and what it looks like with that index as i.
struct FamilyMember {
  std::optional<std::int64_t> index;
  std::string pattern;
};
/// What is printed of them: the member as it stands, or once for all with indices of the range.
struct FamilyRun {
  std::size_t member;
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
};
/// Of a group of members that recurs more than a few times with an index that rises or falls by one, each is
/// printed once. Linear in the number of members.
std::vector<FamilyRun> family_runs(const std::vector<FamilyMember>& members);

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
