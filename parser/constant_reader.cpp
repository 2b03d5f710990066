#include "parser/constant_reader.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "ir/op.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

ConstantValue real(double value) { return {value, std::nullopt}; }

bool is_symbolic(const ConstantValue& a, const ConstantValue& b) {
  return a.symbolic.has_value() || b.symbolic.has_value();
}

// Dimensions combine to dimensions; a symbol and a fraction to nothing.
bool both_dims(const ConstantValue& a, const ConstantValue& b) {
  return (a.symbolic || a.is_integer()) && (b.symbolic || b.is_integer());
}

std::optional<ConstantValue> add(const ConstantValue& a, const ConstantValue& b, double sign) {
  if (!is_symbolic(a, b)) return real(a.real + sign * b.real);
  if (!both_dims(a, b)) return std::nullopt;
  return ConstantValue::of(sign > 0 ? a.dim() + b.dim() : a.dim() - b.dim());
}

std::optional<ConstantValue> multiply(const ConstantValue& a, const ConstantValue& b) {
  if (!is_symbolic(a, b)) return real(a.real * b.real);
  if (!both_dims(a, b)) return std::nullopt;
  return ConstantValue::of(a.dim() * b.dim());
}

std::optional<ConstantValue> raise(const ConstantValue& a, const ConstantValue& b) {
  if (!is_symbolic(a, b)) return real(std::pow(a.real, b.real));
  constexpr double largest_power = 16;
  if (b.symbolic || !b.is_integer() || b.real < 0 || b.real > largest_power) return std::nullopt;
  ir::Dim result(1);
  for (int i = 0; i < static_cast<int>(b.real); ++i) result = result * a.dim();
  return ConstantValue::of(result);
}

std::string kind_of_item(ItemKind kind) {
  switch (kind) {
    case ItemKind::let: return "a constant";
    case ItemKind::declaration: return "declared data";
    case ItemKind::activation: return "an activation";
    case ItemKind::function: return "a function";
    case ItemKind::definition: return "a computed value";
  }
  return "a value";
}

}  // namespace

std::optional<double> builtin_constant(std::string_view name) {
  if (name == "π" || name == "pi") return std::numbers::pi;
  if (name == "e") return std::numbers::e;
  return std::nullopt;
}

std::optional<ConstantValue> ConstantReader::read(const ast::Expr& expression) {
  const ir::Span span = expression->span;
  if (const auto* number = std::get_if<ast::Number>(&expression->what)) return real(number->value);
  if (const auto* reference = std::get_if<ast::Reference>(&expression->what)) {
    std::size_t used = 0;
    return read_reference(*reference, {}, used, span);
  }
  if (const auto* postfix = std::get_if<ast::Postfix>(&expression->what)) {
    return read_postfix(*postfix, span);
  }
  if (const auto* product = std::get_if<ast::Product>(&expression->what)) {
    return read_product(*product);
  }
  if (const auto* sum = std::get_if<ast::Sum>(&expression->what)) return read_sum(*sum);
  if (const auto* negate = std::get_if<ast::Negate>(&expression->what)) {
    const Value value = read(negate->operand);
    return value ? multiply(real(-1), *value) : std::nullopt;
  }
  if (const auto* root = std::get_if<ast::SquareRoot>(&expression->what)) {
    const Value value = read(root->operand);
    if (!value) return std::nullopt;
    return value->symbolic ? not_constant(span, "the root of a symbolic dimension")
                           : real(std::sqrt(value->real));
  }
  const auto* norm = std::get_if<ast::Norm>(&expression->what);
  if (norm != nullptr && norm->kind == ast::NormKind::absolute) {
    const Value value = read(norm->operand);
    if (!value) return std::nullopt;
    return value->symbolic ? value : real(std::abs(value->real));
  }
  if (const auto* inner = std::get_if<ast::Parenthesised>(&expression->what)) {
    return read(inner->inner);
  }
  if (std::holds_alternative<ast::End>(expression->what) && environment_.end) {
    return ConstantValue::of(*environment_.end);
  }
  if (std::holds_alternative<ast::Invalid>(expression->what)) return std::nullopt;
  return not_constant(span, "this");
}

