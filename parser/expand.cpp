#include "parser/expand.hpp"

#include <map>
#include <string_view>
#include <utility>

#include "parser/ellipsis.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

// One name on the left of a statement.
struct LeftName {
  const ast::Target* target = nullptr;  // null: the name is implied
  std::string name;                     // without its index
  ast::Expr index;                      // null: not a family's member
  ir::Span span;
};

struct LeftSide {
  ItemKind kind{};
  std::vector<LeftName> names;
  const std::optional<ast::Range>* range = nullptr;
};

bool is_poisoned(const ast::Statement& statement) {
  const auto* definition = std::get_if<ast::Definition>(&statement.what);
  return definition != nullptr && definition->value != nullptr &&
         std::holds_alternative<ast::Invalid>(definition->value->what);
}

LeftName named(const ast::Target& target, const std::optional<ast::Range>& range) {
  DefinedName name = defined_name(target, range);
  return {&target, std::move(name.base), std::move(name.index), target.span};
}

bool mentions(const ast::Expr& expression, std::string_view name) {
  const auto* reference = std::get_if<ast::Reference>(&expression->what);
  bool found = reference != nullptr && reference->name.text == name;
  for_each_part(*expression, [&](const ast::Expr& part) { found = found || mentions(part, name); });
  return found;
}

// A bare expression is called f, unless it speaks of another f.
std::string implied_name(const ast::Expr& expression) {
  for (const char* name : {"f", "g", "h", "u", "v", "w"}) {
    if (!mentions(expression, name)) return name;
  }
  return "value";
}

LeftSide left_side(const ast::Statement& statement) {
  LeftSide result;
  if (const auto* declaration = std::get_if<ast::Declaration>(&statement.what)) {
    result.kind = ItemKind::declaration;
    for (const ast::Target& target : declaration->targets) {
      result.names.push_back(named(target, declaration->range));
    }
    result.range = &declaration->range;
  } else if (const auto* let = std::get_if<ast::Let>(&statement.what)) {
    result.kind = ItemKind::let;
    result.names.push_back(named(let->target, let->range));
    result.range = &let->range;
  } else if (const auto* activation = std::get_if<ast::Activation>(&statement.what)) {
    result.kind = ItemKind::activation;
    result.names.push_back(named(activation->target, activation->range));
    result.range = &activation->range;
  } else if (const auto* function = std::get_if<ast::Function>(&statement.what)) {
    result.kind = ItemKind::function;
    result.names.push_back(named(function->target, function->range));
    result.range = &function->range;
  } else if (const auto* definition = std::get_if<ast::Definition>(&statement.what)) {
    result.kind = ItemKind::definition;
    result.range = &definition->range;
    const bool only_asks = definition->value == nullptr;
    if (definition->target && !only_asks) {
      result.names.push_back(named(*definition->target, definition->range));
    } else if (!only_asks && !is_poisoned(statement)) {
      const bool is_loss = definition->role == ast::DefinitionRole::loss;
      result.names.push_back(
          {nullptr, is_loss ? "loss" : implied_name(definition->value), nullptr, statement.span});
    }
  }
  return result;
}

Item item_of(const ast::Statement& statement, const LeftSide& side, const LeftName& left,
             ir::Name name) {
  Item item;
  item.kind = side.kind;
  item.name = std::move(name);
  item.statement = &statement;
  item.span = left.span;
  item.is_poisoned = is_poisoned(statement);
  if (side.range != nullptr && *side.range) item.range_span = (**side.range).span;
  return item;
}

// Adds the members of one name on the left.
class MemberExpansion {
 public:
  MemberExpansion(Scope& scope, Constants& constants, Reporter& reporter,
                  std::vector<ItemId>& order)
      : scope_(scope), constants_(constants), reporter_(reporter), order_(order) {}

