#include "tests/unit/parser/elaborated.hpp"

#include <fmt/format.h>

#include "ir/op.hpp"

namespace nngen::tests {
namespace {

std::string head_text(const ir::Program& program, const ir::Node& node) {
  std::string head(ir::op_def(node.op).name);
  if (const auto* use = std::get_if<ir::FunctionUse>(&node.attribute)) {
    head = program.functions[use->function].name.plain() + std::string(use->order, '\'');
  }
  if (const auto* exponent = std::get_if<ir::Constant>(&node.attribute)) {
    head += fmt::format("{}", exponent->value);
  }
  if (const auto* offset = std::get_if<ir::Offset>(&node.attribute)) {
    head += "@" + offset->row.to_string() + "," + offset->col.to_string();
  }
  if (const auto* axis = std::get_if<ir::Axis>(&node.attribute)) {
    if (*axis == ir::Axis::rows) head += "_rows";
  }
  return head;
}

}  // namespace

Elaborated elaborated(const std::string& text, const parser::ElaborateOptions& options) {
  Elaborated result{std::nullopt, {}, ir::SourceFile("test.expr", text)};
  ir::Diagnostics diagnostics;
  result.program = parser::parse_program(result.source, options, diagnostics);
  result.findings = diagnostics.sorted();
  return result;
}

std::string node_text(const ir::Program& program, ir::NodeId id) {
  const ir::Expr expression = program.expr(id);
  const ir::Node& node = expression.node();
  if (node.op == ir::OpKind::variable) {
    return program.declarations[std::get<ir::Symbol>(node.attribute).declaration].name.plain();
  }
  if (node.op == ir::OpKind::constant) {
    return fmt::format("{}", std::get<ir::Constant>(node.attribute).value);
  }
  if (node.op == ir::OpKind::broadcast) {
    return "[" + node_text(program, expression.operand(0).id) + " : " + node.shape.to_string() +
           "]";
  }
  std::string arguments;
  for (const ir::Expr& operand : expression.operands()) {
    if (!arguments.empty()) arguments += ", ";
    arguments += node_text(program, operand.id);
  }
  return head_text(program, node) + "(" + arguments + ")";
}

std::string value_text(const Elaborated& result, const std::string& name) {
  if (!result.program) return findings_text(result);
  for (const ir::NamedValue& value : result.program->values) {
    if (value.name.plain() == name) return node_text(*result.program, value.node);
  }
  return "?";
}

std::string findings_text(const Elaborated& result) {
  std::string text;
  for (const ir::Diagnostic& finding : result.findings) {
    std::string place = "-";
    if (const auto span = finding.place()) {
      const auto at = result.source.line_column(span->begin);
      place = fmt::format("{}:{}", at.line, at.column);
    }
    text += fmt::format("{} {}: {}", place, ir::diagnostic_name(finding.kind), finding.message);
    if (!finding.hint.empty()) text += " (" + finding.hint + ")";
    text += "\n";
  }
  return text;
}

}  // namespace nngen::tests
