#include "codegen/formula/family_lines.hpp"

#include <algorithm>

#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

// Groups of at most this many lines recur together; fewer repetitions are written out.
constexpr std::size_t longest_group = 12;
constexpr std::size_t fewest_repetitions = 5;

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

class Collapser {
 public:
  explicit Collapser(const std::vector<FamilyMember>& members) : members_(members) {}

  std::vector<FamilyRun> run() const {
    std::vector<FamilyRun> result;
    for (std::size_t i = 0; i < members_.size();) {
      const auto [group, repetitions] = longest_repetition(i);
      if (repetitions < fewest_repetitions) {
        result.push_back({i++, std::nullopt, 1, 1});
        continue;
      }
      for (std::size_t k = 0; k < group; ++k) {
        const std::int64_t first = *members_[i + k].index;
        const std::int64_t last = *members_[i + k + group * (repetitions - 1)].index;
        result.push_back({i + k, std::minmax({first, last}), group, repetitions});
      }
      i += group * repetitions;
    }
    return result;
  }

 private:
  struct Repetition {
    std::size_t group;
    std::size_t repetitions;
  };

  Repetition longest_repetition(std::size_t start) const {
    for (std::size_t group = 1; group <= longest_group; ++group) {
      const std::size_t count = repetitions(start, group);
      if (count >= fewest_repetitions) return {group, count};
    }
    return {1, 1};
  }

  std::size_t repetitions(std::size_t start, std::size_t group) const {
    if (start + group >= members_.size() || !members_[start].index) return 1;
    if (!members_[start + group].index) return 1;
    const std::int64_t step = *members_[start + group].index - *members_[start].index;
    if (step != 1 && step != -1) return 1;
    std::size_t i = start + group;
    while (i < members_.size() && members_[i].index &&
           members_[i].pattern == members_[i - group].pattern &&
           *members_[i].index - *members_[i - group].index == step) {
      ++i;
    }
    return (i - start) / group;
  }

  const std::vector<FamilyMember>& members_;
};

}  // namespace

std::vector<FamilyRun> family_runs(const std::vector<FamilyMember>& members) {
  return Collapser(members).run();
}

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
