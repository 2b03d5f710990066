#include "ir/calculus/cost.hpp"

#include <vector>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

double entries(const Shape& shape) {
  return static_cast<double>(shape.rows.value()) * static_cast<double>(shape.cols.value());
}

double cube(const Shape& shape) {
  const auto n = static_cast<double>(shape.rows.value());
  return n * n * n;
}

// Of one sample.
double flops_of(const Graph& graph, NodeId id) {
  const Node& node = graph[id];
  const auto operand_shape = [&](std::size_t i) -> const Shape& {
    return graph[graph.operand(id, i)].shape;
  };
  const double size = entries(node.shape);
  switch (node.op) {
    case OpKind::add: return size * (node.operand_count - 1.0);
    case OpKind::matmul: return size * (2.0 * static_cast<double>(operand_shape(0).cols.value()) - 1);
    case OpKind::dot: return 2 * entries(operand_shape(0)) - 1;
    // a sum and a square a term; an exponential, a sum and a quotient
    case OpKind::norm: return 2 * entries(operand_shape(0));
    case OpKind::unit:
    case OpKind::softmax:
    case OpKind::log_softmax: return 3 * size;
    case OpKind::logsumexp: return 2 * entries(operand_shape(0));
    case OpKind::cross_entropy:
    case OpKind::softmax_cross_entropy: return 3 * entries(operand_shape(0));
    // a factorisation, and two triangular systems a column
    case OpKind::det:
    case OpKind::logdet: return 2.0 / 3 * cube(operand_shape(0));
    case OpKind::inverse:
    case OpKind::cofactor: return 2 * cube(operand_shape(0));
    case OpKind::solve:
      return 2.0 / 3 * cube(operand_shape(0)) +
             2 * static_cast<double>(node.shape.rows.value()) * entries(operand_shape(1));
    case OpKind::kron: return size;
    case OpKind::onehot_max: return size;
    case OpKind::stop:
    case OpKind::identity: return 0;
    default: break;
  }
  switch (op_def(node).op_class) {
    case OpClass::leaf:
    case OpClass::structure: return 0;
    case OpClass::reduction: return entries(operand_shape(0));
    default: return size;
  }
}

}  // namespace

double flops(const Graph& graph, std::span<const NodeId> roots, double samples) {
  const std::vector<bool> needed = reachable(graph, roots);
  double total = 0;
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    const Node& node = graph[{id}];
    const bool over_samples = node.op == OpKind::sum_samples || node.op == OpKind::mean_samples;
    const double times = node.per_sample || over_samples ? samples : 1;
    total += times * flops_of(graph, {id});
  }
  return total;
}

}  // namespace nngen::ir
