// The nested form of an ellipsis, Σ[k](W[k]·Σ[k-1](… Σ[1](W[1]·X))): the layers between the written
// ones are read from one written layer with falling indices and elaborated innermost first, in a
// loop.

#include <algorithm>
#include <utility>

#include "parser/expression_elaborator.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

std::vector<const ast::Reference*> moving_references(
    const std::vector<LayerMatch::MovedName>& names) {
  std::vector<const ast::Reference*> moving;
  for (const LayerMatch::MovedName& name : names) {
    if (name.fall != 0) moving.push_back(name.reference);
  }
  std::sort(moving.begin(), moving.end());
  moving.erase(std::unique(moving.begin(), moving.end()), moving.end());
  return moving;
}

// Where the innermost layer's argument stands in a layer that nothing else shows it of:
// Σ[1](W[1]·X).
const ast::Expr* innermost_argument(const ast::Expr& layer) {
  const ast::Expr* place = &layer;
  while (true) {
    const ast::Node& node = **place;
    if (const auto* inner = std::get_if<ast::Parenthesised>(&node.what)) {
      place = &inner->inner;
    } else if (const auto* sum = std::get_if<ast::Sum>(&node.what)) {
      place = &sum->first;
    } else if (const auto* product = std::get_if<ast::Product>(&node.what)) {
      return &operand_at(*product, operand_count(*product) - 1);
    } else if (const auto* postfix = std::get_if<ast::Postfix>(&node.what)) {
      const ast::PostfixOperation& last = postfix->operations.back();
      if (last.kind != ast::PostfixKind::call || last.arguments.size() != 1) return place;
      place = &last.arguments[0];
    } else {
      return place;
    }
  }
}

// Is the node the whole argument of the call that the layer is: Σ[k](…)?
bool is_whole_argument(const ast::Expr& layer, const ast::Node* node) {
  const auto* postfix = std::get_if<ast::Postfix>(&layer->what);
  if (postfix == nullptr) return false;
  const ast::PostfixOperation& last = postfix->operations.back();
  return last.kind == ast::PostfixKind::call && last.arguments.size() == 1 &&
         last.arguments[0].get() == node;
}

}  // namespace

MemberLookup ExpressionElaborator::member_lookup() {
  return
      [this](const ast::Reference& reference,
             const std::vector<ast::PostfixOperation>& operations) -> std::optional<IndexedName> {
        ConstantFailure unused;
        const auto use = state_.constants.member_use(reference, operations, environment_, unused);
        if (use) return IndexedName{use->member.base, use->member.index, use->used};
        const ir::Name split = ir::name_of(reference.name.text);
        if (reference.subscript || !split.index) return std::nullopt;
        return IndexedName{split.base, *split.index, std::nullopt};
      };
}

void ExpressionElaborator::bad_ellipsis(ir::Span span, const std::string& message, ir::Span dots) {
  ir::Diagnostic error = ir::make_diagnostic(DiagnosticKind::bad_ellipsis, message).at(span);
  if (!(span == dots)) add_note(error, dots, "these dots");
  reporter().add(std::move(error));
}

bool ExpressionElaborator::has_too_many_layers(std::int64_t count, const EllipsisSite& site) {
  if (count <= static_cast<std::int64_t>(expansion_limit)) return false;
  reporter().add(ir::make_diagnostic(
                     DiagnosticKind::too_large,
                     "the dots stand for more than " + std::to_string(expansion_limit) + " layers")
                     .at(site.span));
  return true;
}

// The value of an expression that is the outermost written layer of a nested ellipsis.
std::optional<Operand> ExpressionElaborator::layered_value(const ast::Expr& expression) {
  const EllipsisSite* site = ellipses_.below(expression.get());
  if (site == nullptr || site->following.empty()) return std::nullopt;
  const MemberLookup lookup = member_lookup();
  const std::string in_chain = head_of(operand_at(*site->chain, site->position + 1), lookup);
  for (std::size_t i = 0; i < site->position; ++i) {
    // The chain form: its layers stand in the dots' own chain.
    if (head_of(operand_at(*site->chain, i), lookup) == in_chain) return std::nullopt;
  }
  const std::string head = head_of(expression, lookup);
  for (const EllipsisSite::Following& following : site->following) {
    if (head != head_of(following.layers, lookup)) continue;
    const auto place = std::find(site->path.begin(), site->path.end(), expression);
    return expand_layers(*site, following, static_cast<std::size_t>(place - site->path.begin()));
  }
  return std::nullopt;
}

