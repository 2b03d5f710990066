#pragma once
// The graph of typed matrix expressions: immutable, interned nodes in one vector. Operands always have
// smaller ids, so a pass is a loop over ids and reverse mode is the same loop backwards.

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "ir/attributes.hpp"
#include "ir/shape.hpp"
#include "ir/source.hpp"

namespace nngen::ir {

/// One enumerator for each line of ops.def.
enum class OpKind : std::uint16_t {
#define NNGEN_OP(name) name,
#include "ir/ops.def"
#undef NNGEN_OP
};

/// A node's place in its graph.
struct NodeId {
  static constexpr std::uint32_t no_node = 0xffffffffu;
  std::uint32_t value = no_node;

  bool is_valid() const { return value != no_node; }
  explicit operator bool() const { return is_valid(); }
  friend bool operator==(NodeId, NodeId) = default;
  friend auto operator<=>(NodeId, NodeId) = default;
};

/// One expression. Its identity is all of this; names and places are not part of it.
struct Node {
  OpKind op;
  bool per_sample = false;  // depends on an input or target: has one value a sample
  Shape shape;              // of one sample's value
  std::uint32_t first_operand = 0;
  std::uint32_t operand_count = 0;
  Attribute attribute;
};

/// A declared activation: what Σ stands for. Parts of a direct sum take `count` coordinates each.
struct FunctionPart {
  OpKind op;
  Dim count = 1;
};
struct Function {
  std::vector<FunctionPart> parts;  // one part without a direct sum: its count means nothing
  bool is_direct_sum = false;
};

class Graph {
 public:
  Graph();
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  std::size_t size() const { return nodes_.size(); }
  const Node& operator[](NodeId id) const { return nodes_[id.value]; }
  std::span<const NodeId> operands(NodeId id) const;
  NodeId operand(NodeId id, std::size_t i) const { return operands(id)[i]; }

  /// The node with exactly this content, made if there is none. Shapes are taken as given: the
  /// operation's shape rule has been applied. `per_sample` is the OR of the operands' unless given.
  NodeId intern(OpKind op, std::span<const NodeId> operands, Shape shape, Attribute attribute = {},
                std::optional<bool> per_sample = std::nullopt);
  /// The node with this content, if it exists: for rules that pay only where a result is there already.
  std::optional<NodeId> find(OpKind op, std::span<const NodeId> operands, const Shape& shape,
                             const Attribute& attribute = {});

  std::uint32_t add_function(Function function);
  const Function& function(std::uint32_t index) const { return functions_[index]; }
  std::size_t function_count() const { return functions_.size(); }

  /// What is known of a declared variable.
  Properties properties(Symbol symbol) const;
  void set_properties(Symbol symbol, Properties properties);

  /// Where in the source a node first came from.
  std::optional<Span> origin(NodeId id) const;
  void set_origin(NodeId id, Span span);

 private:
  struct Hash {
    const Graph* graph;
    std::size_t operator()(std::uint32_t index) const { return graph->hashes_[index]; }
  };
  struct Same {
    const Graph* graph;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return graph->same(a, b); }
  };
  bool same(std::uint32_t a, std::uint32_t b) const;
  NodeId append(OpKind op, std::span<const NodeId> operands, Shape shape, Attribute attribute,
                bool per_sample);
  void drop_last();

  std::deque<Node> nodes_;  // references stay valid while the graph grows
  std::vector<NodeId> operand_pool_;
  std::vector<std::size_t> hashes_;
  std::vector<std::optional<Span>> origins_;
  std::vector<Function> functions_;
  std::vector<Properties> properties_;
  std::unordered_set<std::uint32_t, Hash, Same> interned_;
};

/// Marks what the roots need: `reachable(graph, roots)[id.value]`.
std::vector<bool> reachable(const Graph& graph, std::span<const NodeId> roots);
/// How many operand places among the nodes that the roots need refer to each node (a root counts as one).
std::vector<std::uint32_t> use_counts(const Graph& graph, std::span<const NodeId> roots);

}  // namespace nngen::ir
