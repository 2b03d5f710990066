// Names with what stands behind them: calls, primes, powers, indices.

#include <cmath>
#include <utility>

#include "parser/expression_elaborator.hpp"
#include "parser/functions.hpp"

namespace nngen::parser {

using ast::PostfixKind;
using ir::DiagnosticKind;
using ir::Dim;
using ir::Expr;
using ir::Shape;

Operand ExpressionElaborator::reference(const ast::Reference& reference, ir::Span span) {
  const ResolvedName resolved = resolve(reference, {}, span, false);
  return named_value(resolved, reference.name.text, span);
}

Operand ExpressionElaborator::named_value(const ResolvedName& resolved, const std::string& name,
                                          ir::Span span) {
  using Kind = ResolvedName::Kind;
  switch (resolved.kind) {
    case Kind::failed: return invalid(span);
    case Kind::number: return {ir::constant(graph(), resolved.number), span};
    case Kind::local: return {resolved.local, span};
    case Kind::identity: return {ir::constant(graph(), 1), span, true};
    case Kind::builtin: break;
    case Kind::item: {
      const Item& item = state_.scope[resolved.item];
      if (item.is_poisoned) return invalid(span);
      if (item.kind == ItemKind::let) {
        state_.mark_used(resolved.item);
        const auto constant = state_.constants.value_of(resolved.item);
        if (!constant) return invalid(span);
        if (constant->symbolic) return {dimension_value(*constant->symbolic), span};
        return {ir::constant(graph(), constant->real), span};
      }
      if (item.kind != ItemKind::activation && item.kind != ItemKind::function) {
        return scalar_in_formula({state_.value_of(resolved.item), span});
      }
      state_.mark_used(resolved.item);
      break;
    }
  }
  reporter().add(ir::make_diagnostic(DiagnosticKind::missing_argument, name)
                     .at(span)
                     .with_hint("write " + name + "(…)"));
  return invalid(span);
}

// The formula of an activation is one of a scalar.
Operand ExpressionElaborator::scalar_in_formula(Operand used) {
  if (!environment_.is_elementwise || !used || used.value.is_scalar()) return used;
  operations().wrong_shape(
      used.span, "the formula of an activation uses scalars only, " + operations().shape_text(used),
      "a function of more than one coordinate is a def");
  return invalid(used.span);
}

Operand ExpressionElaborator::postfix(const ast::Postfix& postfix, ir::Span span) {
  const auto* reference = std::get_if<ast::Reference>(&postfix.operand->what);
  if (reference == nullptr) return apply_operations(operand(postfix.operand), postfix, 0);
  bool is_called = false;
  for (const ast::PostfixOperation& operation : postfix.operations) {
    is_called = is_called || operation.kind == PostfixKind::call;
  }
  const ResolvedName resolved =
      resolve(*reference, postfix.operations, postfix.operand->span, is_called);
  const std::string& name = reference->name.text;
  if (resolved.kind == ResolvedName::Kind::builtin) return call_builtin(name, postfix, span);
  if (resolved.kind == ResolvedName::Kind::item) {
    const ItemKind kind = state_.scope[resolved.item].kind;
    if (kind == ItemKind::activation || kind == ItemKind::function) {
      return call_item(resolved, postfix, span);
    }
  }
  ir::Span head = postfix.operand->span;
  Operand base = named_value(resolved, name, head);
  if (resolved.used) base = behind_index(base, postfix, *resolved.used);
  const std::size_t next = resolved.used ? *resolved.used + 1 : 0;
  return apply_operations(base, postfix, next);
}

// A member whose index stands behind primes or transposes: Wᵀ[k].
Operand ExpressionElaborator::behind_index(Operand base, const ast::Postfix& postfix,
                                           std::size_t used) {
  base.span = ir::cover(base.span, postfix.operations[used].span);
  for (std::size_t i = 0; i < used; ++i) base = apply_operation(base, postfix.operations[i]);
  return base;
}

Operand ExpressionElaborator::apply_operations(Operand base, const ast::Postfix& postfix,
                                               std::size_t next) {
  for (std::size_t i = next; i < postfix.operations.size(); ++i) {
    const ast::PostfixOperation& operation = postfix.operations[i];
    const ir::Span span = ir::cover(base.span, operation.span);
    const bool is_transposed_identity =
        base.is_unsized_identity &&
        (operation.kind == PostfixKind::prime || operation.kind == PostfixKind::transpose);
    if (is_transposed_identity) continue;
    if (wants_size(base)) return invalid(span);
    base = apply_operation(base, operation);
    base.span = span;
    if (base) graph().set_origin(base.value.id, span);
  }
  return base;
}

Operand ExpressionElaborator::apply_operation(const Operand& base,
                                              const ast::PostfixOperation& operation) {
  const ir::Span span = ir::cover(base.span, operation.span);
  switch (operation.kind) {
    case PostfixKind::call: {
      arguments(operation);
      if (!base) return invalid(span);
      const std::string name = reporter().quote(base.span);
      reporter().add(ir::make_diagnostic(DiagnosticKind::not_a_function, name)
                         .at(base.span)
                         .with_hint("for a product write " + name + "·(…)"));
      return invalid(span);
    }
    case PostfixKind::index: return {index(base, operation), span};
    case PostfixKind::prime:
    case PostfixKind::transpose:
      return base ? Operand{ir::transpose(base.value), span} : invalid(span);
    case PostfixKind::inverse: return {operations().inverse(base), span};
    case PostfixKind::inverse_transpose: {
      const Expr inverse = operations().inverse(base);
      return inverse ? Operand{ir::transpose(inverse), span} : invalid(span);
    }
    case PostfixKind::power:
    case PostfixKind::elementwise_power: return power(base, operation);
  }
  return invalid(span);
}

Operand ExpressionElaborator::power(const Operand& base, const ast::PostfixOperation& operation) {
  const ir::Span span = ir::cover(base.span, operation.span);
  const ast::Expr& written = operation.arguments[0];
  const bool by_entries =
      operation.kind == PostfixKind::elementwise_power || environment_.is_elementwise;
  const auto constant = state_.constants.try_evaluate(written, environment_);
  const bool is_number = constant && !constant->symbolic;
  if (is_number && !std::isfinite(constant->real)) {
    reporter().add(
        ir::make_diagnostic(DiagnosticKind::bad_value, "this exponent", "not a finite number")
            .at(written->span));
    return invalid(span);
  }
  if (is_number && !by_entries) {
    return {operations().power(base, constant->real, operation.span), span};
  }
  const Operand exponent =
      is_number ? Operand{ir::constant(graph(), constant->real), written->span} : value(written);
  return {by_entries ? operations().elementwise_power(base, exponent, operation.span)
                     : operations().power(base, exponent, operation.span),
          span};
}

Expr ExpressionElaborator::index(const Operand& base, const ast::PostfixOperation& operation) {
  if (!base) return {};
  const Shape shape = base.value.shape();
  if (operation.indices.size() > 2) {
    operations().wrong_shape(operation.span, "a value has at most two indices");
    return {};
  }
  if (operation.indices.size() == 1) {
    const ast::Slice& slice = operation.indices[0];
    if (!shape.is_vector_like()) {
      const std::string name = reporter().quote(base.span);
      const std::string entry = reporter().quote(slice.span);
      operations().wrong_shape(operation.span,
                               "a matrix has two indices, " + operations().shape_text(base),
                               "write " + name + "[" + entry + ", :] for a row, " + name + "[:, " +
                                   entry + "] for a column");
      return {};
    }
    const bool along_row = shape.is_row();
    const auto part = extent(slice, along_row ? shape.cols : shape.rows, base);
    if (!part) return {};
    const ir::Offset offset = along_row ? ir::Offset{0, part->begin} : ir::Offset{part->begin, 0};
    return ir::slice(base.value, offset, along_row ? Shape{1, part->count} : Shape{part->count, 1});
  }
  const auto rows = extent(operation.indices[0], shape.rows, base);
  const auto cols = extent(operation.indices[1], shape.cols, base);
  if (!rows || !cols) return {};
  return ir::slice(base.value, {rows->begin, cols->begin}, {rows->count, cols->count});
}

std::optional<ExpressionElaborator::Extent> ExpressionElaborator::extent(const ast::Slice& slice,
                                                                         const Dim& size,
                                                                         const Operand& base) {
  Environment environment = environment_;
  environment.end = size;
  const auto bound = [&](const ast::Expr& expression, const Dim& open) -> std::optional<Dim> {
    if (!expression) return open;
    const auto constant = state_.constants.evaluate(expression, environment);
    if (!constant) return std::nullopt;
    if (constant->symbolic || constant->is_integer()) return constant->dim();
    reporter().add(
        ir::make_diagnostic(DiagnosticKind::not_an_integer, "an index", number_text(constant->real))
            .at(expression->span));
    return std::nullopt;
  };
  const auto first = bound(slice.first, Dim(1));
  const auto last = slice.is_range ? bound(slice.last, size) : first;
  if (!first || !last) return std::nullopt;
  const Dim count = *last - *first + Dim(1);
  const auto is_outside = [&](const Dim& place) {
    const Dim rest = size - place;
    return (place.is_known() && place.value() < 1) || (rest.is_known() && rest.value() < 0);
  };
  const bool is_empty = count.is_known() && count.value() < 1;
  if (!is_outside(*first) && !is_outside(*last) && !is_empty) {
    return Extent{*first - Dim(1), count};
  }
  const std::string range =
      first->to_string() + (slice.is_range ? ":" + last->to_string() : std::string());
  reporter().add(
      ir::make_diagnostic(DiagnosticKind::bad_index_range,
                          is_empty ? "the range " + range + " is empty"
                                   : "the index " + range + " is outside 1 … " + size.to_string())
          .at(slice.span)
          .note(base.span, base.value.shape().to_string()));
  return std::nullopt;
}

}  // namespace nngen::parser
