#include <utility>

#include "parser/ellipsis.hpp"

namespace nngen::parser {

namespace {

const ast::Expr& without_brackets(const ast::Expr& expression) {
  const ast::Expr* inner = &expression;
  while (const auto* bracket = std::get_if<ast::Parenthesised>(&(*inner)->what)) {
    inner = &bracket->inner;
  }
  return *inner;
}

void collect_bases(const ast::Expr& expression, const MemberLookup& lookup,
                   std::vector<std::string>& bases) {
  if (const auto* postfix = std::get_if<ast::Postfix>(&expression->what)) {
    const auto* reference = std::get_if<ast::Reference>(&postfix->operand->what);
    if (reference != nullptr) {
      if (const auto member = lookup(*reference, postfix->operations))
        bases.push_back(member->base);
    }
  } else if (const auto* reference = std::get_if<ast::Reference>(&expression->what)) {
    if (const auto member = lookup(*reference, {})) bases.push_back(member->base);
  }
  for_each_part(*expression, [&](const ast::Expr& part) { collect_bases(part, lookup, bases); });
}

// W1 is W[1] with its index elsewhere: a name is a postfix form with nothing behind it.
std::optional<ast::Postfix> as_postfix(const ast::Expr& expression) {
  if (const auto* postfix = std::get_if<ast::Postfix>(&expression->what)) return *postfix;
  if (!std::holds_alternative<ast::Reference>(expression->what)) return std::nullopt;
  return ast::Postfix{expression, {}};
}

bool is_plain_product(ast::ProductOperator op) {
  return op == ast::ProductOperator::product || op == ast::ProductOperator::implicit;
}

}  // namespace

bool LayerMatch::fail(const ast::Expr& other) {
  difference_ = other->span;
  return false;
}

bool LayerMatch::contains_hole(const ast::Expr& layer) const {
  if (layer.get() == hole_) return true;
  bool found = false;
  for_each_part(*layer, [&](const ast::Expr& part) { found = found || contains_hole(part); });
  return found;
}

// W[k]·σ(W[k-1]·σ(… W[1]·x)): the innermost layer may end before the hole, at the argument of all
// layers, which names none of their families. A layer that is a call, Σ[k](…), is written in full.
bool LayerMatch::is_core(const ast::Expr& layer, const ast::Expr& other) const {
  if (!may_end_early_ || !contains_hole(layer)) return false;
  std::vector<std::string> expected;
  std::vector<std::string> present;
  collect_bases(layer, lookup_, expected);
  collect_bases(other, lookup_, present);
  for (const std::string& base : present) {
    for (const std::string& layer_base : expected) {
      if (base == layer_base) return false;
    }
  }
  return true;
}

bool LayerMatch::match(const ast::Expr& layer, const ast::Expr& other) {
  may_end_early_ = !std::holds_alternative<ast::Postfix>(layer->what);
  return match_parts(layer, other);
}

bool LayerMatch::match_parts(const ast::Expr& layer_in_brackets,
                             const ast::Expr& other_in_brackets) {
  if (layer_in_brackets.get() == hole_) {
    bound_ = other_in_brackets;
    return true;
  }
  const ast::Expr& layer = without_brackets(layer_in_brackets);
  const ast::Expr& other = without_brackets(other_in_brackets);
  if (layer.get() == hole_) {
    bound_ = other;
    return true;
  }
  const std::size_t names_before = names_.size();
  if (match_nodes(layer, other)) return true;
  if (!is_core(layer, other)) return false;
  names_.resize(names_before);
  return true;
}

bool LayerMatch::match_nodes(const ast::Expr& layer, const ast::Expr& other) {
  if (const auto* dots = std::get_if<ast::Product>(&other->what)) {
    // A layer that the dots interrupt: what is written of it must agree.
    if (std::holds_alternative<ast::Ellipsis>(dots->first->what)) return contains_hole(layer);
  }
  const auto postfix = as_postfix(layer);
  const auto other_postfix = as_postfix(other);
  if (postfix && other_postfix) return match_postfix(*postfix, *other_postfix, other);
  if (const auto* product = std::get_if<ast::Product>(&layer->what)) {
    const auto* other_product = std::get_if<ast::Product>(&other->what);
    return other_product != nullptr ? match_product(*product, *other_product, other) : fail(other);
  }
  if (const auto* sum = std::get_if<ast::Sum>(&layer->what)) {
    const auto* other_sum = std::get_if<ast::Sum>(&other->what);
    if (other_sum == nullptr || other_sum->rest.size() != sum->rest.size()) return fail(other);
    if (!match_parts(sum->first, other_sum->first)) return false;
    for (std::size_t i = 0; i < sum->rest.size(); ++i) {
      if (sum->rest[i].op != other_sum->rest[i].op) return fail(other_sum->rest[i].operand);
      if (!match_parts(sum->rest[i].operand, other_sum->rest[i].operand)) return false;
    }
    return true;
  }
  if (layer->what.index() != other->what.index()) return fail(other);
  std::vector<ast::Expr> parts;
  std::vector<ast::Expr> other_parts;
  for_each_part(*layer, [&](const ast::Expr& part) { parts.push_back(part); });
  for_each_part(*other, [&](const ast::Expr& part) { other_parts.push_back(part); });
  if (parts.size() != other_parts.size()) return fail(other);
  if (parts.empty() && text_(layer->span) != text_(other->span)) return fail(other);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!match_parts(parts[i], other_parts[i])) return false;
  }
  return true;
}

