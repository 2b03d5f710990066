#include "ir/graph.hpp"

#include <utility>

#include "ir/check.hpp"

namespace nngen::ir {
namespace {

std::size_t mix(std::size_t seed, std::size_t value) {
  return seed ^ (value + 0x9e3779b97f4a7c15u + (seed << 6) + (seed >> 2));
}

}  // namespace

std::size_t hash_attribute(const Attribute& attribute) {
  struct Hasher {
    std::size_t operator()(std::monostate) const { return 0; }
    std::size_t operator()(Constant c) const { return std::hash<double>{}(c.value); }
    std::size_t operator()(Symbol s) const { return s.declaration; }
    std::size_t operator()(FunctionUse f) const { return f.function * 64u + f.order; }
    std::size_t operator()(Axis axis) const { return static_cast<std::size_t>(axis); }
    std::size_t operator()(const Offset& o) const { return mix(o.row.hash(), o.col.hash()); }
    std::size_t operator()(const Shape& shape) const { return shape.hash(); }
  };
  return mix(attribute.index(), std::visit(Hasher{}, attribute));
}

Graph::Graph() : interned_(64, Hash{this}, Same{this}) {}

std::span<const NodeId> Graph::operands(NodeId id) const {
  const Node& node = nodes_[id.value];
  return std::span(operand_pool_).subspan(node.first_operand, node.operand_count);
}

bool Graph::same(std::uint32_t a, std::uint32_t b) const {
  const Node& x = nodes_[a];
  const Node& y = nodes_[b];
  if (x.op != y.op || x.per_sample != y.per_sample || x.operand_count != y.operand_count ||
      !(x.attribute == y.attribute) || !(x.shape == y.shape)) {
    return false;
  }
  for (std::uint32_t i = 0; i < x.operand_count; ++i) {
    if (operand_pool_[x.first_operand + i] != operand_pool_[y.first_operand + i]) return false;
  }
  return true;
}

NodeId Graph::append(OpKind op, std::span<const NodeId> operands, Shape shape, Attribute attribute,
                     bool per_sample) {
  std::size_t hash = mix(static_cast<std::size_t>(op), shape.hash());
  for (const NodeId operand : operands) {
    NNGEN_CHECK(operand.value < nodes_.size());
    hash = mix(hash, operand.value);
  }
  hashes_.push_back(mix(hash, hash_attribute(attribute)));
  const auto first = static_cast<std::uint32_t>(operand_pool_.size());
  operand_pool_.insert(operand_pool_.end(), operands.begin(), operands.end());
  nodes_.push_back({op, per_sample, std::move(shape), first,
                    static_cast<std::uint32_t>(operands.size()), std::move(attribute)});
  return {static_cast<std::uint32_t>(nodes_.size() - 1)};
}

void Graph::drop_last() {
  operand_pool_.resize(nodes_.back().first_operand);
  nodes_.pop_back();
  hashes_.pop_back();
}

NodeId Graph::intern(OpKind op, std::span<const NodeId> operands, Shape shape, Attribute attribute,
                     std::optional<bool> per_sample) {
  bool varies = false;
  for (const NodeId operand : operands) varies = varies || nodes_[operand.value].per_sample;
  // The operands may be a view into the pool that `append` grows.
  const std::vector<NodeId> copy(operands.begin(), operands.end());
  const NodeId id =
      append(op, copy, std::move(shape), std::move(attribute), per_sample.value_or(varies));
  const auto [place, inserted] = interned_.insert(id.value);
  if (inserted) {
    origins_.emplace_back();
    return id;
  }
  drop_last();
  return {*place};
}

std::optional<NodeId> Graph::find(OpKind op, std::span<const NodeId> operands, const Shape& shape,
                                  const Attribute& attribute) {
  // Looking up by content needs a node to compare with, so one is appended for the moment.
  bool varies = false;
  for (const NodeId operand : operands) varies = varies || nodes_[operand.value].per_sample;
  const std::vector<NodeId> copy(operands.begin(), operands.end());
  const NodeId probe = append(op, copy, shape, attribute, varies);
  const auto found = interned_.find(probe.value);
  const std::optional<NodeId> result =
      found == interned_.end() ? std::nullopt : std::optional(NodeId{*found});
  drop_last();
  return result;
}

std::uint32_t Graph::add_function(Function function) {
  functions_.push_back(std::move(function));
  return static_cast<std::uint32_t>(functions_.size() - 1);
}

Properties Graph::properties(Symbol symbol) const {
  return symbol.declaration < properties_.size() ? properties_[symbol.declaration] : Properties{};
}

void Graph::set_properties(Symbol symbol, Properties properties) {
  if (properties_.size() <= symbol.declaration) properties_.resize(symbol.declaration + 1u);
  properties_[symbol.declaration] = properties;
}

std::optional<Span> Graph::origin(NodeId id) const { return origins_[id.value]; }

void Graph::set_origin(NodeId id, Span span) {
  if (!origins_[id.value]) origins_[id.value] = span;
}

std::vector<bool> reachable(const Graph& graph, std::span<const NodeId> roots) {
  std::vector<bool> marked(graph.size(), false);
  for (const NodeId root : roots) marked[root.value] = true;
  for (std::size_t i = graph.size(); i-- > 0;) {
    if (!marked[i]) continue;
    const NodeId id{static_cast<std::uint32_t>(i)};
    for (const NodeId operand : graph.operands(id)) marked[operand.value] = true;
  }
  return marked;
}

std::vector<std::uint32_t> use_counts(const Graph& graph, std::span<const NodeId> roots) {
  const std::vector<bool> needed = reachable(graph, roots);
  std::vector<std::uint32_t> counts(graph.size(), 0);
  for (const NodeId root : roots) ++counts[root.value];
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (!needed[i]) continue;
    for (const NodeId operand : graph.operands({static_cast<std::uint32_t>(i)})) {
      ++counts[operand.value];
    }
  }
  return counts;
}

}  // namespace nngen::ir
