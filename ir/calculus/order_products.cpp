#include "ir/calculus/order_products.hpp"

#include <limits>

#include "ir/expr.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// The search for the best order costs the cube of the length.
constexpr std::size_t longest_chain = 32;

// The cheapest order of a product of the factors, by intervals.
class ChainOrder {
 public:
  ChainOrder(std::span<const Expr> factors, double samples)
      : factors_(factors), samples_(samples), count_(factors.size()), best_(count_ * count_) {
    for (std::size_t length = 2; length <= count_; ++length) {
      for (std::size_t first = 0; first + length <= count_; ++first) choose(first, first + length - 1);
    }
  }

  double cost() const { return at(0, count_ - 1).cost; }
  Expr product() const { return product(0, count_ - 1); }

  /// Multiplications of the product of two values, those of every sample counted.
  static double cost_of(const Shape& a, const Shape& b, bool per_sample, double samples) {
    const double once = static_cast<double>(a.rows.value()) * static_cast<double>(a.cols.value()) *
                        static_cast<double>(b.cols.value());
    return per_sample ? once * samples : once;
  }

 private:
  struct Interval {
    double cost = 0;
    std::size_t split = 0;
  };

  const Interval& at(std::size_t first, std::size_t last) const { return best_[first * count_ + last]; }
  bool per_sample(std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i <= last; ++i) {
      if (factors_[i].per_sample()) return true;
    }
    return false;
  }

  void choose(std::size_t first, std::size_t last) {
    Interval& best = best_[first * count_ + last];
    best.cost = std::numeric_limits<double>::infinity();
    const bool sampled = per_sample(first, last);
    // Of two equal orders the one from left to right.
    for (std::size_t split = last; split-- > first;) {
      const Shape left{factors_[first].shape().rows, factors_[split].shape().cols};
      const Shape right{factors_[split + 1].shape().rows, factors_[last].shape().cols};
      const double cost = at(first, split).cost + at(split + 1, last).cost +
                          cost_of(left, right, sampled, samples_);
      if (cost < best.cost) best = {cost, split};
    }
  }

  Expr product(std::size_t first, std::size_t last) const {
    if (first == last) return factors_[first];
    const std::size_t split = at(first, last).split;
    return product(first, split) * product(split + 1, last);
  }

  std::span<const Expr> factors_;
  double samples_;
  std::size_t count_;
  std::vector<Interval> best_;
};

class ProductOrdering {
 public:
  ProductOrdering(Graph& graph, std::vector<std::uint32_t> uses, double samples)
      : graph_(graph), samples_(samples), uses_(std::move(uses)) {}

  std::vector<NodeId> run(std::span<const NodeId> roots) {
    needed_ = reachable(graph_, roots);
    image_.resize(needed_.size());
    const std::vector<bool> inner = inner_links();
    for (std::uint32_t id = 0; id < image_.size(); ++id) {
      image_[id] = {id};
      if (!needed_[id]) continue;
      image_[id] = from_images({id});
      if (is_product({id}) && !inner[id]) reorder({id});
    }
    std::vector<NodeId> images;
    for (const NodeId root : roots) images.push_back(image_[root.value]);
    return images;
  }

 private:
  bool is_product(NodeId id) const {
    return graph_[id].op == OpKind::matmul && graph_[id].shape.is_known();
  }
  // Is the node the product, or the transposed product, of a longer chain?
  bool continues(NodeId id) const {
    if (id.value >= uses_.size() || uses_[id.value] != 1) return false;
    if (graph_[id].op == OpKind::transpose) {
      const NodeId of = graph_.operand(id, 0);
      return is_product(of) && uses_[of.value] == 1;
    }
    return is_product(id);
  }

  std::vector<bool> inner_links() const {
    std::vector<bool> inner(needed_.size(), false);
    for (std::uint32_t id = 0; id < needed_.size(); ++id) {
      if (!needed_[id] || !is_product({id})) continue;
      for (const NodeId operand : graph_.operands({id})) {
        if (!continues(operand)) continue;
        inner[operand.value] = true;
        if (graph_[operand].op == OpKind::transpose) inner[graph_.operand(operand, 0).value] = true;
      }
    }
    return inner;
  }

