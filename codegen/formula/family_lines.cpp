#include "codegen/formula/family_lines.hpp"

#include "codegen/formula/family_runs.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

std::string line_text(const FormulaLine& line, const TextRenderer& text, FormulaStyle style) {
  const std::string left = line.gradient_of
                               ? text.gradient(*line.gradient_of, line.name, line.layout)
                               : text.name(line.name);
  return fill(spelling_of(style).line, {left, text.render(line.right)});
}

FamilyMember member(const FormulaLine& line, FormulaStyle style) {
  if (!line.name.in_family || !line.name.index) return {};
  return {line.name.index, line_text(line, TextRenderer(style, line.name.index), style)};
}

}  // namespace

std::vector<std::string> collapse_families(const std::vector<FormulaLine>& lines,
                                           FormulaStyle style) {
  std::vector<FamilyMember> members;
  for (const FormulaLine& line : lines) members.push_back(member(line, style));
  std::vector<std::string> result;
  for (const FamilyRun& run : family_runs(members)) {
    if (!run.range) {
      result.push_back(line_text(lines[run.member], TextRenderer(style), style));
      continue;
    }
    const auto [first, last] = *run.range;
    result.push_back(fill(spelling_of(style).family, {members[run.member].pattern,
                                                      std::to_string(first), std::to_string(last)}));
  }
  return result;
}

}  // namespace nngen::codegen
