#include "parser/elaborate_requests.hpp"

#include <optional>
#include <string>

#include "parser/expand.hpp"
#include "parser/expression_elaborator.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

void add_output_item(ItemId id, ir::Span span, ElaborationState& state) {
  const Item& item = state.scope[id];
  const bool is_value = item.kind == ItemKind::definition || item.kind == ItemKind::declaration;
  if (!is_value) {
    state.reporter.add(
        ir::make_diagnostic(DiagnosticKind::not_a_value, "'" + item.name.plain() + "'").at(span));
    return;
  }
  state.mark_used(id);
  const ir::Expr value = state.results[id].value;
  if (value) state.program.outputs.push_back({item.name, value.id, span});
}

void add_output(const ast::Target& target, const Environment& environment,
                const std::vector<ItemId>& order, ElaborationState& state) {
  const std::string& text = target.name.text;
  if (!target.index && state.scope.is_family(text)) {
    for (const ItemId item : order) {
      if (state.scope[item].name.in_family && state.scope[item].name.base == text) {
        add_output_item(item, target.span, state);
      }
    }
    return;
  }
  std::string plain = ir::name_of(text).plain();
  if (target.index) {
    const auto index = state.constants.integer(target.index, environment, "the index");
    if (!index) return;
    plain = ir::Name{text, *index, true}.plain();
  }
  if (const auto item = state.scope.find(plain)) return add_output_item(*item, target.span, state);
  ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::unknown_name, plain).at(target.span);
  if (const auto nearest = state.scope.suggest(plain)) {
    std::move(error).meaning(target.span, *nearest);
  }
  state.reporter.add(std::move(error));
}

// ∇_W f, ∂f/∂W or grad(f, W)
std::optional<ast::Gradient> gradient_parts(const ast::Expr& left) {
  if (const auto* gradient = std::get_if<ast::Gradient>(&left->what)) return *gradient;
  const auto* postfix = std::get_if<ast::Postfix>(&left->what);
  if (postfix == nullptr || postfix->operations.size() != 1) return std::nullopt;
  const auto* name = std::get_if<ast::Reference>(&postfix->operand->what);
  const std::vector<ast::Expr>& arguments = postfix->operations[0].arguments;
  if (name == nullptr || name->name.text != "grad" || arguments.size() != 2) return std::nullopt;
  return ast::Gradient{arguments[1], arguments[0]};
}

void add_claim(const ast::Claim& claim, ir::Span span, const Environment& environment,
               ElaborationState& state) {
  const auto elaborated = [&](const ast::Expr& expression, auto&& what) {
    const EllipsisMap ellipses(expression);
    ExpressionElaborator elaborator(state, environment, ellipses);
    return what(elaborator);
  };
  const auto value_of = [&](const ast::Expr& expression) {
    return elaborated(expression, [&](auto& elaborator) { return elaborator.value(expression); });
  };
  const Operand left = value_of(claim.left);
  const Operand right = value_of(claim.right);
  if (!left || !right) return;
  ir::Claim result{left.value.id, right.value.id, {}, {}, span, left.span, right.span};
  if (const auto gradient = gradient_parts(claim.left)) {
    const auto by = elaborated(
        gradient->by, [&](auto& elaborator) { return elaborator.independent(gradient->by); });
    if (!by.is_column) {
      result.of = value_of(gradient->of).value.id;
      result.by = by.name.value.id;
    }
  }
  state.program.claims.push_back(result);
}

}  // namespace

void add_outputs(const ast::File& file, const std::vector<ItemId>& order, ElaborationState& state) {
  for (const ast::Statement& statement : file.statements) {
    const auto* definition = std::get_if<ast::Definition>(&statement.what);
    const bool only_asks = definition != nullptr && definition->value == nullptr &&
                           definition->role == ast::DefinitionRole::output;
    if (!only_asks) continue;
    const auto environments = environments_of(definition->range, state.constants, state.reporter);
    if (!environments) continue;
    for (const Environment& environment : *environments) {
      add_output(*definition->target, environment, order, state);
    }
  }
  state.reporter.commit();
}

void add_claims(const ast::File& file, ElaborationState& state) {
  for (const ast::Statement& statement : file.statements) {
    const auto* claim = std::get_if<ast::Claim>(&statement.what);
    if (claim == nullptr) continue;
    const auto environments = environments_of(claim->range, state.constants, state.reporter);
    if (!environments) continue;
    for (const Environment& environment : *environments) {
      add_claim(*claim, statement.span, environment, state);
      state.reporter.commit();
    }
  }
}

}  // namespace nngen::parser