// The next written layer, if there is one, shows where a layer holds the one below.
const ast::Expr* ExpressionElaborator::next_layer(const EllipsisSite& site,
                                                  const EllipsisSite::Following& following,
                                                  std::size_t start) {
  const MemberLookup lookup = member_lookup();
  const std::string head = head_of(site.path[start], lookup);
  for (std::size_t i = start + 1; i < site.path.size(); ++i) {
    if (site.path[i].get() == following.hole) return nullptr;
    if (head_of(site.path[i], lookup) == head) return &site.path[i];
  }
  return nullptr;
}

Operand ExpressionElaborator::expand_layers(const EllipsisSite& site,
                                            const EllipsisSite::Following& following,
                                            std::size_t start) {
  const ast::Expr& outermost = site.path[start];
  const ast::Expr* next = next_layer(site, following, start);
  // Of Σ[k](… Σ[1](W[1]·X)) only the layer behind the dots says what a layer is.
  const bool from_below = next == nullptr && is_whole_argument(outermost, following.hole);
  const ast::Node* hole = next != nullptr ? next->get() : following.hole;
  const MemberLookup lookup = member_lookup();
  LayerMatch match(hole, lookup, [this](ir::Span span) { return reporter().text(span); });
  const bool has_form = match.match(outermost, following.layers);
  const auto count = has_form ? match.fall() : std::nullopt;
  if (!count) {
    bad_ellipsis(match.difference(), "the layers around the dots do not have one form", site.span);
    return invalid(outermost->span);
  }
  if (match.names().empty()) {
    bad_ellipsis(site.span, "no index of the layers says how many the dots stand for", site.span);
    return invalid(outermost->span);
  }
  if (next != nullptr && !falls_by_one(site, outermost, *next)) return invalid(outermost->span);
  // One layer less than is written: only its argument is left.
  if (*count == -1 && match.bound()) return value(match.bound());
  if (*count < 0) {
    bad_ellipsis(following.layers->span, "the indices of the layers must fall", site.span);
    return invalid(outermost->span);
  }
  if (has_too_many_layers(*count, site)) return invalid(outermost->span);
  LayerReading reading;
  reading.hole = from_below ? innermost_argument(following.layers)->get() : hole;
  reading.moving =
      from_below ? all_indexed(following.layers, reading.hole) : moving_references(match.names());
  const ast::Expr& pattern = from_below ? following.layers : outermost;
  const std::int64_t lowest = from_below ? -*count : 0;
  Operand result = read_layers(pattern, following.layers, reading, *count, lowest);
  result.span = outermost->span;
  return result;
}

// Does the second written layer have the form of the first, with indices lower by one?
bool ExpressionElaborator::falls_by_one(const EllipsisSite& site, const ast::Expr& outermost,
                                        const ast::Expr& next) {
  const MemberLookup lookup = member_lookup();
  LayerMatch match(next.get(), lookup, [this](ir::Span span) { return reporter().text(span); });
  const bool has_form = match.match(outermost, next);
  const auto step = has_form ? match.fall() : std::nullopt;
  if (step && (*step == 1 || match.names().empty())) return true;
  bad_ellipsis(step ? next->span : match.difference(),
               step ? "the indices of the layers must fall by one"
                    : "the layers around the dots do not have one form",
               site.span);
  return false;
}

// The innermost written layers, and around them the layers that are read from the pattern: the next
// with its indices lower by lowest + count − 1, the outermost by `lowest`.
Operand ExpressionElaborator::read_layers(const ast::Expr& pattern, const ast::Expr& innermost,
                                          LayerReading& reading, std::int64_t count,
                                          std::int64_t lowest) {
  const ElaborationState::Filling filling(state_);
  Operand result = value(innermost);
  for (std::int64_t layer = count - 1; layer >= 0 && result; --layer) {
    reading.fall = lowest + layer;
    reading.argument = result.value;
    Environment environment = environment_;
    environment.layer = &reading;
    result = ExpressionElaborator(state_, std::move(environment), ellipses_).value(pattern);
  }
  return result;
}

// All names with an index in a layer.
std::vector<const ast::Reference*> ExpressionElaborator::all_indexed(const ast::Expr& layer,
                                                                     const ast::Node* hole) {
  const MemberLookup lookup = member_lookup();
  LayerMatch self(hole, lookup, [this](ir::Span span) { return reporter().text(span); });
  self.match(layer, layer);
  std::vector<const ast::Reference*> names;
  for (const LayerMatch::MovedName& name : self.names()) names.push_back(name.reference);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace nngen::parser
