// Product chains: from left to right, but a function without an argument acts on the rest of its
// chain.

#include <utility>

#include "parser/expression_elaborator.hpp"

namespace nngen::parser {

using ast::ProductOperator;
using ir::DiagnosticKind;
using ir::Expr;

Operand ExpressionElaborator::product(const ast::Product& product, ir::Span span) {
  if (environment_.layer == nullptr && ellipses_.in_chain(&product) != nullptr) {
    const ElaborationState::Filling filling(state_);
    const auto elements = fill_chain(product);
    return elements ? chain(*elements, span) : invalid(span);
  }
  std::vector<ChainElement> elements;
  elements.push_back({product.first, {}, {}, environment_.layer});
  for (const auto& link : product.rest) {
    elements.push_back({link.operand, link.op, link.op_span, environment_.layer});
    // In a layer of an ellipsis the dots stand for all that follows.
    const bool is_hole = environment_.layer != nullptr &&
                         environment_.layer->hole == link.operand.get() &&
                         std::holds_alternative<ast::Ellipsis>(link.operand->what);
    if (is_hole) break;
  }
  return chain(elements, span);
}

Operand ExpressionElaborator::element_value(const ChainElement& element) {
  if (element.layer == environment_.layer) return operand(element.operand);
  Environment environment = environment_;
  environment.layer = element.layer;
  return ExpressionElaborator(state_, std::move(environment), ellipses_).operand(element.operand);
}

std::optional<FunctionValue> ExpressionElaborator::chain_function(const ChainElement& element) {
  if (const auto* negate = std::get_if<ast::Negate>(&element.operand->what)) {
    ChainElement positive = element;
    positive.operand = negate->operand;
    auto function = chain_function(positive);
    if (function) function->is_negative = !function->is_negative;
    return function;
  }
  if (element.layer == environment_.layer) return function_value(element.operand);
  Environment environment = environment_;
  environment.layer = element.layer;
  return ExpressionElaborator(state_, std::move(environment), ellipses_)
      .function_value(element.operand);
}

// Elaborates from the innermost function's argument outwards: a loop, however many layers there
// are.
Operand ExpressionElaborator::chain(const std::vector<ChainElement>& elements, ir::Span span) {
  std::vector<std::optional<FunctionValue>> functions;
  for (const ChainElement& element : elements) functions.push_back(chain_function(element));
  std::optional<Operand> last;
  std::size_t end = elements.size();
  for (std::size_t i = elements.size(); i-- > 0;) {
    if (!functions[i]) continue;
    const FunctionValue& function = *functions[i];
    if (i + 1 == elements.size()) {
      reporter().add(ir::make_diagnostic(DiagnosticKind::missing_argument, function.name)
                         .at(function.span)
                         .with_hint("in a product it acts on what follows; else write " +
                                    function.name + "(…)"));
      last = invalid(function.span);
    } else {
      check_function_operator(function, elements[i + 1]);
      const Operand argument = chain_segment(elements, i + 1, end, last);
      const ir::Span applied = ir::cover(elements[i].operand->span, argument.span);
      last = wants_size(argument) ? invalid(applied) : apply(function, argument, applied);
      if (*last) {
        if (function.is_negative) last->value = -last->value;
        graph().set_origin(last->value.id, applied);
      }
    }
    end = i;
  }
  if (end == 0) return {last->value, span};
  Operand result = chain_segment(elements, 0, end, last);
  result.span = span;
  return result;
}

void ExpressionElaborator::check_function_operator(const FunctionValue& function,
                                                   const ChainElement& next) {
  const bool composes = next.op == ProductOperator::product ||
                        next.op == ProductOperator::implicit ||
                        next.op == ProductOperator::hadamard;
  if (composes) return;
  reporter().add(ir::make_diagnostic(DiagnosticKind::missing_argument, function.name)
                     .at(function.span)
                     .note(next.op_span, "this needs a value on its left")
                     .with_hint("write " + function.name + "(…) with its argument"));
}

// The operands begin..end, from left to right, and behind them an operand that is known already.
Operand ExpressionElaborator::chain_segment(const std::vector<ChainElement>& elements,
                                            std::size_t begin, std::size_t end,
                                            const std::optional<Operand>& last) {
  if (begin == end) return *last;
  Operand result = element_value(elements[begin]);
  std::optional<ir::Span> quotient;
  const auto take = [&](const ChainElement& element, const Operand& right) {
    const bool multiplies = element.op == ProductOperator::product;
    if (quotient && multiplies) {
      const std::string left = reporter().quote(result.span);
      reporter().add(ir::make_diagnostic(DiagnosticKind::suspicious_quotient,
                                         "(" + left + ")·" + reporter().quote(right.span))
                         .at(*quotient)
                         .with_hint("products are read from left to right; add brackets"));
    }
    quotient = element.op == ProductOperator::elementwise_divide ? std::optional(element.op_span)
                                                                 : std::nullopt;
    const ir::Span span = ir::cover(result.span, right.span);
    result = combine(result, element.op, element.op_span, right);
    result.span = span;
    if (result && !result.is_unsized_identity) graph().set_origin(result.value.id, span);
  };
  for (std::size_t i = begin + 1; i < end; ++i) take(elements[i], element_value(elements[i]));
  if (last) take(elements[end], *last);
  return result;
}

Operand ExpressionElaborator::combine(const Operand& left, ProductOperator op, ir::Span op_span,
                                      const Operand& right) {
  if (!left || !right) return invalid(op_span);
  if (left.is_unsized_identity || right.is_unsized_identity) {
    return combine_identity(left, op, op_span, right);
  }
  Operations& apply_op = operations();
  const auto result = [&](Expr value) { return Operand{value, op_span}; };
  switch (op) {
    case ProductOperator::product:
    case ProductOperator::implicit:
      return result(environment_.is_elementwise ? apply_op.hadamard(left, right, op_span)
                                                : apply_op.product(left, right, op_span));
    case ProductOperator::hadamard: return result(apply_op.hadamard(left, right, op_span));
    case ProductOperator::reversed: return result(apply_op.reversed_product(left, right, op_span));
    case ProductOperator::kronecker: return result(apply_op.kronecker(left, right));
    case ProductOperator::divide:
      return result(environment_.is_elementwise ? apply_op.elementwise_divide(left, right, op_span)
                                                : apply_op.divide(left, right, op_span));
    case ProductOperator::elementwise_divide:
      return result(apply_op.elementwise_divide(left, right, op_span));
  }
  return invalid(op_span);
}

// s·I stays open, I·A is A, and every other use needs the size.
Operand ExpressionElaborator::combine_identity(const Operand& left, ProductOperator op,
                                               ir::Span op_span, const Operand& right) {
  const bool multiplies = op == ProductOperator::product || op == ProductOperator::implicit ||
                          op == ProductOperator::reversed;
  const bool divides = op == ProductOperator::divide && left.is_unsized_identity &&
                       !right.is_unsized_identity && right.value.is_scalar();
  if (!multiplies && !divides) {
    if (!wants_size(left)) wants_size(right);
    return invalid(op_span);
  }
  Operand result{divides ? ir::divide(left.value, right.value) : left.value * right.value, op_span};
  const Operand& other = left.is_unsized_identity ? right : left;
  result.is_unsized_identity = divides || other.is_unsized_identity || other.value.is_scalar();
  return result;
}

}  // namespace nngen::parser
