#include "codegen/formula/table_row_program.hpp"

#include <algorithm>
#include <array>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/naming.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {

using ir::Expr;
using ir::NodeId;
using ir::OpKind;

TableRowProgram::TableRowProgram(const ir::Program& source, const TableRows& rows, std::size_t row,
                                 const TableNames& names, const std::vector<bool>& moves)
    : source_(source),
      rows_(rows),
      names_(names),
      moves_(moves),
      row_(row),
      operands_(rows.operands(row)) {
  for (const std::size_t operand : operands_) {
    const Expr x = declare(names_.value(operand), node_of(operand).shape);
    variables_.push_back(x.id);
    image_.emplace(rows_.all()[operand].node.value, x.id);
    if (node_of(operand).op != OpKind::variable || moves_[operand]) continue;
    // What is declared of data holds in its row too.
    program_.graph->set_properties(
        std::get<ir::Symbol>(x.node().attribute),
        source_.graph->properties(std::get<ir::Symbol>(node_of(operand).attribute)));
  }
  if (node_of(row).operand_count == 0) return;
  formula_ = clone(rows.all()[row].node);
  program_.values.push_back({names.value(row), formula_.id, {}, {}});
}

const ir::Node& TableRowProgram::node_of(std::size_t row) const {
  return (*source_.graph)[rows_.all()[row].node];
}

Expr TableRowProgram::declare(ir::Name name, const ir::Shape& shape) {
  const auto symbol = static_cast<std::uint32_t>(program_.declarations.size());
  const Expr variable = ir::variable(*program_.graph, symbol, shape, false);
  program_.declarations.push_back(
      {std::move(name), ir::Role::param, shape, {}, {}, variable.id, {}});
  return variable;
}

Expr TableRowProgram::image(NodeId node) {
  const auto copy = image_.find(node.value);
  return copy == image_.end() ? clone(node) : program_.expr(copy->second);
}

// The node with what is written within its formula: a few transposes and repetitions.
Expr TableRowProgram::clone(NodeId id) {
  const ir::Node& node = (*source_.graph)[id];
  std::vector<Expr> operands;
  for (const NodeId operand : source_.graph->operands(id)) operands.push_back(image(operand));
  // Terms in the order of their rows: the variables are the first nodes.
  if (node.op == OpKind::add) {
    std::stable_sort(operands.begin(), operands.end(), [](const Expr& a, const Expr& b) {
      return ir::split_coefficient(a).rest.id < ir::split_coefficient(b).rest.id;
    });
  }
  ir::Attribute attribute = node.attribute;
  if (node.op == OpKind::apply) {
    auto& use = std::get<ir::FunctionUse>(attribute);
    program_.functions = {source_.functions[use.function]};
    use.function = program_.graph->add_function(source_.graph->function(use.function));
  }
  return ir::make(*program_.graph, node.op, operands, attribute, node.shape);
}

Box TableRowProgram::formula() const {
  const Naming naming(program_, nullptr);
  return Layout(program_, naming, Sweep::forward).definition(formula_.id);
}

Box TableRowProgram::tangent() {
  std::vector<ir::Tangent> tangents;
  for (std::size_t i = 0; i < operands_.size(); ++i) {
    if (!moves_[operands_[i]]) continue;
    const Expr x_dot = declare(names_.tangent(operands_[i]), node_of(operands_[i]).shape);
    tangents.push_back({variables_[i], x_dot.id});
  }
  return shown({ir::tangent_of(*program_.graph, formula_.id, tangents)})[0];
}

std::vector<std::pair<std::size_t, Box>> TableRowProgram::cotangents() {
  std::vector<NodeId> by;
  std::vector<std::size_t> of;
  for (std::size_t i = 0; i < operands_.size(); ++i) {
    if (!moves_[operands_[i]]) continue;
    by.push_back(variables_[i]);
    of.push_back(operands_[i]);
  }
  const Expr y_bar = declare(names_.cotangent(row_), formula_.shape());
  ir::Diagnostics reported_before;
  const ir::Derivation derivation = ir::differentiate(*program_.graph, ir::dot(y_bar, formula_).id,
                                                      by, ir::Reduction::none, reported_before);
  std::vector<std::size_t> moved;
  std::vector<NodeId> parts;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const NodeId part = derivation.gradients[i].value;
    if (ir::is_zero(program_.expr(part))) continue;
    moved.push_back(of[i]);
    parts.push_back(part);
  }
  std::vector<Box> formulas = shown(parts);
  std::vector<std::pair<std::size_t, Box>> result;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    result.emplace_back(moved[i], std::move(formulas[i]));
  }
  return result;
}

// Transposes at the leaves; what the row itself computes goes by its name.
std::vector<Box> TableRowProgram::shown(const std::vector<NodeId>& values) const {
  std::vector<ir::RewriteRule> rules(ir::assumption_rules().begin(), ir::assumption_rules().end());
  rules.insert(rules.end(), ir::product_rules().begin(), ir::product_rules().end());
  const std::vector<NodeId> tidy =
      ir::rewrite(*program_.graph, values, rules, ir::reading_context(program_));
  const Naming naming(program_, nullptr);
  const Layout layout(program_, naming, Sweep::reverse);
  std::vector<Box> boxes;
  for (const NodeId node : tidy) boxes.push_back(layout.reference(node));
  return boxes;
}

}  // namespace nngen::codegen
