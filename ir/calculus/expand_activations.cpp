#include "ir/calculus/expand_activations.hpp"

#include "ir/calculus/differentiate.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// f, f', f'' … of a built-in function: the rule for f', then forward mode along ones.
Expr derivative_of(OpKind function, std::uint32_t order, Expr z) {
  const Expr y = elementwise(function, z);
  if (order == 0) return y;
  Expr result = op_def(function).derivative(z, y);
  for (std::uint32_t i = 1; i < order; ++i) {
    const Tangent along_ones{z.id, ones_like(z).id};
    result = {z.graph, tangent_of(*z.graph, result.id, std::span(&along_ones, 1))};
  }
  return result;
}

}  // namespace

Expr expand_activation(FunctionUse use, Expr z) {
  Graph& graph = *z.graph;
  const Function function = graph.function(use.function);
  if (!function.is_direct_sum) return derivative_of(function.parts[0].op, use.order, z);
  std::vector<Expr> pieces;
  Offset place{0, 0};
  for (const FunctionPart& part : function.parts) {
    const Expr coordinates = slice(z, place, Shape{part.count, z.shape().cols});
    pieces.push_back(derivative_of(part.op, use.order, coordinates));
    place.row = place.row + part.count;
  }
  return make(graph, OpKind::vstack, pieces);
}

std::vector<NodeId> expand_activations(Graph& graph, std::span<const NodeId> roots) {
  const std::vector<bool> needed = reachable(graph, roots);
  std::vector<NodeId> image(needed.size());
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    const Node node = graph[{id}];
    if (node.operand_count == 0) {
      image[id] = {id};
      continue;
    }
    std::vector<Expr> operands;
    for (const NodeId operand : graph.operands({id})) {
      operands.push_back({&graph, image[operand.value]});
    }
    const Expr rebuilt = node.op == OpKind::apply
                             ? expand_activation(std::get<FunctionUse>(node.attribute), operands[0])
                             : make(graph, node.op, operands, node.attribute, node.shape);
    image[id] = rebuilt.id;
    if (const auto place = graph.origin({id})) graph.set_origin(rebuilt.id, *place);
  }
  return image;
}

}  // namespace nngen::ir
