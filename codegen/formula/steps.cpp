#include "codegen/formula/steps.hpp"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "codegen/formula/ascii_words.hpp"
#include "codegen/formula/boxes.hpp"
#include "codegen/formula/family_runs.hpp"
#include "codegen/formula/naming.hpp"
#include "codegen/formula/text.hpp"
#include "ir/calculus/adjoint_rules.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;
using Kind = DerivationStep::Kind;

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

/// What is said about each use of a rule.
class StepWriter {
 public:
  StepWriter(const ir::Program& program, const ir::Derivation& derivation, const Naming& naming,
             FormulaStyle style)
      : program_(program),
        derivation_(derivation),
        naming_(naming),
        style_(style),
        layout_(program, naming, Sweep::reverse),
        forward_(program, naming, Sweep::forward) {
    for (const ir::AdjointStep& step : derivation.steps.sweep) {
      for (const ir::Cotangent& part : step.parts) ++uses_[part.primal];
    }
  }

  std::vector<DerivationStep> run(const BatchedGradients& batch) {
    for (const ir::AdjointStep& step : derivation_.steps.sweep) {
      if (uses_[step.of] > 1) add_sum_over_uses(step);
      if (!step.parts.empty()) add_adjoint(step);
    }
    for (const ir::RewriteStep& step : derivation_.steps.simplifications) add_rewrite(step);
    for (const ir::RewriteStep& step : derivation_.steps.projections) add_rewrite(step);
    for (std::size_t i = 0; i < batch.formulas.size(); ++i) {
      add_batch(derivation_.gradients[i], batch.reduction, batch.formulas[i]);
    }
    return std::move(steps_);
  }

 private:
  // By its name, else written out; never as a mere ellipsis.
  Box shown(NodeId node) const {
    return naming_.is_elided(node) ? layout_.definition(node) : layout_.reference(node);
  }
  bool has_name(NodeId node, Sweep from = Sweep::reverse) const {
    return naming_.of(node, from) != nullptr && !naming_.is_elided(node);
  }
  // What the program computes goes by the program's names: Y − T, though as a cotangent it is ΔY.
  Box primal(NodeId node) const {
    return has_name(node, Sweep::forward) ? forward_.reference(node) : forward_.definition(node);
  }

  Box word(std::string_view text) const {
    return text_box(style_ == FormulaStyle::ascii ? ascii_words(text) : std::string(text));
  }

  // ∂L/∂x
  void derivative_by(NodeId node, StepLine& line) const {
    Box by = primal(node);
    if (by.precedence < Precedence::atom) by = bracketed(std::move(by));
    line.insert(line.end(), {word("∂"),
                             {.kind = BoxKind::name, .name = program_.loss->name},
                             word("/∂"),
                             std::move(by)});
  }

  // The first time that a cotangent with a name is met, the name is explained.
  Box introduced(NodeId cotangent, StepLine& line) {
    const ir::Name* name = naming_.of(cotangent);
    if (!has_name(cotangent) || !met_.insert(name->plain()).second ||
        naming_.of(cotangent, Sweep::forward) != nullptr) {
      return shown(cotangent);
    }
    line.push_back({.kind = BoxKind::name, .name = *name});
    line.push_back(text_box(" = "));
    return layout_.definition(cotangent);
  }

  void add_sum_over_uses(const ir::AdjointStep& step) {
    StepLine line;
    derivative_by(step.of, line);
    line.push_back(text_box(" = "));
    Box sum = introduced(step.cotangent, line);
    line.push_back(std::move(sum));
    steps_.push_back({Kind::sum_of_uses,
                      {"chain rule: the cotangents of all uses add up"},
                      {std::move(line)},
                      step.of});
  }

