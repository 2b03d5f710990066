#include "codegen/formula/table_rows.hpp"

#include <algorithm>
#include <map>

#include "codegen/formula/text.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;
using ir::OpClass;
using ir::OpKind;

// How a node is used: by operations that show an operand's transpose or repetition in their
// formula, and by sums alone.
struct Uses {
  bool in_arithmetic = true;
  bool in_sums = true;
};

std::vector<Uses> uses_of(const ir::Graph& graph, const std::vector<bool>& needed,
                          const std::vector<NodeId>& roots) {
  std::vector<Uses> uses(needed.size());
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    const OpKind op = graph[{id}].op;
    const bool is_arithmetic = ir::op_def(op).op_class == OpClass::arithmetic &&
                               op != OpKind::inverse && op != OpKind::solve;
    for (const NodeId operand : graph.operands({id})) {
      uses[operand.value].in_arithmetic &= is_arithmetic;
      uses[operand.value].in_sums &= op == OpKind::add;
    }
  }
  for (const NodeId root : roots) uses[root.value] = {false, false};
  return uses;
}

}  // namespace

TableRows::TableRows(const ir::Program& program, const std::vector<NodeId>& roots,
                     FormulaStyle style)
    : program_(program), graph_(*program.graph), places_(program.graph->size()) {
  find_rows(roots);
  std::map<NodeId, std::string> names;
  const TextRenderer text(style);
  const auto take = [&](const ir::NamedValue& value) {
    names.emplace(value.node, text.name(value.name));
  };
  for (const auto& value : program.values) take(value);
  if (program.loss) take(*program.loss);
  for (const auto& output : program.outputs) take(output);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    places_[rows_[i].node.value] = i;
    const auto name = names.find(rows_[i].node);
    if (name != names.end()) rows_[i].named = name->second;
  }
}

bool TableRows::is_written_within(NodeId node, bool only_in_sums) const {
  const OpKind op = graph_[node].op;
  if (op == OpKind::transpose || op == OpKind::broadcast) return true;
  return only_in_sums && op == OpKind::scale &&
         graph_[graph_.operand(node, 0)].op == OpKind::constant;
}

void TableRows::find_rows(const std::vector<NodeId>& roots) {
  const std::vector<bool> needed = ir::reachable(graph_, roots);
  const std::vector<Uses> uses = uses_of(graph_, needed, roots);
  // Numbers and what is made of numbers have no row either.
  std::vector<bool> has_variable(needed.size(), false);
  std::vector<std::uint32_t> level(needed.size(), 0);
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    has_variable[id] = graph_[{id}].op == OpKind::variable;
    for (const NodeId operand : graph_.operands({id})) {
      has_variable[id] = has_variable[id] || has_variable[operand.value];
      level[id] = std::max(level[id], level[operand.value]);
    }
    if (!has_variable[id]) continue;
    if (uses[id].in_arithmetic && is_written_within({id}, uses[id].in_sums)) continue;
    if (graph_[{id}].operand_count > 0) ++level[id];
    rows_.push_back({{id}, std::nullopt});
  }
  std::stable_sort(rows_.begin(), rows_.end(), [&](const TableRow& a, const TableRow& b) {
    return level[a.node.value] < level[b.node.value];
  });
}

std::vector<std::size_t> TableRows::operands(std::size_t row) const {
  std::vector<std::size_t> result;
  std::vector<NodeId> pending{rows_[row].node};
  while (!pending.empty()) {
    const NodeId node = pending.back();
    pending.pop_back();
    for (const NodeId operand : graph_.operands(node)) {
      if (!places_[operand.value]) {
        pending.push_back(operand);
      } else if (std::find(result.begin(), result.end(), *places_[operand.value]) == result.end()) {
        result.push_back(*places_[operand.value]);
      }
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace nngen::codegen
