#include "codegen/formula/step_writer.hpp"

#include "codegen/formula/ascii_words.hpp"
#include "codegen/formula/boxes.hpp"
#include "ir/calculus/adjoint_rules.hpp"
#include "ir/calculus/tangent_rules.hpp"

namespace nngen::codegen {

using ir::NodeId;
using Kind = DerivationStep::Kind;

StepWriter::StepWriter(const ir::Program& program, const Naming& naming, FormulaStyle style)
    : program_(program),
      naming_(naming),
      style_(style),
      layout_(program, naming, Sweep::reverse),
      forward_(program, naming, Sweep::forward) {
  for (const auto* values : {&program.values, &program.outputs}) {
    for (const ir::NamedValue& value : *values) {
      const bool is_leaf = (*program.graph)[value.node].operand_count == 0;
      if (value.before_simplification && !is_leaf) results_.insert(value.node);
    }
  }
}

void StepWriter::add_sweep(const std::vector<ir::AdjointStep>& sweep, Box of) {
  of_ = of.precedence < Precedence::atom ? bracketed(std::move(of)) : std::move(of);
  uses_.clear();
  for (const ir::AdjointStep& step : sweep) {
    for (const ir::Cotangent& part : step.parts) ++uses_[part.primal];
  }
  for (const ir::AdjointStep& step : sweep) {
    if (stands_for_operand(step.of)) continue;
    if (uses_[step.of] > 1) add_sum_over_uses(step);
    if (!step.parts.empty()) add_adjoint(step);
  }
}

void StepWriter::add_tangents(const std::vector<ir::TangentStep>& steps) {
  for (const ir::TangentStep& step : steps) {
    if (stands_for_operand(step.of)) continue;
    StepLine line{word("d")};
    Box of = primal(step.of);
    line.push_back(of.kind == BoxKind::name ? std::move(of) : bracketed(std::move(of)));
    // What moves as the variable itself does: its change has the variable's.
    const bool is_leaf = (*program_.graph)[step.tangent].operand_count == 0;
    line.insert(line.end(), {text_box(" = "), is_leaf ? layout_.reference(step.tangent)
                                                      : layout_.definition(step.tangent)});
    append_definition(step.of, line);
    steps_.push_back({Kind::tangent,
                      ir::tangent_rule((*program_.graph)[step.of].op),
                      {std::move(line)},
                      step.of});
  }
}

void StepWriter::add_matrices(const std::vector<ir::MatrixStep>& steps) {
  for (const ir::MatrixStep& step : steps) {
    // Where a file's own name stands for the matrix, the name is what is to be found out.
    const bool is_leaf = (*program_.graph)[step.matrix].operand_count == 0;
    StepLine line{layout_.definition(step.map), word(" → "),
                  is_leaf ? shown(step.matrix) : layout_.definition(step.matrix)};
    steps_.push_back({Kind::matrix, step.rule, {std::move(line)}, step.map, {step.matrix}});
  }
}

void StepWriter::add_rewrites(const std::vector<ir::RewriteStep>& steps) {
  for (const ir::RewriteStep& step : steps) {
    if (!rewritten_.insert({step.before, step.after}).second) continue;
    const ir::Name* before = naming_.of(step.before);
    const ir::Name* after = naming_.of(step.after);
    const bool same_name = before != nullptr && after != nullptr && *before == *after;
    const bool is_result = results_.contains(step.after);
    StepLine line{layout_.definition(step.before), word(" → "),
                  same_name || is_result ? layout_.definition(step.after) : shown(step.after)};
    steps_.push_back({Kind::rewrite, {step.rule}, {std::move(line)}, step.before, {step.after}});
  }
}

void StepWriter::add_batch(const ir::Gradient& gradient, ir::Reduction reduction,
                           const Box& of_batch) {
  const ir::RuleText rule = {reduction == ir::Reduction::mean
                                 ? "batch: the mean over the samples, which are columns now"
                                 : "batch: the sum over the samples, which are columns now",
                             "MA (51)–(56)"};
  StepLine line;
  derivative_by(gradient.by, line);
  line.insert(line.end(), {text_box(" = "), shown(gradient.value), word(" → "), of_batch});
  steps_.push_back({Kind::batch, rule, {std::move(line)}, gradient.by});
}

Box StepWriter::shown(NodeId node) const {
  return naming_.is_elided(node) ? layout_.definition(node) : layout_.reference(node);
}

bool StepWriter::has_name(NodeId node, Sweep from) const {
  return naming_.of(node, from) != nullptr && !naming_.is_elided(node);
}

// A definition that a derivative is taken by has a node of its own beside that of its value.
bool StepWriter::stands_for_operand(NodeId node) const {
  if ((*program_.graph)[node].op != ir::OpKind::identity) return false;
  const ir::Name* name = naming_.of(node);
  const ir::Name* of_operand = naming_.of(program_.graph->operand(node, 0));
  return name != nullptr && of_operand != nullptr && *name == *of_operand;
}

Box StepWriter::primal(NodeId node) const {
  return has_name(node, Sweep::forward) ? forward_.reference(node) : forward_.definition(node);
}

Box StepWriter::word(std::string_view text) const {
  return text_box(style_ == FormulaStyle::ascii ? ascii_words(text) : std::string(text));
}

// ∂L/∂x
void StepWriter::derivative_by(NodeId node, StepLine& line) const {
  Box by = primal(node);
  if (by.precedence < Precedence::atom) by = bracketed(std::move(by));
  line.insert(line.end(), {word("∂"), of_, word("/∂"), std::move(by)});
}

// " where h = σ(N)" behind what goes by its name alone.
void StepWriter::append_definition(NodeId node, StepLine& line) const {
  if (!has_name(node, Sweep::forward)) return;
  line.insert(line.end(),
              {text_box(" where "), primal(node), text_box(" = "), forward_.definition(node)});
}

// The first time that a cotangent with a name is met, the name is explained.
Box StepWriter::introduced(NodeId cotangent, StepLine& line) {
  const ir::Name* name = naming_.of(cotangent);
  if (!has_name(cotangent) || !met_.insert(name->plain()).second ||
      naming_.of(cotangent, Sweep::forward) != nullptr) {
    return shown(cotangent);
  }
  line.push_back({.kind = BoxKind::name, .name = *name});
  line.push_back(text_box(" = "));
  return layout_.definition(cotangent);
}

void StepWriter::add_sum_over_uses(const ir::AdjointStep& step) {
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

void StepWriter::add_adjoint(const ir::AdjointStep& step) {
  DerivationStep result{
      Kind::adjoint, ir::adjoint_rule((*program_.graph)[step.of].op), {}, step.of};
  StepLine from;
  derivative_by(step.of, from);
  from.insert(from.end(), {text_box(" = "), shown(step.cotangent)});
  append_definition(step.of, from);
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

}  // namespace nngen::codegen
