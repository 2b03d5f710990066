#include "ir/calculus/passes.hpp"

#include <algorithm>
#include <array>

#include "ir/calculus/expand_activations.hpp"
#include "ir/calculus/order_products.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/calculus/solve_products.hpp"

namespace nngen::ir {
namespace {

void warn_of_zero(const Program& program, NodeId variable, Diagnostics& diagnostics) {
  const auto symbol = std::get<Symbol>((*program.graph)[variable].attribute);
  const Declaration& declaration = program.declarations[symbol.declaration];
  diagnostics.add(make_diagnostic(DiagnosticKind::zero_gradient, declaration.name.plain())
                      .at(declaration.span));
}

// Assumptions hold for data alone: what is differentiated by moves freely. `differentiated_later`: not even a
// param's properties may be used yet.
std::vector<RewriteRule> simplification_rules(const Program& program,
                                              std::span<const NodeId> variables,
                                              bool differentiated_later) {
  std::vector<RewriteRule> rules;
  const bool by_data = std::any_of(variables.begin(), variables.end(), [&](NodeId variable) {
    const auto symbol = std::get<Symbol>((*program.graph)[variable].attribute);
    return !(program.graph->properties(symbol) == Properties{}) &&
           (differentiated_later || program.declarations[symbol.declaration].role != Role::param);
  });
  if (!by_data) rules.assign(assumption_rules().begin(), assumption_rules().end());
  for (const auto& more :
       {product_rules(), cancellation_rules(), quotient_rules(), chain_rules(), block_rules(), choice_rules(),
        factor_rules()}) {
    rules.insert(rules.end(), more.begin(), more.end());
  }
  return rules;
}

struct Projection {
  std::string_view rule;
  Expr gradient;
};

// A symmetric or diagonal param moves within its space: its gradient is the projection onto it.
Projection projected(const Program& program, const Gradient& gradient) {
  const auto symbol = std::get<Symbol>((*program.graph)[gradient.by].attribute);
  const Declaration& declaration = program.declarations[symbol.declaration];
  const Expr G = program.expr(gradient.value);
  const Properties& known = declaration.properties;
  if (declaration.role != Role::param) return {{}, G};
  if (known.diagonal) {
    return {"projection onto the diagonal matrices: G ∘ I",
            hadamard(G, eye(*program.graph, declaration.shape.rows))};
  }
  if (known.symmetric || known.spd) {
    const Expr plain = G.is(OpKind::transpose) ? G.operand(0) : G;
    return {"projection onto the symmetric matrices: ½·(G + Gᵀ)", 0.5 * (plain + transpose(plain))};
  }
  return {{}, G};
}

}  // namespace

void simplify_derivatives(Program& program, std::span<const NodeId> by,
                          std::vector<RewriteStep>* steps) {
  if (program.derived.empty()) return;
  std::vector<NamedValue*> named;
  for (NamedValue& value : program.values) named.push_back(&value);
  for (NamedValue& output : program.outputs) named.push_back(&output);
  if (program.loss) named.push_back(&*program.loss);
  // Only what the loss needs is differentiated again.
  std::vector<bool> in_loss(program.graph->size(), false);
  if (program.loss) in_loss = reachable(*program.graph, std::array{program.loss->node});
  const RewriteContext context = reading_context(program);
  const auto simplify = [&](const std::vector<NamedValue*>& values,
                            const std::vector<RewriteRule>& rules) {
    std::vector<NodeId> roots;
    for (const NamedValue* value : values) roots.push_back(value->node);
    const std::vector<NodeId> image = rewrite(*program.graph, roots, rules, context, steps);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (image[i] == values[i]->node) continue;
      values[i]->before_simplification = values[i]->as_derived();
      values[i]->node = image[i];
    }
  };
  const auto others =
      std::stable_partition(named.begin(), named.end(),
                            [&](const NamedValue* value) { return in_loss[value->node.value]; });
  simplify({named.begin(), others}, simplification_rules(program, by, true));
  simplify({others, named.end()}, simplification_rules(program, by, false));
}