  struct Factor {
    NodeId id;
    bool transposed;
  };

  // The factors from left to right, without recursion: a chain may be as long as a program.
  std::vector<Factor> factors_of(NodeId product) const {
    std::vector<Factor> factors;
    std::vector<Factor> open = {{product, false}};
    while (!open.empty()) {
      const auto [id, transposed] = open.back();
      open.pop_back();
      const bool opens = id == product || continues(id);
      if (opens && graph_[id].op == OpKind::transpose) {
        open.push_back({graph_.operand(id, 0), !transposed});
      } else if (opens) {
        const NodeId left = graph_.operand(id, 0);
        const NodeId right = graph_.operand(id, 1);
        open.push_back({transposed ? left : right, transposed});
        open.push_back({transposed ? right : left, transposed});
      } else {
        factors.push_back({id, transposed});
      }
    }
    return factors;
  }

  void reorder(NodeId product) {
    const std::vector<Factor> places = factors_of(product);
    if (places.size() < 3) return;
    std::vector<Expr> factors;
    for (const Factor& place : places) {
      const Expr factor{&graph_, image_[place.id.value]};
      factors.push_back(place.transposed ? transpose(factor) : factor);
    }
    const double written = written_cost(product);
    if (places.size() <= longest_chain) {
      const ChainOrder order(factors, samples_);
      if (order.cost() < written) image_[product.value] = order.product().id;
    } else if (cost_from_the_right(factors) < written) {
      Expr result = factors.back();
      for (std::size_t i = factors.size() - 1; i-- > 0;) result = factors[i] * result;
      image_[product.value] = result.id;
    }
  }

  // Of a chain too long for the search: a column at its end is carried through.
  double cost_from_the_right(std::span<const Expr> factors) const {
    double cost = 0;
    bool per_sample = factors.back().per_sample();
    for (std::size_t i = factors.size() - 1; i-- > 0;) {
      per_sample = per_sample || factors[i].per_sample();
      const Shape right{factors[i + 1].shape().rows, factors.back().shape().cols};
      cost += ChainOrder::cost_of(factors[i].shape(), right, per_sample, samples_);
    }
    return cost;
  }

  double written_cost(NodeId product) const {
    double cost = 0;
    std::vector<NodeId> open = {product};
    while (!open.empty()) {
      NodeId id = open.back();
      open.pop_back();
      if (graph_[id].op == OpKind::transpose) id = graph_.operand(id, 0);
      const auto operands = graph_.operands(id);
      cost += ChainOrder::cost_of(graph_[operands[0]].shape, graph_[operands[1]].shape,
                                  graph_[id].per_sample, samples_);
      for (const NodeId operand : operands) {
        if (continues(operand)) open.push_back(operand);
      }
    }
    return cost;
  }

  NodeId from_images(NodeId id) {
    std::vector<Expr> images;
    bool changed = false;
    for (const NodeId operand : graph_.operands(id)) {
      images.push_back({&graph_, image_[operand.value]});
      changed = changed || images.back().id != operand;
    }
    if (!changed) return id;
    const Node& node = graph_[id];
    return make(graph_, node.op, images, node.attribute, node.shape).id;
  }

  Graph& graph_;
  double samples_;
  std::vector<std::uint32_t> uses_;
  std::vector<bool> needed_;
  std::vector<NodeId> image_;
};

}  // namespace

std::vector<NodeId> order_products(Graph& graph, std::span<const NodeId> roots,
                                   std::span<const NodeId> named, double samples) {
  std::vector<NodeId> all(roots.begin(), roots.end());
  all.insert(all.end(), named.begin(), named.end());
  return ProductOrdering(graph, use_counts(graph, roots), samples).run(all);
}

}  // namespace nngen::ir