  void expand(const ast::Statement& statement, const LeftSide& side, const LeftName& left) {
    const ast::Target& target = *left.target;
    if (target.range_last) {
      const auto range = constants_.range(target.index, target.range_last, target.span, {});
      if (!range) return poison(left);
      for (std::int64_t i = range->first; i <= range->last; ++i) {
        add(statement, side, left, i, std::nullopt);
      }
      return;
    }
    const auto environments = environments_of(*side.range, constants_, reporter_);
    if (!environments) return poison(left);
    for (const Environment& environment : *environments) {
      const auto index = constants_.integer(left.index, environment, "the index of a family");
      if (!index) return poison(left);
      std::optional<IndexBinding> binding;
      if (!environment.indices.empty()) binding = environment.indices[0];
      add(statement, side, left, *index, std::move(binding));
    }
  }

 private:
  void add(const ast::Statement& statement, const LeftSide& side, const LeftName& left,
           std::int64_t index, std::optional<IndexBinding> binding) {
    Item item = item_of(statement, side, left, {left.name, index, true});
    item.binding = std::move(binding);
    if (const auto id = scope_.add(std::move(item))) order_.push_back(*id);
  }

  // The members of a family whose range is in error are unknown: nothing is said of those in use.
  void poison(const LeftName& left) { scope_.poison_family(left.name); }

  Scope& scope_;
  Constants& constants_;
  Reporter& reporter_;
  std::vector<ItemId>& order_;
};

}  // namespace

void register_names(const ast::File& file, Scope& scope, Reporter& reporter) {
  for (const ast::Statement& statement : file.statements) {
    const LeftSide side = left_side(statement);
    for (const LeftName& left : side.names) {
      if (left.index) scope.add_family(left.name, left.span);
    }
  }
  for (const ast::Statement& statement : file.statements) {
    const LeftSide side = left_side(statement);
    for (const LeftName& left : side.names) {
      if (left.index) continue;
      if (side.range != nullptr && *side.range) {
        reporter.add(ir::make_diagnostic(DiagnosticKind::for_without_index)
                         .at((**side.range).span)
                         .note(left.span, "this name has no index"));
      }
      Item item = item_of(statement, side, left, ir::name_of(left.name));
      item.is_poisoned = item.is_poisoned || (side.range != nullptr && *side.range);
      scope.add(std::move(item));
    }
  }
  reporter.commit();
}

void check_parameters(const ast::File& file, Reporter& reporter) {
  for (const ast::Statement& statement : file.statements) {
    const auto* function = std::get_if<ast::Function>(&statement.what);
    if (function == nullptr) continue;
    std::map<std::string, ir::Span> seen;
    for (const ast::Name& parameter : function->parameters) {
      const auto [first, is_new] = seen.emplace(parameter.text, parameter.span);
      if (is_new) continue;
      reporter.add(ir::make_diagnostic(DiagnosticKind::duplicate_name, parameter.text)
                       .at(parameter.span)
                       .note(first->second, "it is declared here first"));
    }
  }
  reporter.commit();
}

std::vector<ItemId> expand_families(const ast::File& file, Scope& scope, Constants& constants,
                                    Reporter& reporter) {
  std::vector<ItemId> order;
  MemberExpansion expansion(scope, constants, reporter, order);
  for (const ast::Statement& statement : file.statements) {
    const LeftSide side = left_side(statement);
    if (side.kind == ItemKind::let) continue;
    for (const LeftName& left : side.names) {
      if (left.index) {
        expansion.expand(statement, side, left);
        continue;
      }
      const auto item = scope.find(ir::name_of(left.name).plain());
      if (item && scope[*item].statement == &statement) order.push_back(*item);
    }
  }
  reporter.commit();
  return order;
}

std::optional<std::vector<Environment>> environments_of(const std::optional<ast::Range>& range,
                                                        Constants& constants, Reporter& reporter) {
  if (!range) return std::vector<Environment>(1);
  const auto bounds = constants.range(range->first, range->last, range->span, {});
  if (!bounds) return std::nullopt;
  if (bounds->first > bounds->last + 1) {
    reporter.add(ir::make_diagnostic(DiagnosticKind::empty_range, bounds->first, bounds->last)
                     .at(range->span));
  }
  std::vector<Environment> environments;
  for (std::int64_t i = bounds->first; i <= bounds->last; ++i) {
    environments.emplace_back().indices.push_back({range->index.text, i});
  }
  return environments;
}

}  // namespace nngen::parser
