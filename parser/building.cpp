#include "parser/building.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "parser/notation.hpp"
#include "parser/syntax_report.hpp"
#include "parser/words.hpp"

namespace nngen::parser {
namespace {

using ir::DiagnosticKind;
using ir::make_diagnostic;
using ir::Span;

bool is_minus_one(const ast::Expr& exponent) {
  if (const auto* bracket = get_if<ast::Parenthesised>(exponent)) {
    return is_minus_one(bracket->inner);
  }
  const auto* negate = get_if<ast::Negate>(exponent);
  const auto* number = negate ? get_if<ast::Number>(negate->operand) : nullptr;
  return number && number->is_integer && number->value == 1;
}

/// The text of a subscript that is a number or a plain name, and so part of the name before it.
std::optional<std::string> simple_subscript(const ast::Expr& value) {
  if (const auto* reference = get_if<ast::Reference>(value)) {
    if (reference->subscript) return std::nullopt;
    return reference->name.text;
  }
  const auto* number = get_if<ast::Number>(value);
  if (!number || !number->is_integer || number->value > 1e15) return std::nullopt;
  return std::to_string(static_cast<long long>(number->value));
}

void report_misplaced_subscript(ParseState& state, Span operand, Span subscript) {
  report(state.diagnostics, make_diagnostic(DiagnosticKind::misplaced_subscript)
                                .at(subscript)
                                .note(operand, "")
                                .with_hint("a name, a norm or ∇ takes one subscript"));
}

std::optional<ast::NormKind> norm_kind(const ast::Expr& subscript) {
  const auto name = simple_subscript(subscript);
  if (!name) return std::nullopt;
  if (*name == "1") return ast::NormKind::one;
  if (*name == "2") return ast::NormKind::euclidean;
  if (*name == "∞" || *name == "inf") return ast::NormKind::infinity;
  if (*name == "F") return ast::NormKind::frobenius;
  return std::nullopt;
}

/// ‖x‖₁, also behind the square: ‖X‖²_F.
bool add_norm_subscript(ParseState& state, ast::Postfix& postfix, const Subscript& subscript) {
  const auto* norm = get_if<ast::Norm>(postfix.operand);
  const bool is_behind = postfix.operations.empty() ||
                         (postfix.operations.size() == 1 && is_power(postfix.operations[0].kind));
  if (!norm || norm->kind != ast::NormKind::euclidean || !is_behind) return false;
  const auto kind = norm_kind(subscript.value);
  if (!kind) {
    const Span span = subscript.value->span;
    report(state.diagnostics,
           make_diagnostic(DiagnosticKind::unknown_norm, shorten(state.text(span)))
               .at(span)
               .with_hint("there are ‖x‖₁, ‖x‖₂, ‖x‖_∞ and ‖X‖_F"));
  }
  Span span = postfix.operand->span;
  if (postfix.operations.empty()) span = ir::cover(span, subscript.span);
  postfix.operand =
      ast::make(span, ast::Norm{kind.value_or(ast::NormKind::euclidean), norm->operand});
  return true;
}

}  // namespace

ast::Expr finish(ast::Sum sum) {
  if (sum.rest.empty()) return sum.first;
  const Span span = ir::cover(sum.first->span, sum.rest.back().operand->span);
  return ast::make(span, std::move(sum));
}

ast::Expr finish(ast::Product product) {
  if (product.rest.empty()) return product.first;
  const Span span = ir::cover(product.first->span, product.rest.back().operand->span);
  return ast::make(span, std::move(product));
}

ast::Expr finish(ast::Postfix postfix) {
  if (postfix.operations.empty()) return postfix.operand;
  const Span span = ir::cover(postfix.operand->span, postfix.operations.back().span);
  return ast::make(span, std::move(postfix));
}

ast::Expr finish(ast::Compare comparison) {
  if (!comparison.right) return comparison.left;
  const Span span = ir::cover(comparison.left->span, comparison.right->span);
  return ast::make(span, std::move(comparison));
}

void begin_juxtaposed(ParseState& state, ast::Product& product, Juxtaposition juxtaposition) {
  const Token* next = juxtaposition.next;
  const ast::Expr& left = product.rest.empty() ? product.first : product.rest.back().operand;
  const bool beside_dots =
      next->kind == TokenKind::ellipsis || next[-1].kind == TokenKind::ellipsis;
  if (!beside_dots && !number_multiplies(next)) report_missing_operator(state, left, next);
  const Span between{next[-1].end, next->begin};
  product.rest.push_back({ast::ProductOperator::implicit, between, nullptr});
}

void set_last_operand(ParseState& state, ast::Product& product, ast::Expr operand) {
  product.rest.back().operand = std::move(operand);
  if (product.rest.back().op == ast::ProductOperator::implicit) {
    check_number_before(state, product, product.rest.size());
  }
}

void add_operation(ParseState& state, ast::Postfix& postfix, ast::PostfixOperation operation) {
  if (postfix.operations.empty()) check_prefixed_operand(state, postfix.operand, operation.span);
  if (operation.kind == ast::PostfixKind::power && is_minus_one(operation.arguments.front())) {
    operation.kind = ast::PostfixKind::inverse;
  }
  check_tower(state, postfix, operation);
  postfix.operations.push_back(std::move(operation));
}

void add_subscript(ParseState& state, ast::Postfix& postfix, Subscript subscript) {
  if (add_norm_subscript(state, postfix, subscript)) return;
  const auto* reference = get_if<ast::Reference>(postfix.operand);
  const bool behind_name = std::all_of(
      postfix.operations.begin(), postfix.operations.end(), [](const ast::PostfixOperation& op) {
        return op.kind == ast::PostfixKind::prime || op.kind == ast::PostfixKind::transpose ||
               op.kind == ast::PostfixKind::inverse_transpose;
      });
  const bool is_taken = !reference || reference->subscript || !behind_name ||
                        reference->subscript_span != Span{} ||
                        simple_subscript(subscript.value) == "∞";
  if (is_taken) return report_misplaced_subscript(state, postfix.operand->span, subscript.span);
  ast::Reference subscripted = *reference;
  subscripted.subscript_span = subscript.span;
  if (const auto text = simple_subscript(subscript.value)) {
    subscripted.name.text = join_subscript(subscripted.name.text, *text);
  } else {
    subscripted.subscript = std::move(subscript.value);
  }
  Span span = postfix.operand->span;
  if (postfix.operations.empty()) {
    span = ir::cover(span, subscript.span);
  } else {
    postfix.operations.back().span = ir::cover(postfix.operations.back().span, subscript.span);
  }
  postfix.operand = ast::make(span, std::move(subscripted));
}

void add_subscript(ParseState& state, ast::Target& target, Subscript subscript) {
  if (target.index || simple_subscript(subscript.value) == "∞") {
    return report_misplaced_subscript(state, target.name.span, subscript.span);
  }
  if (const auto text = simple_subscript(subscript.value)) {
    target.name.text = join_subscript(target.name.text, *text);
  } else {
    target.index = std::move(subscript.value);
  }
}

}  // namespace nngen::parser
