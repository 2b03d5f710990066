// Calls of activations, of functions of the language and of the file's own.

#include <algorithm>
#include <array>
#include <utility>

#include "ir/calculus/differentiate.hpp"
#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"
#include "parser/substitute.hpp"

namespace nngen::parser {

using ast::PostfixKind;
using ir::DiagnosticKind;
using ir::Expr;
using ir::OpKind;

namespace {

// A def is expanded where it is called: calls within calls are a recursion here.
constexpr std::size_t deepest_call = 256;
// A derivative of a function is several times as long as the function.
constexpr std::uint32_t highest_order = 6;

// How the operations behind a function's name read: its derivative's order and the call.
struct CallShape {
  std::uint32_t order = 0;
  std::optional<std::size_t> call;
  std::optional<std::size_t> misplaced;  // what cannot stand between a function and its argument
};

CallShape call_shape(const ast::Postfix& postfix, std::optional<std::size_t> used) {
  CallShape shape;
  for (std::size_t i = 0; i < postfix.operations.size(); ++i) {
    if (used && i == *used) continue;
    const PostfixKind kind = postfix.operations[i].kind;
    if (kind == PostfixKind::prime) {
      ++shape.order;
      continue;
    }
    if (kind == PostfixKind::call) {
      shape.call = i;
    } else {
      shape.misplaced = i;
    }
    break;
  }
  return shape;
}

template <class Part>
ir::Dim coordinates_of(const std::vector<Part>& parts) {
  ir::Dim coordinates(0);
  for (const Part& part : parts) coordinates = coordinates + part.count;
  return coordinates;
}

}  // namespace

ExpressionElaborator::Arguments ExpressionElaborator::arguments(const ast::PostfixOperation& call) {
  Arguments result;
  for (const ast::Expr& argument : call.arguments) {
    result.values.push_back(value(argument));
    result.are_valid = result.are_valid && result.values.back();
  }
  return result;
}

// Σ(z), Σ'(z), Σ''(z) of an activation; f(a, b) of a def.
Operand ExpressionElaborator::call_item(const ResolvedName& resolved, const ast::Postfix& postfix,
                                        ir::Span span) {
  const Item& item = state_.scope[resolved.item];
  state_.mark_used(resolved.item);
  const CallShape shape = call_shape(postfix, resolved.used);
  const bool is_primed_def = shape.order > 0 && item.kind == ItemKind::function;
  if (!shape.call || is_primed_def) return misused_function(item.name.plain(), shape.call, span);
  const ast::PostfixOperation& call = postfix.operations[*shape.call];
  const ir::Span called = ir::cover(postfix.operand->span, call.span);
  Operand result;
  if (item.kind == ItemKind::function) {
    result = expand_function(resolved.item, call, called);
  } else {
    const Arguments given = arguments(call);
    if (given.values.size() != 1) return wrong_argument_count(item.name.plain(), "1", call, called);
    if (!given.are_valid) return invalid(span);
    const FunctionValue function{item.name.plain(), postfix.operand->span, resolved.item,
                                 shape.order, false};
    result = apply(function, given.values[0], called);
  }
  if (result) graph().set_origin(result.value.id, called);
  return apply_operations(result, postfix, *shape.call + 1);
}

Operand ExpressionElaborator::call_builtin(const std::string& name, const ast::Postfix& postfix,
                                           ir::Span span) {
  const CallShape shape = call_shape(postfix, std::nullopt);
  if (!shape.call) return misused_function(name, shape.call, span);
  const ast::PostfixOperation& call = postfix.operations[*shape.call];
  const ir::Span called = ir::cover(postfix.operand->span, call.span);
  Operand result = invalid(called);
  if (shape.order > 0) {
    const Arguments given = arguments(call);
    if (given.values.size() != 1) return wrong_argument_count(name, "1", call, called);
    const FunctionValue function{name, postfix.operand->span, std::nullopt, shape.order, false};
    if (given.are_valid) result = apply(function, given.values[0], called);
  } else if (const auto special = call_special(name, call, called)) {
    result = *special;
  } else if (call.range) {
    result = call_over_range(name, call, called);
  } else {
    const Arguments given = arguments(call);
    if (given.are_valid) {
      result.value = call_function({operations(), name, given.values, called});
    }
  }
  if (result) graph().set_origin(result.value.id, called);
  return apply_operations(result, postfix, *shape.call + 1);
}

Operand ExpressionElaborator::misused_function(const std::string& name,
                                               const std::optional<std::size_t>& call,
                                               ir::Span span) {
  ir::Diagnostic error =
      call ? ir::make_diagnostic(DiagnosticKind::unsupported,
                                 "'" + name + "' has no prime: it is no function of one coordinate")
                 .with_hint("a prime stands behind activations only; write grad(…)")
           : ir::make_diagnostic(DiagnosticKind::missing_argument, name)
                 .with_hint("write " + name + "(…)");
  reporter().add(std::move(error).at(span));
  return invalid(span);
}

Operand ExpressionElaborator::wrong_argument_count(const std::string& name,
                                                   const std::string& takes,
                                                   const ast::PostfixOperation& call,
                                                   ir::Span span) {
  const std::string plural = takes == "1" ? " argument" : " arguments";
  reporter().add(ir::make_diagnostic(DiagnosticKind::wrong_arity, name, takes + plural,
                                     std::to_string(call.arguments.size()))
                     .at(span));
  return invalid(span);
}

bool ExpressionElaborator::fits_direct_sum(const ir::Dim& coordinates, const FunctionValue& named,
                                           const Operand& argument) {
  if (coordinates == argument.value.shape().rows) return true;
  reporter().add(ir::make_diagnostic(DiagnosticKind::wrong_shape,
                                     "'" + named.name + "' is a direct sum of " +
                                         coordinates.to_string() + " functions, " +
                                         operations().shape_text(argument))
                     .at(argument.span)
                     .note(state_.scope[*named.activation].span, "declared here"));
  return false;
}

Operand ExpressionElaborator::apply(const FunctionValue& function, const Operand& argument,
                                    ir::Span span) {
  if (!argument) return invalid(span);
  if (function.order > highest_order) {
    reporter().add(ir::make_diagnostic(DiagnosticKind::too_large,
                                       "'" + function.name + "' has " +
                                           std::to_string(function.order) +
                                           " primes; the limit is " + std::to_string(highest_order))
                       .at(function.span));
    return invalid(span);
  }
  if (!function.activation) {
    if (function.order == 0) {
      return {call_function({operations(), function.name, std::span(&argument, 1), span}), span};
    }
    const auto op = ir::find_function(function.name);
    if (!op || ir::op_def(*op).derivative == nullptr) {
      return misused_function(function.name, std::size_t{0}, function.span);
    }
    return {ir::apply({state_.function_of(*op), function.order}, argument.value), span};
  }
  state_.mark_used(*function.activation);
  const auto found = state_.activations.find(*function.activation);
  if (found == state_.activations.end()) return invalid(span);
  const ActivationMeaning& meaning = found->second;
  if (meaning.function) {
    const ir::Function& parts = graph().function(*meaning.function);
    if (parts.is_direct_sum && !fits_direct_sum(coordinates_of(parts.parts), function, argument)) {
      return invalid(span);
    }
    return {ir::apply({*meaning.function, function.order}, argument.value), span};
  }
  if (!meaning.pieces.empty()) return apply_pieces(meaning, function, argument, span);
  if (meaning.formula != nullptr || meaning.call != nullptr) {
    return apply_formula(meaning, function, argument, span);
  }
  if (function.order > 0) {
    reporter().add(
        ir::make_diagnostic(DiagnosticKind::unsupported, "'" + function.name +
                                                             "' has no prime: it is no function "
                                                             "of one coordinate")
            .at(function.span)
            .with_hint("write jacobian(…) or grad(…)"));
    return invalid(span);
  }
  return {call_function({operations(), meaning.direct, std::span(&argument, 1), span}), span};
}

// Each piece on its coordinates; under another name a single piece on all of them.
Operand ExpressionElaborator::apply_pieces(const ActivationMeaning& meaning,
                                           const FunctionValue& function, const Operand& argument,
                                           ir::Span span) {
  const ItemId item = *function.activation;
  if (std::find(state_.calls.begin(), state_.calls.end(), item) != state_.calls.end()) {
    reporter().add(ir::make_diagnostic(DiagnosticKind::cyclic_definition, function.name)
                       .at(state_.scope[item].span));
    return invalid(span);
  }
  state_.calls.push_back(item);
  Operand result{{}, span};
  if (!meaning.is_direct_sum) {
    result = apply_piece(*meaning.pieces[0].part, function, argument, span);
  } else if (fits_direct_sum(coordinates_of(meaning.pieces), function, argument)) {
    std::vector<Operand> values;
    ir::Offset place{0, 0};
    const ir::Dim cols = argument.value.shape().cols;
    for (const ActivationPiece& piece : meaning.pieces) {
      Operand part = argument;
      part.value = ir::slice(argument.value, place, {piece.count, cols});
      values.push_back(apply_piece(*piece.part, function, part, span));
      place.row = place.row + piece.count;
    }
    result.value = operations().stack(OpKind::vstack, values);
  }
  state_.calls.pop_back();
  return result;
}

Operand ExpressionElaborator::apply_piece(const ast::ActivationPart& part,
                                          const FunctionValue& function, const Operand& argument,
                                          ir::Span span) {
  if (part.argument) {
    ActivationMeaning with_parameter;
    with_parameter.call = &part;
    return apply_formula(with_parameter, function, argument, span);
  }
  FunctionValue named{part.function.text, part.function.span, {}, function.order, false};
  if (const auto item = state_.scope.find(plain_spelling(part.function.text))) {
    named.activation = *item;
  }
  return apply(named, argument, span);
}

// The formula with the argument in place of its variable. A derivative of it is its tangent along
// ones, taken of a variable of its own: the formula may contain the argument's node otherwise, too.
Operand ExpressionElaborator::apply_formula(const ActivationMeaning& meaning,
                                            const FunctionValue& function, const Operand& argument,
                                            ir::Span span) {
  const ElaborationState::Filling filling(state_);
  const Reporter::Frame frame(reporter(), span, "in the formula of '" + function.name + "'");
  Operand variable = argument;
  if (function.order > 0) variable.value = ir::elementwise(OpKind::stop, argument.value);
  Operand result = formula_value(meaning, function, variable);
  result.span = span;
  if (!result) return result;
  const ir::Shape shape = argument.value.shape();
  if (!(result.value.shape() == shape) && !result.value.is_scalar()) {
    operations().wrong_shape(span, "the formula of an activation must be a scalar");
    return invalid(span);
  }
  result.value = ir::broadcast(result.value, shape);
  for (std::uint32_t i = 0; i < function.order; ++i) {
    const ir::Tangent along_ones{variable.value.id, ir::ones_like(variable.value).id};
    result.value = {&graph(), ir::tangent_of(graph(), result.value.id, std::span(&along_ones, 1))};
  }
  if (function.order > 0) result.value = substitute(result.value, variable.value, argument.value);
  return result;
}

// σ(z) = formula, entry by entry; or σ = leaky_relu(0.1), a function with its parameter.
Operand ExpressionElaborator::formula_value(const ActivationMeaning& meaning,
                                            const FunctionValue& function,
                                            const Operand& argument) {
  Environment environment;
  if (const auto& binding = state_.scope[*function.activation].binding) {
    environment.indices.push_back(*binding);
  }
  const EllipsisMap none;
  if (meaning.formula != nullptr) {
    environment.is_elementwise = true;
    environment.locals.push_back({meaning.formula->variable->text, argument.value});
    return ExpressionElaborator(state_, std::move(environment), none)
        .value(meaning.formula->formula);
  }
  const Operand parameter =
      ExpressionElaborator(state_, std::move(environment), none).value(meaning.call->argument);
  const std::array arguments = {argument, parameter};
  return {call_function({operations(), meaning.call->function.text, arguments, argument.span}),
          argument.span};
}

Operand ExpressionElaborator::expand_function(ItemId item, const ast::PostfixOperation& call,
                                              ir::Span span) {
  const Item& definition = state_.scope[item];
  const auto& function = std::get<ast::Function>(definition.statement->what);
  const std::string name = definition.name.plain();
  const Arguments given = arguments(call);
  if (given.values.size() != function.parameters.size()) {
    const Reporter::Frame frame(reporter(), definition.span, "declared here");
    return wrong_argument_count(name, std::to_string(function.parameters.size()), call, span);
  }
  if (!given.are_valid) return invalid(span);
  const ElaborationState::Filling filling(state_);
  if (std::find(state_.calls.begin(), state_.calls.end(), item) != state_.calls.end()) {
    reporter().add(
        ir::make_diagnostic(DiagnosticKind::cyclic_definition, name).at(definition.span));
    return invalid(span);
  }
  if (state_.calls.size() == deepest_call) {
    reporter().add(ir::make_diagnostic(DiagnosticKind::too_large,
                                       "calls are nested deeper than " + std::to_string(deepest_call))
                       .at(definition.span));
    return invalid(span);
  }
  Environment environment;
  for (std::size_t i = 0; i < given.values.size(); ++i) {
    environment.locals.push_back({function.parameters[i].text, given.values[i].value});
  }
  if (definition.binding) environment.indices.push_back(*definition.binding);
  const Reporter::Frame frame(reporter(), span, "in this call of '" + name + "'");
  const EllipsisMap ellipses(function.body);
  state_.calls.push_back(item);
  Operand result =
      ExpressionElaborator(state_, std::move(environment), ellipses).value(function.body);
  state_.calls.pop_back();
  result.span = span;
  return result;
}

}  // namespace nngen::parser
