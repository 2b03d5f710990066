#include "ir/calculus/order_products.hpp"

#include <limits>
#include <optional>
#include <utility>

#include "ir/expr.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// The search for the best order costs the cube of the length.
constexpr std::size_t longest_chain = 32;

// One factor of a chain: a matrix, or diag(d) as the column d, which scales rows or columns.
struct Factor {
  Expr value;
  bool is_diagonal = false;

  Dim rows() const { return value.shape().rows; }
  Dim cols() const { return is_diagonal ? value.shape().rows : value.shape().cols; }
  bool per_sample() const { return value.per_sample(); }
};

double count(const Dim& dim) { return static_cast<double>(dim.value()); }

/// Multiplications of the product of two factors.
double cost_of(const Dim& rows, const Dim& inner, const Dim& cols, bool left_is_diagonal,
               bool right_is_diagonal) {
  if (left_is_diagonal && right_is_diagonal) return count(rows);
  if (left_is_diagonal || right_is_diagonal) return count(rows) * count(cols);
  return count(rows) * count(inner) * count(cols);
}

Factor product_of(const Factor& a, const Factor& b) {
  if (a.is_diagonal && b.is_diagonal) return {hadamard(a.value, b.value), true};
  if (a.is_diagonal) return {hadamard(broadcast(a.value, b.value.shape()), b.value)};
  if (b.is_diagonal) return {hadamard(a.value, broadcast(transpose(b.value), a.value.shape()))};
  return {a.value * b.value};
}

// The cheapest order of a product of the factors, by intervals. Those of every sample are counted.
class ChainOrder {
 public:
  ChainOrder(std::span<const Factor> factors, double samples)
      : factors_(factors), samples_(samples), count_(factors.size()), best_(count_ * count_) {
    for (std::size_t i = 0; i < count_; ++i) {
      best_[i * count_ + i] = {0, 0, factors[i].is_diagonal, factors[i].per_sample()};
    }
    for (std::size_t length = 2; length <= count_; ++length) {
      for (std::size_t first = 0; first + length <= count_; ++first) choose(first, first + length - 1);
    }
  }

  double cost() const { return at(0, count_ - 1).cost; }
  Expr product() const { return product(0, count_ - 1).value; }

 private:
  struct Interval {
    double cost = 0;
    std::size_t split = 0;
    bool is_diagonal = false;
    bool per_sample = false;
  };

  const Interval& at(std::size_t first, std::size_t last) const { return best_[first * count_ + last]; }

  void choose(std::size_t first, std::size_t last) {
    Interval& best = best_[first * count_ + last];
    best.cost = std::numeric_limits<double>::infinity();
    best.is_diagonal = at(first, first).is_diagonal && at(first + 1, last).is_diagonal;
    best.per_sample = at(first, first).per_sample || at(first + 1, last).per_sample;
    const double times = best.per_sample ? samples_ : 1;
    // Of two equal orders the one from left to right.
    for (std::size_t split = last; split-- > first;) {
      const Interval& left = at(first, split);
      const Interval& right = at(split + 1, last);
      const double cost = left.cost + right.cost +
                          times * cost_of(factors_[first].rows(), factors_[split].cols(),
                                          factors_[last].cols(), left.is_diagonal,
                                          right.is_diagonal);
      if (cost < best.cost) {
        best.cost = cost;
        best.split = split;
      }
    }
  }

  Factor product(std::size_t first, std::size_t last) const {
    if (first == last) return factors_[first];
    const std::size_t split = at(first, last).split;
    return product_of(product(first, split), product(split + 1, last));
  }

  std::span<const Factor> factors_;
  double samples_;
  std::size_t count_;
  std::vector<Interval> best_;
};

