// The `let`s of a file: registered first, then evaluated by need with a work stack of their own, so
// that a long chain of them is no recursion.

#include <algorithm>
#include <cmath>
#include <utility>

#include "parser/constant_reader.hpp"
#include "parser/constants.hpp"
#include "parser/suggest.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

const std::string too_many_members =
    "the families have more than " + std::to_string(expansion_limit) + " members";

}  // namespace

Constants::Constants(Scope& scope, Reporter& reporter, const std::map<std::string, double>& defines)
    : scope_(scope), reporter_(reporter) {
  for (const auto& [name, value] : defines) defines_[plain_spelling(name)] = value;
}

void Constants::evaluate_lets(const ast::File& file) {
  for (const ast::Statement& statement : file.statements) {
    if (const auto* let = std::get_if<ast::Let>(&statement.what)) register_let(statement, *let);
  }
  // Expansions add units behind the last.
  for (std::uint32_t unit = 0; unit < units_.size(); ++unit) solve(unit);
  apply_defines();
}

void Constants::register_let(const ast::Statement& statement, const ast::Let& let) {
  Unit unit;
  unit.let = &let;
  unit.span = statement.span;
  unit.value = let.value ? &let.value : nullptr;
  const auto id = static_cast<std::uint32_t>(units_.size());
  unit.name = defined_name(let.target, let.range);
  if (unit.name.index) {
    unit.is_expansion = true;
    expansions_[unit.name.base].push_back(id);
  } else {
    const auto item = scope_.find(ir::name_of(let.target.name.text).plain());
    if (!item || scope_[*item].statement != &statement) return;  // a second one of that name
    unit.item = *item;
    unit_of_[*item] = id;
  }
  units_.push_back(std::move(unit));
}

void Constants::solve(std::uint32_t root) {
  std::vector<std::uint32_t> work{root};
  while (!work.empty()) {
    const std::uint32_t id = work.back();
    if (units_[id].state == State::done) {
      work.pop_back();
      continue;
    }
    units_[id].state = State::waiting;
    ConstantFailure failure;
    attempt(id, failure);
    if (failure.missing.empty()) {
      if (failure.error) {
        if (units_[id].is_expansion) scope_.poison_family(units_[id].name.base);
        reporter_.add(*std::move(failure.error));
      }
      reporter_.commit();
      units_[id].state = State::done;
      continue;
    }
    reporter_.discard();
    for (auto missing = failure.missing.rbegin(); missing != failure.missing.rend(); ++missing) {
      if (units_[*missing].state == State::waiting) {
        report_cycle(*missing, work);
        units_[*missing].state = State::done;
      } else {
        work.push_back(*missing);
      }
    }
  }
}

void Constants::report_cycle(std::uint32_t unit, const std::vector<std::uint32_t>& work) {
  const Unit& first = units_[unit];
  ir::Diagnostic error =
      ir::make_diagnostic(DiagnosticKind::cyclic_definition, first.let->target.name.text)
          .at(first.let->target.span);
  // What lies between on the work stack is needed on the way round.
  const auto begin = std::find(work.begin(), work.end(), unit);
  for (auto place = begin; place != work.end() && error.labels.size() < 4; ++place) {
    if (*place == unit || units_[*place].state != State::waiting) continue;
    add_note(error, units_[*place].let->target.span, "through this");
  }
  reporter_.add(std::move(error));
  reporter_.commit();
}

void Constants::attempt(std::uint32_t unit, ConstantFailure& failure) {
  if (!units_[unit].is_expansion) {
    evaluate_unit(unit, failure);
  } else if (units_[unit].let->range) {
    expand_family(unit, failure);
  } else {
    expand_list(unit, failure);
  }
}

void Constants::evaluate_unit(std::uint32_t id, ConstantFailure& failure) {
  const Unit& unit = units_[id];
  const ir::Name& name = scope_[unit.item].name;
  if (const auto define = defines_.find(name.plain()); define != defines_.end()) {
    values_[unit.item] = {define->second, std::nullopt};
    return;
  }
  if (unit.value == nullptr) {
    values_[unit.item] = ConstantValue::of(ir::Dim::symbol(name.plain()));
    return;
  }
  const auto value = ConstantReader(*this, unit.environment, failure).read(*unit.value);
  if (!value) return;
  if (!value->symbolic && !std::isfinite(value->real)) {
    failure.error =
        ir::make_diagnostic(DiagnosticKind::bad_value, name.plain(), "not a finite number")
            .at((*unit.value)->span);
    return;
  }
  values_[unit.item] = *value;
}

void Constants::add_unit(const Unit& from, ir::Name name, const ast::Expr* value,
                         std::optional<IndexBinding> binding) {
  Item item;
  item.kind = ItemKind::let;
  item.name = std::move(name);
  item.span = from.let->target.span;
  item.binding = binding;
  const auto id = scope_.add(std::move(item));
  if (!id) return;
  Unit unit;
  unit.let = from.let;
  unit.span = from.span;
  unit.item = *id;
  unit.value = value;
  if (binding) unit.environment.indices.push_back(*std::move(binding));
  unit_of_[*id] = static_cast<std::uint32_t>(units_.size());
  units_.push_back(std::move(unit));
}

