#include "codegen/formula/family_lines.hpp"

#include <algorithm>

#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

// Groups of at most this many lines recur together; fewer repetitions are written out.
constexpr std::size_t longest_group = 12;
constexpr std::size_t fewest_repetitions = 5;

std::string line_text(const FormulaLine& line, const TextRenderer& text, FormulaStyle style) {
  const std::string left = line.gradient_of
                               ? text.gradient(*line.gradient_of, line.name, line.layout)
                               : text.name(line.name);
  return fill(spelling_of(style).line, {left, text.render(line.right)});
}

// What a line looks like with its own index as i; nothing without a family.
std::string pattern(const FormulaLine& line, FormulaStyle style) {
  if (!line.name.in_family || !line.name.index) return {};
  return line_text(line, TextRenderer(style, line.name.index), style);
}

class Collapser {
 public:
  Collapser(const std::vector<FormulaLine>& lines, FormulaStyle style)
      : lines_(lines), style_(style) {
    for (const FormulaLine& line : lines) patterns_.push_back(pattern(line, style));
  }

  std::vector<std::string> run() {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < lines_.size();) {
      const auto [group, repetitions] = longest_repetition(i);
      if (repetitions < fewest_repetitions) {
        result.push_back(line_text(lines_[i++], TextRenderer(style_), style_));
        continue;
      }
      for (std::size_t k = 0; k < group; ++k) {
        const std::int64_t first = *lines_[i + k].name.index;
        const std::int64_t last = *lines_[i + k + group * (repetitions - 1)].name.index;
        result.push_back(fill(spelling_of(style_).family,
                              {patterns_[i + k], std::to_string(std::min(first, last)),
                               std::to_string(std::max(first, last))}));
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
    if (start + group >= lines_.size() || patterns_[start].empty()) return 1;
    if (patterns_[start + group].empty()) return 1;
    const std::int64_t step = *lines_[start + group].name.index - *lines_[start].name.index;
    if (step != 1 && step != -1) return 1;
    std::size_t i = start + group;
    while (i < lines_.size() && !patterns_[i].empty() && patterns_[i] == patterns_[i - group] &&
           *lines_[i].name.index - *lines_[i - group].name.index == step) {
      ++i;
    }
    return (i - start) / group;
  }

  const std::vector<FormulaLine>& lines_;
  FormulaStyle style_;
  std::vector<std::string> patterns_;
};

}  // namespace

std::vector<std::string> collapse_families(const std::vector<FormulaLine>& lines,
                                           FormulaStyle style) {
  return Collapser(lines, style).run();
}

}  // namespace nngen::codegen
