#include "codegen/formula/step_text.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "codegen/formula/ascii_words.hpp"
#include "codegen/formula/family_runs.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

// A line is cut here: it shows how a step works, the formulas themselves stand above.
constexpr std::size_t longest_line = 110;

std::string cut(std::string line) {
  std::size_t shown = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool begins_letter = (static_cast<unsigned char>(line[i]) & 0xC0) != 0x80;
    if (begins_letter && ++shown > longest_line) return line.substr(0, i) + " ...";
  }
  return line;
}

std::optional<std::int64_t> family_index(const Box& box) {
  if (box.name.in_family && box.name.index) return box.name.index;
  for (const Box& child : box.children) {
    if (const auto index = family_index(child)) return index;
  }
  return std::nullopt;
}

std::vector<std::string> texts_of(const DerivationStep& step, const TextRenderer& renderer) {
  std::vector<std::string> lines;
  for (const StepLine& line : step.lines) {
    std::string text;
    for (const Box& box : line) text += renderer.render(box);
    lines.push_back(cut(std::move(text)));
  }
  return lines;
}

}  // namespace

std::optional<std::int64_t> family_index(const DerivationStep& step) {
  for (const StepLine& line : step.lines) {
    for (const Box& box : line) {
      if (const auto index = family_index(box)) return index;
    }
  }
  return std::nullopt;
}

std::string numbered(const std::vector<DerivationStep>& steps, FormulaStyle style,
                     std::size_t& number) {
  std::vector<FamilyMember> members;
  for (const DerivationStep& step : steps) {
    FamilyMember member{family_index(step), std::string(step.rule.text)};
    for (const std::string& line : texts_of(step, TextRenderer(style, member.index))) {
      member.pattern += "\n" + line;
    }
    members.push_back(std::move(member));
  }
  std::string text;
  std::string heading_before;
  for (const FamilyRun& run : family_runs(members)) {
    const DerivationStep& step = steps[run.member];
    std::string heading =
        style == FormulaStyle::ascii ? ascii_words(step.rule.text) : std::string(step.rule.text);
    if (run.range) heading += fmt::format(", for i = {}..{}", run.range->first, run.range->second);
    if (!step.rule.source.empty()) {
      heading +=
          fmt::format("  [{}]", style == FormulaStyle::ascii ? ascii_words(step.rule.source)
                                                             : std::string(step.rule.source));
    }
    if (!step.joins_its_like() || heading != heading_before) {
      text += fmt::format("#{:>3}. {}\n", ++number, heading);
    }
    heading_before = heading;
    const auto index = run.range ? members[run.member].index : std::nullopt;
    for (const std::string& line : texts_of(step, TextRenderer(style, index))) {
      text += fmt::format("#       {}\n", line);
    }
  }
  return text;
}

}  // namespace nngen::codegen
