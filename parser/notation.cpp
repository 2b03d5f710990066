#include "parser/notation.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "ir/op.hpp"
#include "parser/syntax_report.hpp"

namespace nngen::parser {
namespace {

using ir::DiagnosticKind;
using ir::make_diagnostic;
using ir::Span;

std::string quoted(const ParseState& state, Span span) { return quote(state.text(span)); }

/// What a message calls an operand: its text, or its last token where that is too long to be read.
std::string name_operand(const ParseState& state, const ast::Expr& operand, const Token& last) {
  constexpr std::uint32_t readable = 24;
  const Span span = operand->span;
  if (span.end - span.begin <= readable) return quoted(state, span);
  return last.begin == last.end ? std::string(description(last.kind)) : quoted(state, last.span());
}

bool is_division(ast::ProductOperator op) {
  return op == ast::ProductOperator::divide || op == ast::ProductOperator::elementwise_divide;
}

/// A number, perhaps with signs.
bool is_signed_number(const ast::Expr& expr) {
  if (const auto* negate = get_if<ast::Negate>(expr)) return is_signed_number(negate->operand);
  return get_if<ast::Number>(expr) != nullptr;
}

/// The operator before the operand; an operand at the chain's begin has none.
std::optional<ast::ProductOperator> operator_before(const ast::Product& product,
                                                    std::size_t operand) {
  if (operand == 0) return std::nullopt;
  return product.rest[operand - 1].op;
}

const ast::Expr& operand_at(const ast::Product& product, std::size_t operand) {
  return operand == 0 ? product.first : product.rest[operand - 1].operand;
}

/// The hint names the two readings, where both can be written and are short enough to be read.
void report_ambiguous(ParseState& state, Span span, const std::string& first,
                      const std::string& second) {
  const bool names_both = !second.empty() && is_readable(first) && is_readable(second);
  report(state.diagnostics, make_diagnostic(DiagnosticKind::ambiguous_notation, quoted(state, span))
                                .at(span)
                                .with_hint(names_both ? "write " + first + " or " + second
                                                      : "put what belongs together in brackets"));
}

/// `a/2b`: the number divides `a`, or its product with `b` does. 1/2‖y‖² alone is usual and clear.
void check_divided_number(ParseState& state, const ast::Product& product, std::size_t number) {
  const auto op = operator_before(product, number);
  if (!op || !is_division(*op)) return;
  const ast::Expr& dividend = operand_at(product, number - 1);
  const auto op_before = operator_before(product, number - 1);
  const bool is_fraction = *op == ast::ProductOperator::divide && is_signed_number(dividend) &&
                           !(op_before && is_division(*op_before));
  if (is_fraction) return;
  const auto text = [&](Span span) { return std::string(state.text(span)); };
  const Span factor = operand_at(product, number + 1)->span;
  const Span divisor = operand_at(product, number)->span;
  const Span op_span = product.rest[number - 1].op_span;
  const std::string quotient = text(dividend->span) + text(op_span);
  report_ambiguous(state, ir::cover(dividend->span, factor),
                   quotient + "(" + text(divisor) + "·" + text(factor) + ")",
                   "(" + quotient + text(divisor) + ")·" + text(factor));
}

/// The place where a number ends an operand that is more than this number: e^2, √2, ∇_W 2.
std::optional<Span> find_last_number(const ast::Expr& operand) {
  const ast::Expr* inner = nullptr;
  if (const auto* postfix = get_if<ast::Postfix>(operand)) {
    const ast::PostfixOperation& last = postfix->operations.back();
    // x²y: a superscript is no number in front of y, only an operator is missing.
    const bool is_superscript = is_power(last.kind) && last.arguments[0]->span == last.span;
    if (is_power(last.kind) && !is_superscript) inner = &last.arguments[0];
  } else if (const auto* root = get_if<ast::SquareRoot>(operand)) {
    inner = &root->operand;
  } else if (const auto* gradient = get_if<ast::Gradient>(operand)) {
    inner = &gradient->of;
  } else if (const auto* negate = get_if<ast::Negate>(operand)) {
    return find_last_number(negate->operand);
  }
  if (!inner || !*inner || !is_signed_number(*inner)) return std::nullopt;
  const bool is_last = (*inner)->span.end == operand->span.end;
  return is_last ? std::optional((*inner)->span) : std::nullopt;
}

/// ∇_W f, grad(f, W) and the like, perhaps in brackets, signed or transposed.
bool is_derivative(const ast::Expr& expr) {
  constexpr std::array<std::string_view, 6> functions{"grad", "jacobian", "hessian",
                                                      "jvp",  "vjp",      "hvp"};
  if (get_if<ast::Gradient>(expr)) return true;
  if (const auto* negate = get_if<ast::Negate>(expr)) return is_derivative(negate->operand);
  if (const auto* bracket = get_if<ast::Parenthesised>(expr)) return is_derivative(bracket->inner);
  const auto* postfix = get_if<ast::Postfix>(expr);
  if (!postfix) return false;
  const auto* reference = get_if<ast::Reference>(postfix->operand);
  if (!reference) return is_derivative(postfix->operand);
  return postfix->operations.front().kind == ast::PostfixKind::call &&
         std::find(functions.begin(), functions.end(), reference->name.text) != functions.end();
}

}  // namespace

bool is_power(ast::PostfixKind kind) {
  return kind == ast::PostfixKind::power || kind == ast::PostfixKind::elementwise_power ||
         kind == ast::PostfixKind::inverse;
}

bool number_multiplies(const Token* next) {
  if (next[-1].kind != TokenKind::number) return false;
  switch (next->kind) {
    case TokenKind::name:
    case TokenKind::kw_loss:
    case TokenKind::left_parenthesis:
    case TokenKind::square_root:
    case TokenKind::norm_open:
    case TokenKind::absolute_open:
    case TokenKind::left_angle:
    case TokenKind::nabla:
    case TokenKind::partial: return next->glued || next->enclosing != TokenKind::left_bracket;
    default: return false;
  }
}

/// In `x if y` the first of two missing operators stands for both.
bool is_reported_before(const ParseState& state, Span left) {
  const auto& findings = state.diagnostics.all();
  if (findings.empty() || findings.back().kind != DiagnosticKind::missing_operator) return false;
  return findings.back().place() == left;
}

void report_missing_operator(ParseState& state, const ast::Expr& left, const Token* next) {
  if (!is_worth_reporting(state.diagnostics)) return;
  if (is_reported_before(state, next[-1].span())) return;
  const std::string first = name_operand(state, left, next[-1]);
  const std::string second = quoted(state, next->span());
  const Span left_span =
      next[-1].begin == next[-1].end || first.size() > 2 ? left->span : next[-1].span();
  ir::Diagnostic finding = make_diagnostic(DiagnosticKind::missing_operator, first, second)
                               .at(next->span())
                               .note(left_span, "")
                               .with_hint("write · for the product or ∘ for the elementwise one");
  if (next->enclosing == TokenKind::left_bracket) {
    finding.hint = "write , between the entries of a row, or · for a product";
  } else if (const std::string_view sign = state.text(left_span); sign == "∑" || sign == "Σ") {
    finding.hint = "a sum is written sum(…), or sum(… for i = 1..n)";
  } else if (next->kind == TokenKind::name && ir::find_function(state.text(left->span))) {
    const std::string argument(state.text(next->span()));
    finding.hint = "write " + std::string(state.text(left->span)) + "(" + shorten(argument) + ")";
    finding.fix = ir::Fix{{left->span.end, next->end}, "(" + argument + ")"};
  } else if (next->kind == TokenKind::name && get_if<ast::Reference>(left)) {
    finding.hint = "write " + shorten(state.text(left->span)) + "·" +
                   shorten(state.text(next->span())) +
                   ": only a number multiplies without an operator";
    finding.fix = ir::Fix{{left->span.end, next->begin}, "·"};
  }
  report(state.diagnostics, std::move(finding));
}

void check_number_before(ParseState& state, const ast::Product& product, std::size_t factor) {
  if (!is_worth_reporting(state.diagnostics)) return;
  const ast::Expr& operand = operand_at(product, factor - 1);
  if (is_signed_number(operand)) return check_divided_number(state, product, factor - 1);
  const auto number = find_last_number(operand);
  if (!number) return;
  const Span span = ir::cover(operand->span, operand_at(product, factor)->span);
  const std::string head(state.text({operand->span.begin, number->begin}));
  const std::string digits(state.text(*number));
  const std::string tail(state.text(operand_at(product, factor)->span));
  report_ambiguous(state, span, head + "(" + digits + "·" + tail + ")",
                   "(" + head + digits + ")·" + tail);
}

void check_prefixed_operand(ParseState& state, const ast::Expr& operand, Span operation) {
  if (!is_worth_reporting(state.diagnostics)) return;
  Span inner;
  if (const auto* root = get_if<ast::SquareRoot>(operand)) {
    inner = root->operand->span;
  } else if (const auto* gradient = get_if<ast::Gradient>(operand)) {
    inner =
        ir::Span{std::max(gradient->of->span.begin, gradient->by->span.begin), operand->span.end};
  } else {
    return;
  }
  const std::string head(state.text({operand->span.begin, inner.begin}));
  const std::string body(state.text(inner));
  const std::string tail(state.text(operation));
  report_ambiguous(state, ir::cover(operand->span, operation), head + "(" + body + tail + ")",
                   "(" + head + body + ")" + tail);
}

void check_tower(ParseState& state, const ast::Postfix& postfix,
                 const ast::PostfixOperation& operation) {
  if (!is_power(operation.kind) || postfix.operations.empty()) return;
  const ast::PostfixOperation& last = postfix.operations.back();
  if (!is_power(last.kind) || !is_worth_reporting(state.diagnostics)) return;
  const bool may_be_index = postfix.operations.size() == 1 &&
                            get_if<ast::Reference>(postfix.operand) &&
                            (get_if<ast::Parenthesised>(last.arguments.front()) ||
                             get_if<ast::Block>(last.arguments.front()));
  if (may_be_index) return;
  const Span exponent = last.arguments.front()->span;
  const std::string base(state.text({postfix.operand->span.begin, last.span.begin}));
  const std::string op(state.text({last.span.begin, exponent.begin}));
  const std::string outer(state.text(operation.span));
  // x²^n: a superscript cannot be written on.
  const std::string tower =
      op.empty() ? "" : base + op + "(" + std::string(state.text(exponent)) + outer + ")";
  report_ambiguous(state, ir::cover(postfix.operand->span, operation.span),
                   "(" + base + std::string(state.text(last.span)) + ")" + outer, tower);
}

void check_claim(ParseState& state, const ast::Expr& left) {
  if (is_derivative(left)) return;
  const auto* postfix = get_if<ast::Postfix>(left);
  const bool is_call = postfix && get_if<ast::Reference>(postfix->operand) &&
                       postfix->operations.front().kind == ast::PostfixKind::call;
  const std::string text = shorten(state.text(left->span));
  report(state.diagnostics,
         make_diagnostic(DiagnosticKind::bad_definition, text)
             .at(left->span)
             .with_hint(is_call ? "write def " + text + " = … to define a function"
                                : "left of = stands a name, or a derivative such as ∇_W f"));
}

void report_wrong_operator(ParseState& state, Span span, std::string_view meant) {
  ir::Diagnostic finding = make_diagnostic(DiagnosticKind::wrong_operator, state.text(span))
                               .at(span)
                               .with_hint("write " + std::string(meant));
  const bool is_sure = meant.find(" or ") == std::string_view::npos;
  if (is_sure) finding.fix = ir::Fix{span, std::string(meant.substr(0, meant.find(' ')))};
  report(state.diagnostics, std::move(finding));
}

}  // namespace nngen::parser
