#include "ir/calculus/differentiate.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

// depends[id]: the root needs the node, and a change of one of the variables can change it.
std::vector<bool> dependent_on(const Graph& graph, NodeId root, std::span<const NodeId> variables) {
  const std::vector<bool> needed = reachable(graph, std::span(&root, 1));
  std::vector<bool> depends(root.value + std::size_t{1}, false);
  for (const NodeId variable : variables) {
    if (variable.value < depends.size()) depends[variable.value] = needed[variable.value];
  }
  for (std::uint32_t id = 0; id < depends.size(); ++id) {
    if (!needed[id]) continue;
    for (const NodeId operand : graph.operands({id})) {
      if (depends[operand.value]) depends[id] = true;
    }
  }
  return depends;
}

// One reverse sweep. Contributions to a cotangent are kept apart until its node is reached and then
// become one sum.
class ReverseSweep {
 public:
  ReverseSweep(Graph& graph, NodeId root, std::span<const NodeId> by, Reduction reduction,
               Diagnostics& diagnostics)
      : graph_(graph),
        reduction_(reduction),
        diagnostics_(diagnostics),
        depends_(dependent_on(graph, root, by)),
        contributions_(root.value + std::size_t{1}) {
    contributions_[root.value].push_back(constant(graph, 1));
    for (std::size_t i = contributions_.size(); i-- > 0;) {
      visit({static_cast<std::uint32_t>(i)});
    }
  }

  const std::vector<Cotangent>& cotangents() const { return cotangents_; }
  const std::vector<AdjointStep>& steps() const { return steps_; }

 private:
  void visit(NodeId id) {
    std::vector<Expr>& parts = contributions_[id.value];
    if (parts.empty() || !depends_[id.value]) return;
    // The first use in the source was met last.
    std::reverse(parts.begin(), parts.end());
    const Expr y_bar = sum_of(graph_, parts);
    parts = {};
    cotangents_.push_back({id, y_bar.id});
    steps_.push_back({id, y_bar.id, {}});
    if (const auto place = graph_.origin(id)) graph_.set_origin(y_bar.id, *place);
    propagate({&graph_, id}, y_bar);
  }

  void propagate(Expr y, Expr y_bar) {
    const OpDef& def = op_def(y.op());
    if (def.vjp.rule == nullptr) {
      Diagnostic diagnostic =
          make_diagnostic(DiagnosticKind::not_differentiable, def.name, def.vjp.reason);
      const auto place = graph_.origin(y.id);
      diagnostics_.add(place ? std::move(diagnostic).at(*place) : diagnostic);
      return;
    }
    const std::vector<Expr> operands = y.operands();
    const std::vector<Expr> x_bar = def.vjp.rule(y, operands, y_bar);
    for (std::size_t i = 0; i < x_bar.size(); ++i) {
      if (!x_bar[i] || !depends_[operands[i].id.value]) continue;
      const Expr part = over_samples(y, operands[i], x_bar[i]);
      NNGEN_CHECK(part.shape() == operands[i].shape());
      if (is_zero(part)) continue;
      contributions_[operands[i].id.value].push_back(part);
      steps_.back().parts.push_back({operands[i].id, part.id});
    }
  }

  // What every sample uses alike collects its cotangent from all of them.
  Expr over_samples(Expr y, Expr x, Expr x_bar) const {
    if (reduction_ == Reduction::none || !y.per_sample() || x.per_sample()) return x_bar;
    return make(reduction_ == Reduction::mean ? OpKind::mean_samples : OpKind::sum_samples, {x_bar});
  }

  Graph& graph_;
  Reduction reduction_;
  Diagnostics& diagnostics_;
  std::vector<bool> depends_;
  std::vector<std::vector<Expr>> contributions_;
  std::vector<Cotangent> cotangents_;
  std::vector<AdjointStep> steps_;
};

}  // namespace

Derivation differentiate(Graph& graph, NodeId scalar, std::span<const NodeId> by,
                         Reduction reduction, Diagnostics& diagnostics) {
  Derivation result;
  result.reduction = reduction;
  result.objective = scalar;
  result.loss = batch_loss(graph, scalar, reduction);
  const ReverseSweep sweep(graph, result.loss, by, reduction, diagnostics);
  result.cotangents = sweep.cotangents();
  result.steps.sweep = sweep.steps();
  std::vector<NodeId> cotangent_of(result.loss.value + std::size_t{1});
  for (const Cotangent& cotangent : result.cotangents) {
    cotangent_of[cotangent.primal.value] = cotangent.value;
  }
  for (const NodeId variable : by) {
    Expr gradient = zeros_like({&graph, variable});
    if (variable <= result.loss && cotangent_of[variable.value]) {
      gradient = {&graph, cotangent_of[variable.value]};
    }
    // Per sample, a cotangent in a mean lacks the factor 1/M; a gradient by an input has it.
    if (reduction == Reduction::mean && graph[variable].per_sample) {
      const Expr samples = make(graph, OpKind::sample_count, {}, {}, Shape::scalar());
      gradient = scale(divide(constant(graph, 1), samples), gradient);
    }
    result.gradients.push_back({variable, gradient.id});
  }
  return result;
}

