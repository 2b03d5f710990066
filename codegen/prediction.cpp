#include "codegen/prediction.hpp"

#include <algorithm>
#include <vector>

namespace nngen::codegen {
namespace {

// By node, whether a target enters it.
std::vector<bool> knows_target(const ir::Program& program) {
  const ir::Graph& graph = *program.graph;
  std::vector<bool> knows(graph.size(), false);
  for (const ir::Declaration& declaration : program.declarations) {
    if (declaration.role == ir::Role::target && declaration.node) knows[declaration.node.value] = true;
  }
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    for (const ir::NodeId operand : graph.operands({id})) {
      if (knows[operand.value]) knows[id] = true;
    }
  }
  return knows;
}

// By node, whether the loss is made of it. `cross_entropy(y, t)` with y = softmax(z) is computed from z at once: what
// is computed from such a node counts as well.
std::vector<bool> belongs_to_loss(const ir::Program& program) {
  const ir::Graph& graph = *program.graph;
  const std::vector<bool> in_loss = ir::reachable(graph, std::vector{program.loss->node});
  std::vector<bool> belongs = in_loss;
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    for (const ir::NodeId operand : graph.operands({id})) {
      const bool is_computed = !graph.operands(operand).empty();
      if (in_loss[operand.value] && is_computed) belongs[id] = true;
    }
  }
  return belongs;
}

}  // namespace

std::optional<Prediction> find_prediction(const ir::Program& program) {
  std::optional<std::uint32_t> target;
  for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
    if (program.declarations[i].role != ir::Role::target) continue;
    if (target) return std::nullopt;
    target = i;
  }
  if (!target) return std::nullopt;
  const ir::Graph& graph = *program.graph;
  const std::vector<bool> knows = knows_target(program);
  const auto last_in = [&](const std::vector<ir::NamedValue>& values,
                           const std::vector<bool>& counts) -> const ir::NamedValue* {
    const auto fits = [&](const ir::NamedValue& value) {
      const ir::Node& node = graph[value.node];
      return counts[value.node.value] && !knows[value.node.value] && node.per_sample &&
             node.shape == program.declarations[*target].shape;
    };
    const auto found = std::find_if(values.rbegin(), values.rend(), fits);
    return found == values.rend() ? nullptr : &*found;
  };
  const std::vector<bool> all(graph.size(), true);
  if (const auto* output = last_in(program.outputs, all)) return Prediction{*target, *output};
  if (!program.loss) return std::nullopt;
  if (const auto* value = last_in(program.values, belongs_to_loss(program))) return Prediction{*target, *value};
  return std::nullopt;
}

}  // namespace nngen::codegen