// n[0..k] = [4, 8, 1]; n[2] = 5; n[0..k] without a value: symbols.
void Constants::expand_list(std::uint32_t id, ConstantFailure& failure) {
  const Unit unit = units_[id];
  const ast::Let& let = *unit.let;
  ConstantReader reader(*this, unit.environment, failure);
  const auto first = reader.read(let.target.index);
  const auto last = let.target.range_last ? reader.read(let.target.range_last) : first;
  if (!first || !last) return;
  const auto range = member_range(*first, let.target.index, *last,
                                  let.target.range_last ? let.target.range_last : let.target.index,
                                  let.target.span, failure);
  if (!range) return;
  const std::size_t count = range->count();
  const auto* block = let.value ? std::get_if<ast::Block>(&let.value->what) : nullptr;
  const bool is_list = block != nullptr && block->rows.size() == 1 && !block->range;
  if (let.value && let.target.range_last && (!is_list || block->rows[0].size() != count)) {
    const std::string given =
        is_list ? std::to_string(block->rows[0].size()) + " values" : "no list of values";
    failure.error = ir::make_diagnostic(DiagnosticKind::list_length, let.target.name.text,
                                        std::to_string(count), given)
                        .at(let.value->span)
                        .note(let.target.span, "these are " + std::to_string(count) + " members");
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const ast::Expr* value = let.value ? &let.value : nullptr;
    if (let.value && let.target.range_last) value = &block->rows[0][i];
    const std::int64_t index = range->first + static_cast<std::int64_t>(i);
    add_unit(unit, {let.target.name.text, index, true}, value, std::nullopt);
  }
}

// n[i] = 2·n[i-1] for i = 1..k
void Constants::expand_family(std::uint32_t id, ConstantFailure& failure) {
  const Unit unit = units_[id];
  const ast::Let& let = *unit.let;
  ConstantReader reader(*this, unit.environment, failure);
  const auto first = reader.read(let.range->first);
  const auto last = reader.read(let.range->last);
  if (!first || !last) return;
  const auto range =
      member_range(*first, let.range->first, *last, let.range->last, let.range->span, failure);
  if (!range) return;
  for (std::int64_t i = range->first; i <= range->last; ++i) {
    const IndexBinding binding{let.range->index.text, i};
    Environment environment;
    environment.indices.push_back(binding);
    const auto index = ConstantReader(*this, environment, failure).read(unit.name.index);
    if (!index || !index->is_integer()) return;
    add_unit(unit, {unit.name.base, static_cast<std::int64_t>(index->real), true},
             let.value ? &let.value : nullptr, binding);
  }
}

std::optional<MemberRange> Constants::member_range(const ConstantValue& first,
                                                   const ast::Expr& first_written,
                                                   const ConstantValue& last,
                                                   const ast::Expr& last_written, ir::Span span,
                                                   ConstantFailure& failure) {
  for (const auto& [bound, written] : {std::pair(first, first_written), {last, last_written}}) {
    if (bound.symbolic) {
      failure.error =
          ir::make_diagnostic(DiagnosticKind::needs_value, bound.symbolic->to_string())
              .at(written->span, "the bounds of a family must be numbers")
              .with_hint("give it with 'let', or with -D " + bound.symbolic->symbols()[0] + "=…");
      return std::nullopt;
    }
    if (!bound.is_integer()) {
      failure.error = ir::make_diagnostic(DiagnosticKind::not_an_integer, "the bound of a range",
                                          number_text(bound.real))
                          .at(written->span);
      return std::nullopt;
    }
  }
  const MemberRange range{static_cast<std::int64_t>(first.real),
                          static_cast<std::int64_t>(last.real)};
  if (range.count() + scope_.size() > expansion_limit) {
    failure.error = ir::make_diagnostic(DiagnosticKind::too_large, too_many_members)
                        .at(span, std::to_string(range.count()) + " members");
    return std::nullopt;
  }
  return range;
}

void Constants::apply_defines() {
  std::vector<std::string> lets;
  for (ItemId id = 0; id < scope_.size(); ++id) {
    if (scope_[id].kind == ItemKind::let) lets.push_back(scope_[id].name.plain());
  }
  for (const auto& [name, value] : defines_) {
    const auto item = scope_.find(name);
    if (item && scope_[*item].kind == ItemKind::let) continue;
    ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::unknown_define, name);
    if (const auto nearest = nearest_name(name, lets))
      error.hint = "did you mean '" + *nearest + "'?";
    reporter_.add(std::move(error));
  }
  reporter_.commit();
}

}  // namespace nngen::parser
