#include "ir/calculus/passes.hpp"

#include <algorithm>

#include "ir/calculus/expand_activations.hpp"
#include "ir/calculus/rewrite.hpp"

namespace nngen::ir {
namespace {

void warn_of_zero(const Program& program, NodeId variable, Diagnostics& diagnostics) {
  const auto symbol = std::get<Symbol>((*program.graph)[variable].attribute);
  const Declaration& declaration = program.declarations[symbol.declaration];
  diagnostics.add(make_diagnostic(DiagnosticKind::zero_gradient, declaration.name.plain())
                      .at(declaration.span));
}

// Assumptions hold for data alone: what is differentiated by moves freely.
std::vector<RewriteRule> simplification_rules(const Program& program,
                                              std::span<const NodeId> variables) {
  std::vector<RewriteRule> rules;
  const bool by_data = std::any_of(variables.begin(), variables.end(), [&](NodeId variable) {
    const auto symbol = std::get<Symbol>((*program.graph)[variable].attribute);
    return !(program.graph->properties(symbol) == Properties{}) &&
           program.declarations[symbol.declaration].role != Role::param;
  });
  if (!by_data) rules = assumption_rules();
  rules.insert(rules.end(), product_rules().begin(), product_rules().end());
  return rules;
}

// A symmetric or diagonal param moves within its space: its gradient is the projection onto it.
Expr projected(const Program& program, const Gradient& gradient) {
  const auto symbol = std::get<Symbol>((*program.graph)[gradient.by].attribute);
  const Declaration& declaration = program.declarations[symbol.declaration];
  const Expr G = program.expr(gradient.value);
  const Properties& known = declaration.properties;
  if (declaration.role != Role::param) return G;
  if (known.diagonal) return hadamard(G, eye(*program.graph, declaration.shape.rows));
  if (known.symmetric || known.spd) return 0.5 * (G + transpose(G));
  return G;
}

std::vector<RewriteRule> rules_for_running() {
  std::vector<RewriteRule> rules;
  for (const auto more : {product_order_rules(), solve_rules()}) {
    rules.insert(rules.end(), more.begin(), more.end());
  }
  return rules;
}

// What each node that the roots need becomes.
std::vector<NodeId> images_for_running(Graph& graph, std::span<const NodeId> roots) {
  std::vector<NodeId> images = expand_activations(graph, roots);
  std::vector<NodeId> expanded;
  for (const NodeId root : roots) expanded.push_back(images[root.value]);
  const std::vector<NodeId> rewritten = rewrite_for_running(graph, expanded, rules_for_running());
  for (NodeId& id : images) {
    if (id) id = id.value < rewritten.size() ? rewritten[id.value] : NodeId{};
  }
  return images;
}

}  // namespace

Derivation derive_for_reading(Program& program, std::span<const NodeId> by, Reduction reduction,
                              Diagnostics& diagnostics) {
  if (!program.loss) return {};
  std::vector<NodeId> variables(by.begin(), by.end());
  if (variables.empty()) {
    for (const Declaration* param : program.with_role(Role::param)) variables.push_back(param->node);
  }
  Derivation derivation =
      differentiate(*program.graph, program.loss->node, variables, reduction, diagnostics);
  rewrite(program, derivation, simplification_rules(program, variables));
  for (Gradient& gradient : derivation.gradients) {
    gradient.value = projected(program, gradient).id;
    if (is_zero(program.expr(gradient.value))) warn_of_zero(program, gradient.by, diagnostics);
  }
  return derivation;
}

RunnableProgram prepare_for_running(Program& program, const Derivation& derivation) {
  std::vector<NodeId> roots;
  if (derivation.loss) roots.push_back(derivation.loss);
  for (const Gradient& gradient : derivation.gradients) roots.push_back(gradient.value);
  for (const NamedValue& output : program.outputs) roots.push_back(output.node);
  RunnableProgram result;
  result.images = images_for_running(*program.graph, roots);
  const auto image = [&](NodeId id) {
    return id && id.value < result.images.size() ? result.images[id.value] : NodeId{};
  };
  result.loss = image(derivation.loss);
  for (const Gradient& gradient : derivation.gradients) {
    result.gradients.push_back({gradient.by, image(gradient.value)});
  }
  for (NamedValue output : program.outputs) {
    output.node = image(output.node);
    result.outputs.push_back(std::move(output));
  }
  for (const NamedValue& value : program.values) result.named_values.push_back(image(value.node));
  for (const Cotangent& cotangent : derivation.cotangents) {
    const Cotangent mapped{image(cotangent.primal), image(cotangent.value)};
    if (mapped.primal && mapped.value) result.cotangents.push_back(mapped);
  }
  return result;
}

}  // namespace nngen::ir