bool LayerMatch::match_product(const ast::Product& layer, const ast::Product& other,
                               const ast::Expr& whole) {
  for (std::size_t i = 0; i < operand_count(layer); ++i) {
    const ast::Expr& operand = operand_at(layer, i);
    // From the dots on the layer is another's, or the hole's.
    if (operand.get() == hole_) {
      if (i < operand_count(other)) bound_ = operand_at(other, i);
      return i < operand_count(other) || fail(whole);
    }
    if (i >= operand_count(other)) return fail(whole);
    const ast::Expr& other_operand = operand_at(other, i);
    if (std::holds_alternative<ast::Ellipsis>(other_operand->what)) return true;
    if (!match_parts(operand, other_operand)) return false;
    if (i == 0) continue;
    const auto op = layer.rest[i - 1].op;
    const auto other_op = other.rest[i - 1].op;
    if (op != other_op && !(is_plain_product(op) && is_plain_product(other_op))) {
      return fail(other_operand);
    }
  }
  return operand_count(layer) == operand_count(other) ||
         fail(operand_at(other, operand_count(layer)));
}

bool LayerMatch::match_postfix(const ast::Postfix& layer, const ast::Postfix& other,
                               const ast::Expr& whole) {
  const auto* reference = std::get_if<ast::Reference>(&layer.operand->what);
  const auto* other_reference = std::get_if<ast::Reference>(&other.operand->what);
  std::optional<IndexedName> name;
  std::optional<IndexedName> other_name;
  if (reference != nullptr && other_reference != nullptr) {
    name = lookup_(*reference, layer.operations);
    other_name = lookup_(*other_reference, other.operations);
    if (!match_names(*reference, *other_reference, name, other_name, other.operand)) return false;
  } else if (!match_parts(layer.operand, other.operand)) {
    return false;
  }
  const auto rest_of = [](const ast::Postfix& postfix, const std::optional<IndexedName>& indexed) {
    std::vector<const ast::PostfixOperation*> rest;
    for (std::size_t i = 0; i < postfix.operations.size(); ++i) {
      if (!indexed || indexed->used != i) rest.push_back(&postfix.operations[i]);
    }
    return rest;
  };
  const auto rest = rest_of(layer, name);
  const auto other_rest = rest_of(other, other_name);
  if (rest.size() != other_rest.size()) return fail(whole);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (!match_operation(*rest[i], *other_rest[i], whole)) return false;
  }
  return true;
}

bool LayerMatch::match_operation(const ast::PostfixOperation& layer,
                                 const ast::PostfixOperation& other, const ast::Expr& whole) {
  if (layer.kind != other.kind || layer.arguments.size() != other.arguments.size() || layer.range ||
      other.range) {
    return fail(whole);
  }
  if (!layer.indices.empty() && text_(layer.span) != text_(other.span)) return fail(whole);
  for (std::size_t i = 0; i < layer.arguments.size(); ++i) {
    if (!match_parts(layer.arguments[i], other.arguments[i])) return false;
  }
  return true;
}

bool LayerMatch::match_names(const ast::Reference& layer, const ast::Reference& other,
                             const std::optional<IndexedName>& layer_name,
                             const std::optional<IndexedName>& other_name, const ast::Expr& whole) {
  if (!layer_name || !other_name) {
    const bool is_same = !layer_name && !other_name && layer.name.text == other.name.text;
    return is_same || fail(whole);
  }
  if (layer_name->base != other_name->base) return fail(whole);
  names_.push_back({&layer, layer_name->index - other_name->index, whole->span});
  return true;
}

std::optional<std::int64_t> LayerMatch::fall() {
  std::int64_t fall = 0;
  for (const MovedName& name : names_) {
    if (name.fall == 0) continue;
    if (fall != 0 && name.fall != fall) {
      difference_ = name.other;
      return std::nullopt;
    }
    fall = name.fall;
  }
  return fall;
}

}  // namespace nngen::parser
