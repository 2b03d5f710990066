#include "ir/calculus/solve_products.hpp"

#include <utility>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// Which nodes are needed as they stand: roots, and what is used other than by products.
std::vector<bool> values_of(const Graph& graph, std::span<const NodeId> roots) {
  const std::vector<bool> needed = reachable(graph, roots);
  std::vector<bool> is_value(needed.size(), false);
  for (const NodeId root : roots) is_value[root.value] = true;
  for (auto id = static_cast<std::uint32_t>(needed.size()); id-- > 0;) {
    if (!needed[id] || graph[{id}].op == OpKind::matmul) continue;
    if (graph[{id}].op == OpKind::transpose && !is_value[id]) continue;
    for (const NodeId operand : graph.operands({id})) is_value[operand.value] = true;
  }
  return is_value;
}

// The image of X where the factor is X⁻¹, or of Xᵀ where it is (X⁻¹)ᵀ, if that inverse is no value.
Expr inverted(Expr factor, const std::vector<bool>& is_value, const std::vector<NodeId>& image) {
  const bool transposed = factor.is(OpKind::transpose);
  const Expr inner = transposed ? factor.operand(0) : factor;
  if (!inner.is(OpKind::inverse) || is_value[inner.id.value]) return {};
  const Expr X{factor.graph, image[inner.operand(0).id.value]};
  return transposed ? transpose(X) : X;
}

}  // namespace

std::vector<NodeId> solve_products(Graph& graph, std::span<const NodeId> roots,
                                   std::span<const NodeId> further) {
  const std::vector<bool> is_value = values_of(graph, roots);
  std::vector<NodeId> all(roots.begin(), roots.end());
  all.insert(all.end(), further.begin(), further.end());
  const std::vector<bool> needed = reachable(graph, all);
  std::vector<NodeId> image(needed.size());
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    const Expr x{&graph, {id}};
    const Node node = graph[{id}];
    std::vector<Expr> operands;
    bool changed = false;
    for (const Expr& operand : x.operands()) {
      operands.push_back({&graph, image[operand.id.value]});
      changed = changed || operands.back() != operand;
    }
    Expr made = changed ? make(graph, node.op, operands, node.attribute, node.shape) : x;
    if (x.is(OpKind::matmul)) {
      if (const Expr X = inverted(x.operand(0), is_value, image)) {
        made = solve(X, operands[1]);
      } else if (const Expr Y = inverted(x.operand(1), is_value, image)) {
        made = transpose(solve(transpose(Y), transpose(operands[0])));
      }
    }
    image[id] = made.id;
    const auto place = graph.origin({id});
    if (place && made != x) graph.set_origin(made.id, *place);
  }
  for (NodeId& id : all) id = image[id.value];
  return all;
}

}  // namespace nngen::ir
