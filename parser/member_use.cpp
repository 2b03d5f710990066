// Which member of a family a name with its subscript means.

#include "parser/constant_reader.hpp"
#include "parser/constants.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

// The place of the operation that can be a member's index: `[i]`, or on a family `^(i)`, behind the
// name or behind a prime or a transpose of it.
std::optional<std::size_t> index_place(const std::vector<ast::PostfixOperation>& operations,
                                       bool is_family) {
  using ast::PostfixKind;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const ast::PostfixOperation& operation = operations[i];
    if (operation.kind == PostfixKind::prime || operation.kind == PostfixKind::transpose) continue;
    if (operation.kind == PostfixKind::index) {
      const bool is_single = operation.indices.size() == 1 && !operation.indices[0].is_range;
      return is_single ? std::optional(i) : std::nullopt;
    }
    if (operation.kind != PostfixKind::power || !is_family) return std::nullopt;
    const auto& exponent = operation.arguments[0]->what;
    const bool is_bracketed = std::holds_alternative<ast::Parenthesised>(exponent) ||
                              std::holds_alternative<ast::Block>(exponent);
    return is_bracketed ? std::optional(i) : std::nullopt;
  }
  return std::nullopt;
}

// The index in `[i]`, `^(i)` or `^[i]`.
ast::Expr index_expression(const ast::PostfixOperation& operation) {
  if (operation.kind == ast::PostfixKind::index) return operation.indices[0].first;
  const auto* block = std::get_if<ast::Block>(&operation.arguments[0]->what);
  if (block == nullptr) return operation.arguments[0];
  const bool is_single = block->rows.size() == 1 && block->rows[0].size() == 1;
  return is_single ? block->rows[0][0] : operation.arguments[0];
}

std::int64_t integer_of(const ConstantValue& value) {
  return static_cast<std::int64_t>(value.real);
}

}  // namespace

std::optional<Constants::Use> Constants::member_use(
    const ast::Reference& reference, const std::vector<ast::PostfixOperation>& operations,
    const Environment& environment, ConstantFailure& failure) {
  const std::string& name = reference.name.text;
  if (reference.subscript) {
    return member_by_index(reference, reference.subscript, std::nullopt, environment, failure);
  }
  const bool is_family = scope_.is_family(name);
  const bool is_item = scope_.find(name).has_value();
  const std::int64_t fall = environment.fall_of(reference);
  if (!is_item) {
    const auto use = member_by_bracket(reference, operations, environment, failure);
    if (use || is_family) return use;
  }
  const ir::Name split = ir::name_of(name);
  if (split.index && (fall != 0 || scope_.is_family(split.base))) {
    return Use{{split.base, *split.index - fall}, std::nullopt};
  }
  if (is_item) return std::nullopt;
  return member_by_named_index(name, fall, environment, failure);
}

std::optional<Constants::Use> Constants::member_by_index(const ast::Reference& reference,
                                                         const ast::Expr& index,
                                                         std::optional<std::size_t> used,
                                                         const Environment& environment,
                                                         ConstantFailure& failure) {
  const std::string& name = reference.name.text;
  const auto value = ConstantReader(*this, environment, failure).read(index);
  if (!value) return std::nullopt;
  if (value->is_integer()) {
    return Use{{name, integer_of(*value) - environment.fall_of(reference)}, used};
  }
  failure.error = ir::make_diagnostic(DiagnosticKind::not_an_integer, "the index of '" + name + "'",
                                      value->symbolic ? "the symbol " + value->symbolic->to_string()
                                                      : number_text(value->real))
                      .at(index->span);
  return std::nullopt;
}

std::optional<Constants::Use> Constants::member_by_bracket(
    const ast::Reference& reference, const std::vector<ast::PostfixOperation>& operations,
    const Environment& environment, ConstantFailure& failure) {
  const std::string& name = reference.name.text;
  const bool is_family = scope_.is_family(name);
  const auto place = index_place(operations, is_family);
  if (!place) return std::nullopt;
  const ast::Expr index = index_expression(operations[*place]);
  if (is_family) return member_by_index(reference, index, place, environment, failure);
  // On a name that nothing declares, W[1] is W1, if there is such a thing.
  ConstantFailure unused;
  const auto use = member_by_index(reference, index, place, environment, unused);
  return use && scope_.find(use->member.plain()) ? use : std::nullopt;
}

std::optional<Constants::Use> Constants::member_by_named_index(const std::string& name,
                                                               std::int64_t fall,
                                                               const Environment& environment,
                                                               ConstantFailure& failure) const {
  for (const NamedSubscript& subscript : named_subscripts(name)) {
    const bool is_family = scope_.is_family(subscript.base);
    if (const IndexBinding* index = environment.find_index(subscript.index)) {
      const Use use{{subscript.base, index->value - fall}, std::nullopt};
      // Δᵢ is Δ₁ also where each of them stands by itself.
      if (is_family || scope_.find(use.member.plain())) return use;
      continue;
    }
    if (!is_family) continue;
    const auto item = scope_.find(subscript.index);
    if (!item || scope_[*item].kind != ItemKind::let) continue;
    const auto value = demand(*item, failure);
    if (value && value->is_integer()) {
      return Use{{subscript.base, integer_of(*value) - fall}, std::nullopt};
    }
  }
  return std::nullopt;
}

}  // namespace nngen::parser