ConstantReader::Value ConstantReader::read_reference(
    const ast::Reference& reference, const std::vector<ast::PostfixOperation>& operations,
    std::size_t& used, ir::Span span) {
  const std::string& name = reference.name.text;
  if (const IndexBinding* index = environment_.find_index(name); index && !reference.subscript) {
    return real(static_cast<double>(index->value));
  }
  if (environment_.find_local(name) != nullptr) return not_constant(span, "'" + name + "'");
  const auto use = constants_.member_use(reference, operations, environment_, failure_);
  if (failure_.error || !failure_.missing.empty()) return std::nullopt;
  const std::string plain = use ? use->member.plain() : name;
  if (use && use->used) used = *use->used + 1;
  if (const auto item = constants_.scope_.find(plain)) {
    const Item& found = constants_.scope_[*item];
    if (found.kind == ItemKind::let) return constants_.demand(*item, failure_);
    return not_constant(span, "'" + plain + "' (" + kind_of_item(found.kind) + ")");
  }
  if (use) {
    constants_.demand_expansion(use->member.base, failure_);
    if (!failure_.missing.empty()) return std::nullopt;
    if (constants_.scope_.is_family(use->member.base)) {
      auto error = constants_.scope_.no_member(use->member.base, use->member.index, span);
      if (error && !failure_.error) failure_.error = std::move(error);
      return std::nullopt;
    }
  } else if (const auto value = builtin_constant(name)) {
    return real(*value);
  }
  if (!failure_.error) {
    const std::string shown = use ? use->member.plain() : name;
    ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::unknown_name, shown).at(span);
    if (const auto nearest = constants_.scope_.suggest(name)) {
      std::move(error).meaning(span, *nearest);
    } else {
      error.hint = "declare it with 'let'";
    }
    failure_.error = std::move(error);
  }
  return std::nullopt;
}

ConstantReader::Value ConstantReader::read_postfix(const ast::Postfix& postfix, ir::Span span) {
  const auto* reference = std::get_if<ast::Reference>(&postfix.operand->what);
  const auto& operations = postfix.operations;
  Value value;
  std::size_t next = 0;
  const bool is_call = reference != nullptr && operations[0].kind == ast::PostfixKind::call &&
                       !constants_.scope_.find(reference->name.text);
  if (is_call) {
    value = read_call(*reference, operations[0]);
    next = 1;
  } else if (reference != nullptr) {
    value = read_reference(*reference, operations, next, span);
  } else {
    value = read(postfix.operand);
  }
  for (; value && next < operations.size(); ++next)
    value = read_operation(*value, operations[next]);
  return value;
}

ConstantReader::Value ConstantReader::read_operation(ConstantValue base,
                                                     const ast::PostfixOperation& operation) {
  using ast::PostfixKind;
  const bool is_power =
      operation.kind == PostfixKind::power || operation.kind == PostfixKind::elementwise_power;
  if (is_power) {
    const Value exponent = read(operation.arguments[0]);
    if (!exponent) return std::nullopt;
    const Value result = raise(base, *exponent);
    return result ? result : not_constant(operation.span, "this power of a symbolic dimension");
  }
  if (operation.kind == PostfixKind::inverse && !base.symbolic) return real(1 / base.real);
  return not_constant(operation.span, "this");
}

ConstantReader::Value ConstantReader::read_call(const ast::Reference& function,
                                                const ast::PostfixOperation& call) {
  const auto op = ir::find_function(function.name.text);
  const bool is_inverse = op == ir::OpKind::inverse;
  const bool is_known = op && (is_inverse || ir::op_def(*op).scalar);
  if (!is_known || call.arguments.size() != 1 || call.range) {
    return not_constant(function.name.span, "'" + function.name.text + "(…)'");
  }
  const Value argument = read(call.arguments[0]);
  if (!argument) return std::nullopt;
  if (argument->symbolic) return not_constant(call.span, "a function of a symbolic dimension");
  if (is_inverse) return real(1 / argument->real);
  return real(ir::op_def(*op).scalar.at(argument->real));
}

ConstantReader::Value ConstantReader::read_product(const ast::Product& product) {
  using ast::ProductOperator;
  Value value = read(product.first);
  for (const auto& link : product.rest) {
    const Value factor = read(link.operand);
    if (!value || !factor) {
      value = std::nullopt;  // the other operands may miss something, too
      continue;
    }
    const bool divides =
        link.op == ProductOperator::divide || link.op == ProductOperator::elementwise_divide;
    const ConstantValue left = *value;
    if (!divides) {
      value = multiply(left, *factor);
    } else if (!is_symbolic(left, *factor)) {
      value = real(left.real / factor->real);
    } else {
      value = std::nullopt;
    }
    if (!value) return not_constant(link.op_span, "a fraction of a symbolic dimension");
  }
  return value;
}

ConstantReader::Value ConstantReader::read_sum(const ast::Sum& sum) {
  Value value = read(sum.first);
  for (const auto& link : sum.rest) {
    const Value term = read(link.operand);
    if (!value || !term) {
      value = std::nullopt;
      continue;
    }
    value = add(*value, *term, link.op == ast::SumOperator::add ? 1 : -1);
    if (!value) return not_constant(link.op_span, "a symbolic dimension with a fraction");
  }
  return value;
}

ConstantReader::Value ConstantReader::not_constant(ir::Span span, std::string what) {
  if (!failure_.error) {
    failure_.error = ir::make_diagnostic(DiagnosticKind::not_constant, what).at(span);
  }
  return std::nullopt;
}

}  // namespace nngen::parser