NodeId batch_loss(Graph& graph, NodeId objective, Reduction reduction) {
  if (reduction == Reduction::none) return objective;
  const OpKind reduce =
      reduction == Reduction::mean ? OpKind::mean_samples : OpKind::sum_samples;
  // coefficient[id]: with which shared factor the node stands as a term of the objective.
  std::vector<Expr> coefficient(objective.value + std::size_t{1});
  coefficient[objective.value] = constant(graph, 1);
  std::vector<Expr> shared;
  std::vector<Expr> sampled;
  const auto enter = [&](Expr term, Expr factor) {
    Expr& slot = coefficient[term.id.value];
    slot = slot ? slot + factor : factor;
  };
  for (std::size_t i = coefficient.size(); i-- > 0;) {
    const Expr factor = coefficient[i];
    if (!factor) continue;
    const Expr term{&graph, {static_cast<std::uint32_t>(i)}};
    if (!term.per_sample()) {
      shared.push_back(scale(factor, term));
    } else if (term.is(OpKind::add)) {
      for (const Expr& operand : term.operands()) enter(operand, factor);
    } else if (term.is(OpKind::scale) && !term.operand(0).per_sample()) {
      enter(term.operand(1), factor * term.operand(0));
    } else if (term.is(OpKind::scale) && !term.operand(1).per_sample()) {
      enter(term.operand(0), factor * term.operand(1));
    } else if (term.is(OpKind::divide) && !term.operand(1).per_sample()) {
      enter(term.operand(0), divide(factor, term.operand(1)));
    } else {
      sampled.push_back(scale(factor, term));
    }
  }
  if (shared.empty()) return make(reduce, {Expr{&graph, objective}}).id;
  if (sampled.empty()) return objective;
  shared.insert(shared.begin(), make(reduce, {sum_of(graph, sampled)}));
  return sum_of(graph, shared).id;
}

namespace {

// What y needs and what is not older than the node `lowest`, in ascending order. Its cost is its size, not
// that of the graph.
std::vector<NodeId> needed_above(const Graph& graph, NodeId y, NodeId lowest) {
  std::vector<NodeId> nodes;
  std::unordered_set<std::uint32_t> seen;
  std::vector<NodeId> open = {y};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (id < lowest || !seen.insert(id.value).second) continue;
    nodes.push_back(id);
    const auto operands = graph.operands(id);
    open.insert(open.end(), operands.begin(), operands.end());
  }
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

}  // namespace

NodeId tangent_of(Graph& graph, NodeId y, std::span<const Tangent> tangents,
                  std::vector<TangentStep>* steps) {
  // Those of the nodes that a change of the variables can change.
  std::unordered_map<std::uint32_t, Expr> x_dot;
  NodeId lowest = y;
  for (const Tangent& tangent : tangents) {
    lowest = std::min(lowest, tangent.variable);
    x_dot[tangent.variable.value] = {&graph, tangent.value};
  }
  for (const NodeId id : needed_above(graph, y, lowest)) {
    if (x_dot.count(id.value) > 0) continue;
    const Expr node{&graph, id};
    const std::vector<Expr> operands = node.operands();
    std::vector<Expr> operand_tangents;
    bool depends = false;
    for (const Expr& operand : operands) {
      const auto known = x_dot.find(operand.id.value);
      depends = depends || known != x_dot.end();
      operand_tangents.push_back(known == x_dot.end() ? Expr{} : known->second);
    }
    if (!depends) continue;
    const OpDef& def = op_def(node.op());
    NNGEN_CHECK(def.jvp.rule != nullptr);
    x_dot[id.value] = def.jvp.rule(node, operands, operand_tangents);
    if (steps != nullptr && x_dot[id.value]) steps->push_back({id, x_dot[id.value].id});
  }
  const auto result = x_dot.find(y.value);
  const bool is_moved = result != x_dot.end() && result->second;
  return is_moved ? result->second.id : zeros_like({&graph, y}).id;
}

}  // namespace nngen::ir