namespace {

// ½(G + Gᵀ) of a symmetric G is G. What is simplified there are steps behind the projections.
void simplify_projections(const Program& program, Derivation& derivation,
                          std::span<const NodeId> variables) {
  auto& steps = derivation.steps;
  if (steps.projections.empty()) return;
  const auto before = static_cast<std::ptrdiff_t>(steps.simplifications.size());
  // A gradient and its transpose share all that they have.
  rewrite(program, derivation, simplification_rules(program, variables, false), false);
  const auto first = steps.simplifications.begin() + before;
  steps.projections.insert(steps.projections.end(), first, steps.simplifications.end());
  steps.simplifications.erase(first, steps.simplifications.end());
}

}  // namespace

Derivation derive_for_reading(Program& program, std::span<const NodeId> by, Reduction reduction,
                              Diagnostics& diagnostics) {
  std::vector<NodeId> variables(by.begin(), by.end());
  if (variables.empty()) {
    for (const Declaration* param : program.with_role(Role::param)) variables.push_back(param->node);
  }
  std::vector<RewriteStep> of_requests;
  simplify_derivatives(program, program.loss ? variables : std::vector<NodeId>{}, &of_requests);
  Derivation derivation;
  derivation.reduction = reduction;
  if (program.loss) {
    derivation =
        differentiate(*program.graph, program.loss->node, variables, reduction, diagnostics);
  }
  derivation.steps.of_requests = std::move(of_requests);
  if (!program.loss) return derivation;
  rewrite(program, derivation, simplification_rules(program, variables, false), true);
  for (Gradient& gradient : derivation.gradients) {
    const Projection projection = projected(program, gradient);
    if (!projection.rule.empty()) {
      derivation.steps.projections.push_back(
          {projection.rule, gradient.value, projection.gradient.id});
    }
    gradient.value = projection.gradient.id;
    if (is_zero(program.expr(gradient.value))) warn_of_zero(program, gradient.by, diagnostics);
  }
  simplify_projections(program, derivation, variables);
  return derivation;
}

std::vector<NodeId> simplify_shared(const Program& program, std::vector<NodeId> nodes,
                                    RewriteContext context) {
  context.uses = use_counts(*program.graph, nodes);
  return rewrite(*program.graph, std::move(nodes), simplification_rules(program, {}, false),
                 context);
}

NodeId simplified(const Program& program, NodeId node, std::vector<RewriteStep>* steps) {
  RewriteContext context = reading_context(program);
  context.is_written = {};
  return rewrite(*program.graph, {node}, simplification_rules(program, {}, false), context,
                 steps)[0];
}

namespace {

// Where a program is called with many samples at once, what it does for each of them weighs more.
constexpr double typical_samples = 32;

std::vector<NodeId> roots_of(const Program& program, const Derivation& derivation) {
  std::vector<NodeId> roots;
  if (derivation.loss) roots.push_back(derivation.loss);
  for (const Gradient& gradient : derivation.gradients) roots.push_back(gradient.value);
  for (const NamedValue& output : program.outputs) roots.push_back(output.node);
  return roots;
}

}  // namespace

RunnableProgram prepare_for_running(Program& program, const Derivation& derivation,
                                    std::span<const NodeId> named) {
  Graph& graph = *program.graph;
  std::vector<NodeId> all = roots_of(program, derivation);
  const std::size_t wanted = all.size();
  all.insert(all.end(), named.begin(), named.end());
  const std::vector<NodeId> expanded = expand_activations(graph, all);
  for (NodeId& node : all) node = expanded[node.value];
  const auto roots = [&] { return std::span<const NodeId>(all).first(wanted); };
  const RewriteContext everything{{}, {}, use_counts(graph, roots())};
  all = rewrite(graph, std::move(all), running_rules(), everything);
  const bool is_batched = derivation.reduction != Reduction::none;
  all = order_products(graph, roots(), std::span<const NodeId>(all).subspan(wanted),
                       is_batched ? typical_samples : 1);
  all = solve_products(graph, roots(), std::span<const NodeId>(all).subspan(wanted));

  RunnableProgram result;
  auto next = all.begin();
  if (derivation.loss) result.loss = *next++;
  for (const Gradient& gradient : derivation.gradients) {
    result.gradients.push_back({gradient.by, *next++});
  }
  for (NamedValue output : program.outputs) {
    output.node = *next++;
    result.outputs.push_back(std::move(output));
  }
  result.images.assign(next, all.end());
  return result;
}

}  // namespace nngen::ir
