#include "ir/calculus/rewrite.hpp"

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

constexpr int most_rounds = 6;
constexpr int most_steps_at_a_node = 8;

Expr by_rules(Expr x, std::span<const RewriteRule> rules, const RewriteContext& context) {
  for (int step = 0; step < most_steps_at_a_node; ++step) {
    Expr simpler;
    for (const RewriteRule& rule : rules) {
      if (!x.is(rule.op)) continue;
      simpler = rule.apply(x, context);
      if (simpler) break;
    }
    if (!simpler || simpler == x) return x;
    x = simpler;
  }
  return x;
}

void mark_value(RewriteContext& context, NodeId id) {
  if (context.is_value.size() <= id.value) context.is_value.resize(id.value + 1, false);
  context.is_value[id.value] = true;
}

// The image of each node that the roots need, after one sweep over them.
std::vector<NodeId> sweep(Graph& graph, std::span<const NodeId> roots,
                          std::span<const RewriteRule> rules, RewriteContext& context) {
  const std::vector<bool> needed = reachable(graph, roots);
  std::vector<NodeId> image(needed.size());
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    image[id] = {id};
    if (!needed[id] || context.primal({id})) continue;
    std::vector<Expr> operands;
    for (const NodeId operand : graph.operands({id})) {
      operands.push_back({&graph, image[operand.value]});
    }
    const Node& node = graph[{id}];
    const Expr rebuilt = operands.empty() ? Expr{&graph, {id}}
                                          : make(graph, node.op, operands, node.attribute, node.shape);
    image[id] = by_rules(rebuilt, rules, context).id;
    if (context.value({&graph, {id}})) mark_value(context, image[id]);
  }
  return image;
}

// Which nodes are needed as they stand, see RewriteContext::is_value.
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

}  // namespace

RewriteContext rewrite_context(const Program& program) {
  const Graph& graph = *program.graph;
  RewriteContext context{std::vector<bool>(graph.size(), false), {}, {}};
  std::vector<NodeId> roots;
  const auto take = [&](const NamedValue& value) {
    roots.push_back(value.node);
    context.is_atom[value.node.value] = true;
  };
  for (const auto& value : program.values) take(value);
  for (const auto& output : program.outputs) take(output);
  if (program.loss) take(*program.loss);
  context.is_primal = reachable(graph, roots);
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& node = graph[{id}];
    if (node.op == OpKind::variable) context.is_atom[id] = true;
    const OpClass op_class = op_def(node).op_class;
    const bool is_layer = op_class == OpClass::activation || op_class == OpClass::softmax;
    if (is_layer && context.is_primal[id]) context.is_atom[graph.operand({id}, 0).value] = true;
  }
  return context;
}

void rewrite(const Program& program, Derivation& derivation, std::span<const RewriteRule> rules) {
  Graph& graph = *program.graph;
  RewriteContext context = rewrite_context(program);
  for (int round = 0; round < most_rounds; ++round) {
    std::vector<NodeId> roots;
    for (const Gradient& gradient : derivation.gradients) roots.push_back(gradient.value);
    for (const Cotangent& cotangent : derivation.cotangents) roots.push_back(cotangent.value);
    const std::vector<NodeId> image = sweep(graph, roots, rules, context);
    bool changed = false;
    const auto replace = [&](NodeId& id) {
      changed = changed || image[id.value] != id;
      id = image[id.value];
    };
    for (Gradient& gradient : derivation.gradients) replace(gradient.value);
    for (Cotangent& cotangent : derivation.cotangents) replace(cotangent.value);
    if (!changed) return;
  }
}

std::vector<NodeId> rewrite_for_running(Graph& graph, std::span<const NodeId> roots,
                                        std::span<const RewriteRule> rules) {
  const std::vector<bool> needed = reachable(graph, roots);
  std::vector<NodeId> image(needed.size());
  for (std::uint32_t id = 0; id < needed.size(); ++id) {
    if (needed[id]) image[id] = {id};
  }
  std::vector<NodeId> current(roots.begin(), roots.end());
  for (int round = 0; round < most_rounds; ++round) {
    RewriteContext context{{}, {}, values_of(graph, current)};
    const std::vector<NodeId> next = sweep(graph, current, rules, context);
    bool changed = false;
    for (NodeId& root : current) {
      changed = changed || next[root.value] != root;
      root = next[root.value];
    }
    for (NodeId& id : image) {
      if (id) id = next[id.value];
    }
    if (!changed) break;
  }
  return image;
}

}  // namespace nngen::ir
