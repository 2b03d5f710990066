#include "ir/calculus/rewrite.hpp"

#include <algorithm>

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

constexpr int most_rounds = 12;
constexpr int most_steps_at_a_node = 8;

class Sweep {
 public:
  Sweep(Graph& graph, std::span<const RewriteRule> rules, const RewriteContext& context,
        std::vector<RewriteStep>* steps)
      : graph_(graph), context_(context), steps_(steps), rules_by_op_(op_count()) {
    for (const RewriteRule& rule : rules) {
      rules_by_op_[static_cast<std::size_t>(rule.op)].push_back(&rule);
    }
  }

  // The image of each node that the roots need.
  std::vector<NodeId> run(std::span<const NodeId> roots) {
    const std::vector<bool> needed = reachable(graph_, roots);
    std::vector<NodeId> image(needed.size());
    for (std::uint32_t id = 0; id < needed.size(); ++id) {
      image[id] = {id};
      if (!needed[id]) continue;
      const Expr rebuilt = rebuild({id}, image);
      image[id] = context_.written({id}) ? rebuilt.id : by_rules(rebuilt).id;
      pass_uses_on({id}, image[id]);
      const auto place = graph_.origin({id});
      if (place && image[id] != NodeId{id}) graph_.set_origin(image[id], *place);
    }
    return image;
  }

 private:
  // What is used twice stays so in its new form; so does what a coefficient in front of it leaves.
  void pass_uses_on(NodeId from, NodeId to) {
    std::vector<std::uint32_t>& uses = context_.uses;
    if (from.value >= uses.size() || uses[from.value] < 2) return;
    if (to.value >= uses.size()) uses.resize(to.value + std::size_t{1}, 1);
    for (const NodeId node : {to, split_coefficient({&graph_, to}).rest.id}) {
      uses[node.value] = std::max(uses[node.value], uses[from.value]);
    }
  }

  Expr rebuild(NodeId id, const std::vector<NodeId>& image) {
    std::vector<Expr> operands;
    bool changed = false;
    for (const NodeId operand : graph_.operands(id)) {
      operands.push_back({&graph_, image[operand.value]});
      changed = changed || image[operand.value] != operand;
    }
    if (!changed) return {&graph_, id};
    const Node& node = graph_[id];
    const Expr rebuilt = make(graph_, node.op, operands, node.attribute, node.shape);
    record_identity({&graph_, id}, rebuilt);
    return rebuilt;
  }

  // What rules have made of the operands can let terms be collected and factors vanish.
  void record_identity(Expr x, Expr rebuilt) {
    if (steps_ == nullptr) return;
    const bool changes_kind = x.op() != rebuilt.op();
    const bool is_shorter = x.node().operand_count > rebuilt.node().operand_count;
    if (x.is(OpKind::add) && (changes_kind || is_shorter)) {
      steps_->push_back({"like terms are collected", x.id, rebuilt.id});
    } else if (changes_kind) {
      steps_->push_back({"numbers to the front, 1·x = x, 0·x = 0, (Xᵀ)ᵀ = X", x.id, rebuilt.id});
    }
  }

  Expr by_rules(Expr x) {
    for (int step = 0; step < most_steps_at_a_node; ++step) {
      const Expr simpler = by_first_rule(x);
      if (!simpler || simpler == x) return x;
      x = simpler;
    }
    return x;
  }

  Expr by_first_rule(Expr x) {
    for (const RewriteRule* rule : rules_by_op_[static_cast<std::size_t>(x.op())]) {
      const Expr simpler = rule->apply(x, context_);
      if (!simpler) continue;
      NNGEN_CHECK(simpler.shape() == x.shape());
      if (steps_ != nullptr && simpler != x) steps_->push_back({rule->name, x.id, simpler.id});
      return simpler;
    }
    return {};
  }

  Graph& graph_;
  RewriteContext context_;
  std::vector<RewriteStep>* steps_;
  std::vector<std::vector<const RewriteRule*>> rules_by_op_;
};

}  // namespace

RewriteContext reading_context(const Program& program) {
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
  const std::vector<bool> computed = reachable(graph, roots);
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    const Node& node = graph[{id}];
    if (node.op == OpKind::variable) context.is_atom[id] = true;
    const OpClass op_class = op_def(node).op_class;
    const bool is_layer = op_class == OpClass::activation || op_class == OpClass::softmax;
    if (is_layer && computed[id]) context.is_atom[graph.operand({id}, 0).value] = true;
  }
  context.is_written = computed;
  for (const auto& [first, end] : program.derived) {
    for (std::uint32_t id = first; id < end; ++id) {
      if (id < computed.size()) context.is_written[id] = false;
    }
  }
  return context;
}

std::vector<NodeId> rewrite(Graph& graph, std::vector<NodeId> roots,
                            std::span<const RewriteRule> rules, const RewriteContext& context,
                            std::vector<RewriteStep>* steps) {
  Sweep sweep(graph, rules, context, steps);
  for (int round = 0; round < most_rounds; ++round) {
    const std::vector<NodeId> image = sweep.run(roots);
    bool changed = false;
    for (NodeId& root : roots) {
      changed = changed || image[root.value] != root;
      root = image[root.value];
    }
    if (!changed) break;
  }
  return roots;
}

void rewrite(const Program& program, Derivation& derivation, std::span<const RewriteRule> rules,
             bool keeps_shared) {
  std::vector<NodeId> roots;
  for (const Gradient& gradient : derivation.gradients) roots.push_back(gradient.value);
  RewriteContext context = reading_context(program);
  if (keeps_shared) context.uses = use_counts(*program.graph, roots);
  for (const Cotangent& cotangent : derivation.cotangents) roots.push_back(cotangent.value);
  const std::vector<NodeId> image =
      rewrite(*program.graph, roots, rules, context, &derivation.steps.simplifications);
  auto next = image.begin();
  for (Gradient& gradient : derivation.gradients) gradient.value = *next++;
  for (Cotangent& cotangent : derivation.cotangents) cotangent.value = *next++;
}

}  // namespace nngen::ir
