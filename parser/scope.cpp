#include "parser/scope.hpp"

#include <algorithm>
#include <utility>

#include "parser/functions.hpp"
#include "parser/suggest.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

bool is_loss(const Item& item) {
  if (item.statement == nullptr) return false;
  const auto* definition = std::get_if<ast::Definition>(&item.statement->what);
  return definition != nullptr && definition->role == ast::DefinitionRole::loss;
}

}  // namespace

std::optional<ItemId> Scope::add(Item item) {
  const std::string plain = item.name.plain();
  if (const auto family = families_.find(plain);
      family != families_.end() && !item.name.in_family) {
    if (item.is_poisoned) {  // it may well be a statement of that family
      family->second.is_poisoned = true;
      return std::nullopt;
    }
    reporter_.add(ir::make_diagnostic(DiagnosticKind::duplicate_name, plain)
                      .at(item.span, "a value of this name")
                      .note(family->second.span, "a family of this name"));
    return std::nullopt;
  }
  const auto id = static_cast<ItemId>(items_.size());
  const auto [found, is_new] = by_plain_name_.emplace(plain, id);
  if (!is_new) {
    const Item& first = items_[found->second];
    if (item.is_poisoned || first.is_poisoned) return std::nullopt;
    if (is_loss(item) && is_loss(first))
      return std::nullopt;  // a second loss is an error of its own
    reporter_.add(ir::make_diagnostic(DiagnosticKind::duplicate_name, plain)
                      .at(item.span)
                      .note(items_[found->second].span, "it is declared here first"));
    return std::nullopt;
  }
  if (is_function(plain) && !item.name.in_family && !item.is_poisoned) {
    reporter_.add(ir::make_diagnostic(DiagnosticKind::shadowed_function, plain).at(item.span));
  }
  const auto family = families_.find(item.name.base);
  if (family != families_.end() && item.name.index) {
    Family& members = family->second;
    members.first = members.is_empty ? *item.name.index : std::min(members.first, *item.name.index);
    members.last = members.is_empty ? *item.name.index : std::max(members.last, *item.name.index);
    members.is_empty = false;
    item.name.in_family = true;
  }
  items_.push_back(std::move(item));
  return id;
}

void Scope::add_family(const std::string& base, ir::Span span) {
  families_.try_emplace(base, Family{span});
}

std::optional<ItemId> Scope::find(const std::string& plain) const {
  const auto found = by_plain_name_.find(plain);
  return found == by_plain_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ir::Diagnostic> Scope::no_member(const std::string& base, std::int64_t index,
                                               ir::Span span) const {
  const Family& family = families_.at(base);
  if (family.is_poisoned) return std::nullopt;
  ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::not_in_family, base, index)
                             .at(span)
                             .note(family.span, "declared here");
  error.hint = "the family is empty";
  if (!family.is_empty) {
    error.hint = "its members are " + base + "[" + std::to_string(family.first) + "] … " + base +
                 "[" + std::to_string(family.last) + "]";
  }
  return error;
}

std::optional<std::string> Scope::suggest(const std::string& unknown,
                                          const std::vector<std::string>& others) const {
  constexpr std::size_t most_comparisons = 100000;
  if (compared_names_ > most_comparisons) return std::nullopt;
  std::vector<std::string> names = others;
  for (const Item& item : items_) {
    if (!item.name.in_family) names.push_back(item.name.plain());
  }
  for (const auto& [base, family] : families_) names.push_back(base);
  compared_names_ += names.size();
  return nearest_name(unknown, names);
}

std::vector<NamedSubscript> named_subscripts(const std::string& name) {
  std::vector<NamedSubscript> splits;
  for (std::size_t i = name.size() - 1; i > 0; --i) {
    if ((static_cast<unsigned char>(name[i]) & 0xC0u) == 0x80u) continue;  // within a code point
    const bool has_underscore = name[i] == '_';
    if (has_underscore && i + 1 == name.size()) continue;
    if (name[i - 1] == '_') continue;  // the underscore is no part of the base
    splits.push_back({name.substr(0, i), name.substr(i + (has_underscore ? 1 : 0))});
  }
  return splits;
}

DefinedName defined_name(const ast::Target& target, const std::optional<ast::Range>& range) {
  if (target.index || !range) return {target.name.text, target.index};
  for (NamedSubscript& split : named_subscripts(target.name.text)) {
    if (split.index != range->index.text) continue;
    return {std::move(split.base),
            ast::make(target.span, ast::Reference{range->index, nullptr, {}})};
  }
  return {target.name.text, nullptr};
}

std::string plain_spelling(std::string_view name) {
  std::string plain;
  for (std::size_t i = 0; i < name.size(); ++i) {
    // ₀ … ₉ are E2 82 80 … E2 82 89.
    if (name.substr(i).starts_with("\xE2\x82") && i + 2 < name.size()) {
      const auto third = static_cast<unsigned char>(name[i + 2]);
      if (third >= 0x80 && third <= 0x89) {
        plain += static_cast<char>('0' + (third - 0x80));
        i += 2;
        continue;
      }
    }
    plain += name[i];
  }
  const std::size_t open = plain.find_first_of("[{");
  const bool is_bracketed = open != std::string::npos && open > 0 && plain.size() > open + 1;
  std::string digits = is_bracketed ? plain.substr(open + 1, plain.size() - open - 2) : "";
  std::string base = plain.substr(0, open);
  if (base.size() > 1 && base.back() == '_') base.pop_back();
  if (!is_bracketed) {
    const ir::Name split = ir::name_of(plain);
    if (!split.index || split.base.size() < 2 || split.base.back() != '_') return plain;
    return ir::Name{split.base.substr(0, split.base.size() - 1), split.index, true}.plain();
  }
  const bool is_number =
      !digits.empty() && digits.size() < 18 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return plain;
  return ir::Name{base, std::stoll(digits), true}.plain();
}

}  // namespace nngen::parser
