#include "codegen/formula/family_lines.hpp"

#include "codegen/formula/family_runs.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

std::string line_text(const FormulaLine& line, FormulaStyle style,
                      std::optional<std::int64_t> index = std::nullopt) {
  return fill(spelling_of(style).line,
              {left_side(line, style, index), right_side(line, style, index)});
}

FamilyMember member(const FormulaLine& line, FormulaStyle style) {
  if (!line.name.in_family || !line.name.index) return {};
  return {line.name.index, line_text(line, style, line.name.index)};
}

std::vector<FamilyMember> members_of(const std::vector<FormulaLine>& lines, FormulaStyle style) {
  std::vector<FamilyMember> members;
  for (const FormulaLine& line : lines) members.push_back(member(line, style));
  return members;
}

}  // namespace

std::vector<FamilyRun> runs_of_lines(const std::vector<FormulaLine>& lines, FormulaStyle style) {
  return family_runs(members_of(lines, style));
}

std::string left_side(const FormulaLine& line, FormulaStyle style,
                      std::optional<std::int64_t> index) {
  const TextRenderer text(style, index);
  if (!line.gradient_of) return text.name(line.name);
  return text.gradient(*line.gradient_of, line.name, line.layout);
}

std::string right_side(const FormulaLine& line, FormulaStyle style,
                       std::optional<std::int64_t> index) {
  return TextRenderer(style, index).render(line.right);
}

std::vector<std::string> collapse_families(const std::vector<FormulaLine>& lines,
                                           FormulaStyle style) {
  const std::vector<FamilyMember> members = members_of(lines, style);
  std::vector<std::string> result;
  for (const FamilyRun& run : family_runs(members)) {
    if (!run.range) {
      result.push_back(line_text(lines[run.member], style));
      continue;
    }
    const auto [first, last] = *run.range;
    result.push_back(fill(spelling_of(style).family, {members[run.member].pattern,
                                                      std::to_string(first), std::to_string(last)}));
  }
  return result;
}

}  // namespace nngen::codegen
