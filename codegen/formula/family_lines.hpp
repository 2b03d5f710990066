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
/// What is printed of them: the member as it stands, or once for all with indices of the range;
/// then it stands for `count` members, each `stride` behind the one before.
struct FamilyRun {
  std::size_t member;
  std::optional<std::pair<std::int64_t, std::int64_t>> range;
  std::size_t stride = 1;
  std::size_t count = 1;
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