  void add_adjoint(const ir::AdjointStep& step) {
    DerivationStep result{
        Kind::adjoint, ir::adjoint_rule((*program_.graph)[step.of].op), {}, step.of};
    StepLine from;
    derivative_by(step.of, from);
    from.insert(from.end(), {text_box(" = "), shown(step.cotangent)});
    if (has_name(step.of, Sweep::forward)) {
      from.insert(from.end(), {text_box(" where "), primal(step.of), text_box(" = "),
                               forward_.definition(step.of)});
    }
    result.lines.push_back(std::move(from));
    for (const ir::Cotangent& part : step.parts) {
      StepLine line{word("→ ")};
      derivative_by(part.primal, line);
      const bool is_only = uses_[part.primal] == 1;
      line.push_back(text_box(is_only ? " = " : " += "));
      const bool is_passed_on = part.value == step.cotangent;
      Box value = is_only && !is_passed_on ? introduced(part.value, line) : shown(part.value);
      line.push_back(std::move(value));
      result.lines.push_back(std::move(line));
      result.to.push_back(part.primal);
    }
    steps_.push_back(std::move(result));
  }

  void add_rewrite(const ir::RewriteStep& step) {
    if (!rewritten_.insert({step.before, step.after}).second) return;
    const ir::Name* before = naming_.of(step.before);
    const ir::Name* after = naming_.of(step.after);
    const bool same_name = before != nullptr && after != nullptr && *before == *after;
    StepLine line{layout_.definition(step.before), word(" → "),
                  same_name ? layout_.definition(step.after) : shown(step.after)};
    steps_.push_back({Kind::rewrite, {step.rule}, {std::move(line)}, step.before, {step.after}});
  }

  void add_batch(const ir::Gradient& gradient, ir::Reduction reduction, const Box& of_batch) {
    const ir::RuleText rule = {reduction == ir::Reduction::mean
                                   ? "batch: the mean over the samples, which are columns now"
                                   : "batch: the sum over the samples, which are columns now",
                               "MA (51)–(56)"};
    StepLine line;
    derivative_by(gradient.by, line);
    line.insert(line.end(), {text_box(" = "), shown(gradient.value), word(" → "), of_batch});
    steps_.push_back({Kind::batch, rule, {std::move(line)}, gradient.by});
  }

  const ir::Program& program_;
  const ir::Derivation& derivation_;
  const Naming& naming_;
  FormulaStyle style_;
  Layout layout_;
  Layout forward_;
  std::map<NodeId, std::size_t> uses_;
  std::set<std::string> met_;
  std::set<std::pair<NodeId, NodeId>> rewritten_;
  std::vector<DerivationStep> steps_;
};

std::string numbered(const std::vector<DerivationStep>& steps, FormulaStyle style) {
  std::vector<FamilyMember> members;
  for (const DerivationStep& step : steps) {
    FamilyMember member{family_index(step), std::string(step.rule.text)};
    for (const std::string& line : texts_of(step, TextRenderer(style, member.index))) {
      member.pattern += "\n" + line;
    }
    members.push_back(std::move(member));
  }
  std::string text;
  std::size_t number = 0;
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

}  // namespace

std::optional<std::int64_t> family_index(const DerivationStep& step) {
  for (const StepLine& line : step.lines) {
    for (const Box& box : line) {
      if (const auto index = family_index(box)) return index;
    }
  }
  return std::nullopt;
}

BatchedGradients batched_gradients(const BatchColumns& columns, ir::Reduction reduction,
                                   FormulaStyle style) {
  const Naming naming(columns.program, &columns.derivation, style);
  const Layout layout(columns.program, naming, Sweep::reverse);
  BatchedGradients result{reduction, {}};
  for (const ir::Gradient& gradient : columns.derivation.gradients) {
    result.formulas.push_back(layout.reference(gradient.value));
  }
  return result;
}

std::vector<DerivationStep> derivation_steps(const ir::Program& program,
                                             const ir::Derivation& derivation, const Naming& naming,
                                             FormulaStyle style, const BatchedGradients& batch) {
  return StepWriter(program, derivation, naming, style).run(batch);
}

std::string show_steps(const ir::Program& program, const ir::Derivation& derivation,
                       FormulaStyle style, const BatchedGradients& batch) {
  Naming naming(program, &derivation, style);
  naming.name_steps();
  const auto steps = derivation_steps(program, derivation, naming, style, batch);
  return "# Steps, from the loss back:\n" + numbered(steps, style);
}

}  // namespace nngen::codegen
