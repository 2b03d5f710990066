#include "ir/calculus/cost.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// The formulas are read twice: for numbers, and for polynomials in symbolic sizes.
struct Numbers {
  using Count = double;
  static double of(const Dim& dim) { return static_cast<double>(dim.value()); }
  static double two_thirds(double count) { return 2.0 / 3 * count; }
};
struct Polynomials {
  using Count = Dim;
  static Dim of(const Dim& dim) { return dim; }
  static Dim two_thirds(const Dim&) { NNGEN_UNREACHABLE(); }  // has_integer_count has said so
};

bool has_integer_count(OpKind op) {
  return op != OpKind::det && op != OpKind::logdet && op != OpKind::solve;
}

// Of one sample.
template <class Kind>
class NodeCost {
 public:
  using Count = typename Kind::Count;

  NodeCost(const Graph& graph, NodeId id) : graph_(graph), id_(id), node_(graph[id]) {}

  Count count() const {
    const Count size = entries(node_.shape);
    switch (node_.op) {
      case OpKind::add: return size * times(node_.operand_count - 1);
      case OpKind::matmul: return size * (times(2) * Kind::of(shape(0).cols) - times(1));
      case OpKind::dot: return times(2) * entries(shape(0)) - times(1);
      // a sum and a square a term; an exponential, a sum and a quotient
      case OpKind::norm: return times(2) * entries(shape(0));
      case OpKind::unit:
      case OpKind::softmax:
      case OpKind::log_softmax: return times(3) * size;
      case OpKind::logsumexp: return times(2) * entries(shape(0));
      case OpKind::cross_entropy:
      case OpKind::softmax_cross_entropy: return times(3) * entries(shape(0));
      // a factorisation, and two triangular systems a column
      case OpKind::det:
      case OpKind::logdet: return Kind::two_thirds(cube(shape(0)));
      case OpKind::inverse:
      case OpKind::cofactor: return times(2) * cube(shape(0));
      case OpKind::solve:
        return Kind::two_thirds(cube(shape(0))) +
               times(2) * Kind::of(node_.shape.rows) * entries(shape(1));
      case OpKind::kron: return size;
      case OpKind::scale: return is_sign(graph_[graph_.operand(id_, 0)]) ? times(0) : size;
      case OpKind::onehot_max: return size;
      case OpKind::stop:
      case OpKind::identity: return times(0);
      default: return by_class(size);
    }
  }

 private:
  Count by_class(const Count& size) const {
    switch (op_def(node_).op_class) {
      case OpClass::leaf:
      case OpClass::structure: return times(0);
      case OpClass::reduction: return entries(shape(0));
      default: return size;
    }
  }

  const Shape& shape(std::size_t operand) const {
    return graph_[graph_.operand(id_, operand)].shape;
  }
  // a − b is one operation, not two.
  static bool is_sign(const Node& factor) {
    return factor.op == OpKind::constant && std::get<Constant>(factor.attribute).value == -1;
  }
  static Count times(std::int64_t number) { return Kind::of(Dim(number)); }
  static Count entries(const Shape& shape) { return Kind::of(shape.rows) * Kind::of(shape.cols); }
  static Count cube(const Shape& shape) {
    const Count n = Kind::of(shape.rows);
    return n * n * n;
  }

  const Graph& graph_;
  NodeId id_;
  const Node& node_;
};

// Whole numbers up to here are exact as double.
constexpr std::int64_t largest_exact = std::int64_t{1} << 53;

}  // namespace

std::optional<Dim> exact_count(Dim count) {
  // A coefficient that has saturated dominates the sum of them all.
  const Dim coefficients = count.substitute([](std::string_view) { return std::int64_t{1}; });
  if (coefficients.value() >= largest_exact || coefficients.value() < 0) return std::nullopt;
  return count;
}

std::optional<Dim> node_flops(const Graph& graph, NodeId node) {
  bool is_known = graph[node].shape.is_known();
  for (const NodeId operand : graph.operands(node)) {
    is_known = is_known && graph[operand].shape.is_known();
  }
  if (!is_known) {
    if (!has_integer_count(graph[node].op)) return std::nullopt;
    return exact_count(NodeCost<Polynomials>(graph, node).count());
  }
  const double count = std::round(NodeCost<Numbers>(graph, node).count());
  if (!(count < static_cast<double>(largest_exact))) return std::nullopt;
  return Dim(static_cast<std::int64_t>(count));
}

double flops(const Graph& graph, std::span<const NodeId> roots, double samples) {
  const std::vector<bool> needed = reachable(graph, roots);
  double total = 0;
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (!needed[id]) continue;
    const Node& node = graph[{id}];
    const bool over_samples = node.op == OpKind::sum_samples || node.op == OpKind::mean_samples;
    const double times = node.per_sample || over_samples ? samples : 1;
    total += times * NodeCost<Numbers>(graph, {id}).count();
  }
  return total;
}

}  // namespace nngen::ir
