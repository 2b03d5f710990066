#include "codegen/report/line_reads.hpp"

#include <set>

namespace nngen::codegen {

LineExtent extent_of(const ir::Graph& graph, const FormulaSections& sections,
                     const FormulaLine& line, Sweep sweep) {
  LineExtent extent;
  if (line.is_renamed) {
    extent.read.push_back(line.node);
    return extent;
  }
  std::vector<ir::NodeId> pending{line.node};
  std::set<ir::NodeId> met{line.node};
  while (!pending.empty()) {
    const ir::NodeId node = pending.back();
    pending.pop_back();
    const bool is_variable = graph[node].op == ir::OpKind::variable;
    if (is_variable || (node != line.node && sections.is_named(node, sweep))) {
      extent.read.push_back(node);
      continue;
    }
    extent.computed.push_back(node);
    for (const ir::NodeId operand : graph.operands(node)) {
      if (met.insert(operand).second) pending.push_back(operand);
    }
  }
  return extent;
}

}  // namespace nngen::codegen
