// Calls whose arguments are no plain values: sizes, names that a derivative is taken by, ranges.

#include <algorithm>
#include <array>
#include <utility>

#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;
using ir::Expr;
using ir::OpKind;
using ir::Shape;

namespace {

constexpr std::array<std::string_view, 12> special_functions = {
    "commutation", "eye",  "grad",    "hessian", "hvp",   "jacobian",
    "jvp",         "ones", "reshape", "vjp",     "where", "zeros"};

}  // namespace

bool is_special_function(std::string_view name) {
  return std::find(special_functions.begin(), special_functions.end(), name) !=
         special_functions.end();
}

std::vector<std::string> special_function_names() {
  return {special_functions.begin(), special_functions.end()};
}

std::optional<Operand> ExpressionElaborator::call_special(const std::string& name,
                                                          const ast::PostfixOperation& call,
                                                          ir::Span span) {
  if (!is_special_function(name) || call.range) return std::nullopt;
  if (name == "eye" || name == "ones" || name == "zeros") return filled_matrix(name, call, span);
  if (name == "commutation") return commutation(call, span);
  if (name == "where") return where(call, span);
  if (name == "reshape") return reshape(call, span);
  return call_derivative(name, call, span);
}

// where(c, a, b) with a comparison c
Operand ExpressionElaborator::where(const ast::PostfixOperation& call, ir::Span span) {
  if (call.arguments.size() != 3) return wrong_argument_count("where", "3", call, span);
  const ast::Expr* condition = &call.arguments[0];
  while (const auto* inner = std::get_if<ast::Parenthesised>(&(*condition)->what)) {
    condition = &inner->inner;
  }
  const auto* compare = std::get_if<ast::Compare>(&(*condition)->what);
  const Operand a = value(call.arguments[1]);
  const Operand b = value(call.arguments[2]);
  if (compare == nullptr) {
    reporter().add(ir::make_diagnostic(DiagnosticKind::not_a_condition)
                       .at(call.arguments[0]->span)
                       .with_hint("write a comparison, for example where(x > 0, a, b)"));
    return invalid(span);
  }
  const std::array operands = {comparison(*compare, call.arguments[0]->span), a, b};
  return {operations().call(OpKind::where, "where", operands, span), span};
}

Operand ExpressionElaborator::comparison(const ast::Compare& compare, ir::Span span) {
  const std::array operands = {value(compare.left), value(compare.right)};
  OpKind op = OpKind::equal;
  switch (compare.op) {
    case ast::Comparison::less: op = OpKind::less_than; break;
    case ast::Comparison::less_equal: op = OpKind::less_equal; break;
    case ast::Comparison::greater: op = OpKind::greater_than; break;
    case ast::Comparison::greater_equal: op = OpKind::greater_equal; break;
    case ast::Comparison::equal: op = OpKind::equal; break;
    case ast::Comparison::not_equal: op = OpKind::not_equal; break;
  }
  return {operations().call(op, "a comparison", operands, span), span};
}

// reshape(A, m, n), by columns
Operand ExpressionElaborator::reshape(const ast::PostfixOperation& call, ir::Span span) {
  const std::size_t count = call.arguments.size();
  if (count != 2 && count != 3) return wrong_argument_count("reshape", "2 or 3", call, span);
  const Operand argument = value(call.arguments[0]);
  const auto rows = state_.constants.dimension(call.arguments[1], environment_);
  const auto cols = count == 3 ? state_.constants.dimension(call.arguments[2], environment_)
                               : std::optional(ir::Dim(1));
  if (!argument || !rows || !cols) return invalid(span);
  const Shape shape{*rows, *cols};
  if (shape.size() == argument.value.shape().size()) {
    return {ir::reshape(argument.value, shape), span};
  }
  operations().wrong_shape(span, operations().shape_text(argument) + ": it has " +
                                     argument.value.shape().size().to_string() + " entries, " +
                                     shape.to_string() + " has " + shape.size().to_string());
  return invalid(span);
}

Operand ExpressionElaborator::filled_matrix(const std::string& name,
                                            const ast::PostfixOperation& call, ir::Span span) {
  const std::size_t count = call.arguments.size();
  const std::size_t most = name == "eye" ? 1 : 2;
  if (count == 0 || count > most) {
    return wrong_argument_count(name, most == 1 ? "1" : "1 or 2", call, span);
  }
  std::vector<ir::Dim> sizes;
  for (const ast::Expr& argument : call.arguments) {
    const auto size = state_.constants.dimension(argument, environment_);
    if (!size) return invalid(span);
    sizes.push_back(*size);
  }
  if (name == "eye") return {ir::eye(graph(), sizes[0]), span};
  const Shape shape{sizes[0], count == 2 ? sizes[1] : ir::Dim(1)};
  return {ir::filled(graph(), name == "ones" ? 1 : 0, shape), span};
}

// commutation(m, n)·vec(A) = vec(Aᵀ) for A in R^(m×n)
Operand ExpressionElaborator::commutation(const ast::PostfixOperation& call, ir::Span span) {
  if (call.arguments.size() != 2) return wrong_argument_count("commutation", "2", call, span);
  const auto rows = state_.constants.dimension(call.arguments[0], environment_);
  const auto cols = state_.constants.dimension(call.arguments[1], environment_);
  if (!rows || !cols) return invalid(span);
  return {ir::commutation(graph(), {*rows, *cols}), span};
}

// sum(… for i = a..b), max(… for …)
Operand ExpressionElaborator::call_over_range(const std::string& name,
                                              const ast::PostfixOperation& call, ir::Span span) {
  const auto over = over_range(*call.range, call.arguments[0]);
  if (!over) return invalid(span);
  const std::vector<Operand>& values = *over;
  if (name == "sum") {
    if (values.empty()) return {ir::constant(graph(), 0), span};
    std::vector<SignedOperand> terms;
    for (const Operand& term : values) terms.push_back({term, false, {}});
    return {operations().sum(terms), span};
  }
  if (name != "max" && name != "min") {
    reporter().add(
        ir::make_diagnostic(DiagnosticKind::unsupported, "'" + name + "' does not run over a range")
            .at(call.range->span)
            .with_hint("sum, max and min do; [… for i = 1..k] stacks values"));
    return invalid(span);
  }
  if (values.empty()) {
    operations().wrong_shape(call.range->span, "'" + name + "' of nothing: the range is empty");
    return invalid(span);
  }
  Operand result = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    const std::array pair = {result, values[i]};
    result.value = call_function({operations(), name, pair, span});
    if (!result) break;
  }
  return {result.value, span};
}

}  // namespace nngen::parser