// What a node multiplies: two matrices, or a matrix and the numbers that scale its rows or columns.
struct Link {
  NodeId left;
  NodeId right;
  bool left_is_diagonal = false;
  bool right_is_diagonal = false;
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
  // Of d∘B with a column d repeated: diag(d)·B; of A∘dᵀ: A·diag(d).
  std::optional<Link> scaling(NodeId id) const {
    if (graph_[id].op != OpKind::hadamard) return std::nullopt;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const NodeId repeated = graph_.operand(id, side);
      const NodeId matrix = graph_.operand(id, 1 - side);
      if (graph_[repeated].op != OpKind::broadcast) continue;
      const NodeId numbers = graph_.operand(repeated, 0);
      const Shape& shape = graph_[numbers].shape;
      if (shape.is_scalar()) continue;
      if (shape.is_column()) return Link{numbers, matrix, true, false};
      return Link{matrix, numbers, false, true};
    }
    return std::nullopt;
  }
  bool is_product(NodeId id) const { return link(id).has_value(); }
  std::optional<Link> link(NodeId id) const {
    if (!graph_[id].shape.is_known()) return std::nullopt;
    if (graph_[id].op != OpKind::matmul) return scaling(id);
    const Link product{graph_.operand(id, 0), graph_.operand(id, 1)};
    return graph_[product.left].shape.is_known() ? std::optional(product) : std::nullopt;
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
    const auto mark = [&](NodeId operand, bool is_diagonal) {
      if (is_diagonal || !continues(operand)) return;
      inner[operand.value] = true;
      if (graph_[operand].op == OpKind::transpose) inner[graph_.operand(operand, 0).value] = true;
    };
    for (std::uint32_t id = 0; id < needed_.size(); ++id) {
      const auto product = needed_[id] ? link({id}) : std::nullopt;
      if (!product) continue;
      mark(product->left, product->left_is_diagonal);
      mark(product->right, product->right_is_diagonal);
    }
    return inner;
  }

  struct Place {
    NodeId id;
    bool transposed = false;
    bool is_diagonal = false;
  };

  // The factors from left to right, without recursion: a chain may be as long as a program.
  std::vector<Place> factors_of(NodeId product) const {
    std::vector<Place> factors;
    std::vector<Place> open = {{product}};
    while (!open.empty()) {
      const Place place = open.back();
      open.pop_back();
      const auto [id, transposed, is_diagonal] = place;
      const bool opens = !is_diagonal && (id == product || continues(id));
      if (!opens) {
        factors.push_back(place);
      } else if (graph_[id].op == OpKind::transpose) {
        open.push_back({graph_.operand(id, 0), !transposed});
      } else {
        const Link of = *link(id);
        const Place left{of.left, transposed, of.left_is_diagonal};
        const Place right{of.right, transposed, of.right_is_diagonal};
        open.push_back(transposed ? left : right);
        open.push_back(transposed ? right : left);
      }
    }
    return factors;
  }

  Factor factor_at(const Place& place) {
    const Expr value{&graph_, image_[place.id.value]};
    if (place.is_diagonal) return {value.shape().is_column() ? value : transpose(value), true};
    return {place.transposed ? transpose(value) : value};
  }

  void reorder(NodeId product) {
    const std::vector<Place> places = factors_of(product);
    if (places.size() < 3) return;
    std::vector<Factor> factors;
    for (const Place& place : places) factors.push_back(factor_at(place));
    const double written = written_cost(product);
    if (places.size() <= longest_chain) {
      const ChainOrder order(factors, samples_);
      if (order.cost() < written) image_[product.value] = order.product().id;
    } else if (cost_from_the_right(factors) < written) {
      Factor result = factors.back();
      for (std::size_t i = factors.size() - 1; i-- > 0;) result = product_of(factors[i], result);
      image_[product.value] = result.value.id;
    }
  }

  // Of a chain too long for the search: a column at its end is carried through.
  double cost_from_the_right(std::span<const Factor> factors) const {
    double cost = 0;
    bool per_sample = factors.back().per_sample();
    bool is_diagonal = factors.back().is_diagonal;
    for (std::size_t i = factors.size() - 1; i-- > 0;) {
      const Factor& left = factors[i];
      per_sample = per_sample || left.per_sample();
      cost += (per_sample ? samples_ : 1) * cost_of(left.rows(), left.cols(), factors.back().cols(),
                                                    left.is_diagonal, is_diagonal);
      is_diagonal = is_diagonal && left.is_diagonal;
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
      const Link of = *link(id);
      const Shape& shape = graph_[id].shape;
      const Dim inner = of.left_is_diagonal ? shape.rows : graph_[of.left].shape.cols;
      cost += (graph_[id].per_sample ? samples_ : 1) *
              cost_of(shape.rows, inner, shape.cols, of.left_is_diagonal, of.right_is_diagonal);
      if (!of.left_is_diagonal && continues(of.left)) open.push_back(of.left);
      if (!of.right_is_diagonal && continues(of.right)) open.push_back(of.right);
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
