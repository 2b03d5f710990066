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

ir::Expr on_its_own(ir::Expr value) {
  const ir::NodeId operand = value.id;
  const ir::NodeId node = value.graph->intern(ir::OpKind::identity, std::span(&operand, 1),
                                              value.shape(), {}, value.per_sample());
  return {value.graph, node};
}

std::vector<ir::Expr> images_without(ir::Graph& graph, const std::vector<ir::NodeId>& transparent) {
  std::vector<ir::Expr> image;
  for (std::uint32_t id = 0; id < graph.size(); ++id) image.push_back({&graph, {id}});
  std::vector<bool> is_transparent(image.size(), false);
  for (const ir::NodeId node : transparent) is_transparent[node.value] = true;
  for (std::uint32_t id = 0; id < image.size(); ++id) {
    std::vector<ir::Expr> operands = ir::Expr{&graph, {id}}.operands();
    bool changes = false;
    for (ir::Expr& operand : operands) {
      changes = changes || !(image[operand.id.value] == operand);
      operand = image[operand.id.value];
    }
    if (is_transparent[id]) {
      image[id] = operands[0];
    } else if (changes) {
      const ir::Node node = graph[{id}];
      image[id] = ir::make(graph, node.op, operands, node.attribute, node.shape);
    }
  }
  return image;
}

}  // namespace nngen::parser
