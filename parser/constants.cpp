#include "parser/constants.hpp"

#include <cmath>
#include <utility>

#include "ir/check.hpp"
#include "parser/constant_reader.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

// Beyond this a double does not tell neighbouring integers apart.
constexpr double largest_integer = 9007199254740992.0;

}  // namespace

std::string number_text(double value) {
  if (std::abs(value) < largest_integer && value == std::round(value)) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  return fmt::format("{}", value);
}

ConstantValue ConstantValue::of(const ir::Dim& dim) {
  if (dim.is_known()) return {static_cast<double>(dim.value()), std::nullopt};
  return {0, dim};
}

bool ConstantValue::is_integer() const {
  return !symbolic && std::abs(real) < largest_integer && real == std::round(real);
}

ir::Dim ConstantValue::dim() const {
  if (symbolic) return *symbolic;
  NNGEN_CHECK(is_integer());
  return ir::Dim(static_cast<std::int64_t>(real));
}

std::optional<ConstantValue> Constants::value_of(ItemId let) const {
  const auto found = values_.find(let);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ConstantValue> Constants::try_evaluate(const ast::Expr& expression,
                                                     const Environment& environment) {
  ConstantFailure failure;
  return ConstantReader(*this, environment, failure).read(expression);
}

std::optional<ConstantValue> Constants::evaluate(const ast::Expr& expression,
                                                 const Environment& environment) {
  ConstantFailure failure;
  const auto value = ConstantReader(*this, environment, failure).read(expression);
  if (!value && failure.error) reporter_.add(*std::move(failure.error));
  return value;
}

std::optional<std::int64_t> Constants::integer(const ast::Expr& expression,
                                               const Environment& environment,
                                               const std::string& what) {
  const auto value = evaluate(expression, environment);
  if (!value) return std::nullopt;
  if (value->symbolic) {
    reporter_.add(
        ir::make_diagnostic(DiagnosticKind::needs_value, value->symbolic->to_string())
            .at(expression->span, what + " must be a number")
            .with_hint("give it with 'let', or with -D " + value->symbolic->symbols()[0] + "=…"));
    return std::nullopt;
  }
  if (!value->is_integer()) {
    reporter_.add(
        ir::make_diagnostic(DiagnosticKind::not_an_integer, what, number_text(value->real))
            .at(expression->span));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value->real);
}

std::optional<MemberRange> Constants::range(const ast::Expr& first, const ast::Expr& last,
                                            ir::Span span, const Environment& environment) {
  const auto low = evaluate(first, environment);
  const auto high = evaluate(last, environment);
  if (!low || !high) return std::nullopt;
  ConstantFailure failure;
  const auto result = member_range(*low, first, *high, last, span, failure);
  if (failure.error) reporter_.add(*std::move(failure.error));
  return result;
}

std::optional<ir::Dim> Constants::dimension(const ast::Expr& expression,
                                            const Environment& environment) {
  const auto value = evaluate(expression, environment);
  if (!value) return std::nullopt;
  if (value->symbolic) return value->symbolic;
  const std::string written = reporter_.quote(expression->span);
  const std::string number = number_text(value->real);
  const bool is_positive_integer =
      value->is_integer() && value->real >= 1 && value->real <= static_cast<double>(ir::Dim::limit);
  if (!is_positive_integer) {
    const std::string shown = written == number ? "this" : "'" + written + "'";
    ir::Diagnostic error =
        ir::make_diagnostic(DiagnosticKind::bad_dimension, shown, number).at(expression->span);
    const auto let = scope_.find(written);
    if (let) add_note(error, scope_[*let].span, "declared here");
    // one let may be the size of many
    if (!let || bad_sizes_.insert(*let).second) reporter_.add(std::move(error));
    return std::nullopt;
  }
  return ir::Dim(static_cast<std::int64_t>(value->real));
}

std::optional<ConstantValue> Constants::demand(ItemId item, ConstantFailure& failure) const {
  scope_[item].is_used = true;
  if (const auto value = value_of(item)) return value;
  const auto unit = unit_of_.find(item);
  if (unit != unit_of_.end() && units_[unit->second].state != State::done) {
    failure.missing.push_back(unit->second);
  }
  return std::nullopt;
}

void Constants::demand_expansion(const std::string& base, ConstantFailure& failure) const {
  const auto found = expansions_.find(base);
  if (found == expansions_.end()) return;
  for (const std::uint32_t unit : found->second) {
    if (units_[unit].state != State::done) failure.missing.push_back(unit);
  }
}

}  // namespace nngen::parser
