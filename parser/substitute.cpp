#include "parser/substitute.hpp"

#include <vector>

#include "ir/check.hpp"

namespace nngen::parser {

ir::Expr substitute(ir::Expr root, ir::Expr from, ir::Expr to) {
  NNGEN_CHECK(from.shape() == to.shape());
  if (root.id < from.id) return root;
  ir::Graph& graph = *root.graph;
  // Operands come before what uses them: one pass upwards. An image without a node is the node
  // itself.
  const std::uint32_t first = from.id.value;
  std::vector<ir::Expr> image(root.id.value - first + std::size_t{1});
  image[0] = to;
  const auto image_of = [&](ir::Expr x) {
    const bool is_changed = x.id.value >= first && image[x.id.value - first];
    return is_changed ? image[x.id.value - first] : x;
  };
  for (std::uint32_t id = first + 1; id <= root.id.value; ++id) {
    std::vector<ir::Expr> operands = ir::Expr{&graph, {id}}.operands();
    bool changes = false;
    for (ir::Expr& operand : operands) {
      const ir::Expr replaced = image_of(operand);
      changes = changes || !(replaced == operand);
      operand = replaced;
    }
    if (!changes) continue;
    const ir::Node node = graph[{id}];
    image[id - first] = ir::make(graph, node.op, operands, node.attribute, node.shape);
  }
  return image_of(root);
}

}  // namespace nngen::parser
