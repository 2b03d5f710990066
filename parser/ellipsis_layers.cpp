// The layers between the written ones: read from one written layer with falling indices and elaborated
// innermost first, in a loop.

#include <algorithm>
#include <utility>

#include "parser/expression_elaborator.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;

namespace {

std::vector<const ast::Reference*> moving_references(const std::vector<LayerMatch::MovedName>& names) {
  std::vector<const ast::Reference*> moving;
  for (const LayerMatch::MovedName& name : names) {
    if (name.fall != 0) moving.push_back(name.reference);
  }
  std::sort(moving.begin(), moving.end());
  moving.erase(std::unique(moving.begin(), moving.end()), moving.end());
  return moving;
}

// Where the innermost layer's argument stands in a layer that nothing else shows it of: Σ[1](W[1]·X).
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
  return [this](const ast::Reference& reference,
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
  reporter().add(ir::make_diagnostic(DiagnosticKind::too_large,
                                     "the dots stand for more than " +
                                         std::to_string(expansion_limit) + " layers")
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
    return expand_layers(*site, following,
                         static_cast<std::size_t>(place - site->path.begin()));
  }
  return std::nullopt;
}

Operand ExpressionElaborator::expand_layers(const EllipsisSite& site,
                                            const EllipsisSite::Following& following,
                                            std::size_t start) {
  const ast::Expr& outermost = site.path[start];
  const MemberLookup lookup = member_lookup();
  const auto text = [this](ir::Span span) { return reporter().text(span); };
  const std::string head = head_of(outermost, lookup);
  // The next written layer, if there is one, shows where a layer holds the one below.
  const ast::Expr* next = nullptr;
  for (std::size_t i = start + 1; i < site.path.size() && next == nullptr; ++i) {
    if (site.path[i].get() == following.hole) break;
    if (head_of(site.path[i], lookup) == head) next = &site.path[i];
  }
  const bool shows_nothing = next == nullptr && is_whole_argument(outermost, following.hole);
  const ast::Expr& pattern = shows_nothing ? following.layers : outermost;
  const ast::Node* hole = following.hole;
  if (next != nullptr) hole = next->get();
  if (shows_nothing) hole = innermost_argument(following.layers)->get();

  LayerMatch below(shows_nothing ? following.hole : hole, lookup, text);
  const bool has_form = below.match(outermost, following.layers);
  const auto count = has_form ? below.fall() : std::nullopt;
  if (!count) {
    bad_ellipsis(below.difference(), "the layers around the dots do not have one form", site.span);
    return invalid(outermost->span);
  }
  std::vector<LayerMatch::MovedName> names = below.names();
  if (next != nullptr) {
    LayerMatch second(hole, lookup, text);
    const bool second_fits = second.match(outermost, *next) && second.fall();
    const auto step = second_fits ? second.fall() : std::nullopt;
    if (!step || (*step != 1 && *step != 0)) {
      bad_ellipsis(step ? (*next)->span : second.difference(),
                   step ? "the indices of the layers must fall by one"
                        : "the layers around the dots do not have one form",
                   site.span);
      return invalid(outermost->span);
    }
  }
  if (*count < -1) {
    bad_ellipsis(following.layers->span, "the indices of the layers must fall", site.span);
    return invalid(outermost->span);
  }
  if (*count == -1) {
    if (below.bound()) return value(below.bound());
    bad_ellipsis(site.span, "there is no layer to fill in", site.span);
    return invalid(outermost->span);
  }
  LayerReading reading;
  if (shows_nothing) {
    LayerMatch self(hole, lookup, text);
    self.match(pattern, pattern);
    for (LayerMatch::MovedName name : self.names()) reading.moving.push_back(name.reference);
    std::sort(reading.moving.begin(), reading.moving.end());
  } else {
    reading.moving = moving_references(names);
  }
  reading.hole = hole;
  if (has_too_many_layers(*count, site)) return invalid(outermost->span);
  const ElaborationState::Filling filling(state_);
  Operand result = value(following.layers);
  for (std::int64_t fall = *count - 1; fall >= 0 && result; --fall) {
    reading.fall = shows_nothing ? fall - *count : fall;
    reading.argument = result.value;
    Environment environment = environment_;
    environment.layer = &reading;
    result = ExpressionElaborator(state_, std::move(environment), ellipses_).value(pattern);
  }
  result.span = outermost->span;
  return result;
}

// Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X: the chain with every layer written out.
std::optional<std::vector<ExpressionElaborator::ChainElement>> ExpressionElaborator::fill_chain(
    const ast::Product& product) {
  const EllipsisSite& site = *ellipses_.in_chain(&product);
  if (site.following.empty()) {
    bad_ellipsis(site.span, "nothing is written behind the dots", site.span);
    return std::nullopt;
  }
  const MemberLookup lookup = member_lookup();
  std::vector<std::string> heads;
  for (std::size_t i = 0; i < site.end; ++i) {
    heads.push_back(head_of(operand_at(product, i), lookup));
  }
  const std::size_t below = site.position + 1;
  std::size_t start = 0;
  while (start < site.position && heads[start] != heads[below]) ++start;
  if (start == site.position) {
    bad_ellipsis(operand_at(product, below)->span, "no layer before the dots has this form",
                 site.span);
    return std::nullopt;
  }
  std::size_t period = 1;
  while (start + period < site.position && heads[start + period] != heads[start]) ++period;
  std::size_t period_below = 1;
  while (below + period_below + 1 < site.end && heads[below + period_below] != heads[below]) {
    ++period_below;
  }
  // Σₖ … Σ₁∘W₁·X: only the layer behind the dots is written in full.
  const bool from_below = start + period == site.position && period < period_below && period == 1;
  if (from_below) period = period_below;
  ChainLayers layers{&product, start, from_below ? below : start, period, from_below, 0, 0, {}};
  if (!measure_chain(site, layers)) {
    bad_ellipsis(operand_at(product, below)->span, "the indices of the layers must fall", site.span);
    return std::nullopt;
  }
  if (!check_chain(site, layers) || has_too_many_layers(layers.count, site)) return std::nullopt;
  return written_out(site, layers);
}

// Compares an operand of the pattern with the operand at a place that should be like it.
std::optional<std::int64_t> ExpressionElaborator::fall_in_chain(const ChainLayers& layers,
                                                                std::size_t offset,
                                                                std::size_t place,
                                                                LayerMatch& match) {
  const ast::Expr& pattern = operand_at(*layers.chain, layers.pattern + offset % layers.period);
  if (!match.match(pattern, operand_at(*layers.chain, place))) return std::nullopt;
  return match.fall();
}

// Finds by how much the indices fall from the first written layer to the first behind the dots, and which
// operands are the same in every layer.
bool ExpressionElaborator::measure_chain(const EllipsisSite& site, ChainLayers& layers) {
  const MemberLookup lookup = member_lookup();
  const std::size_t below = site.position + 1;
  const std::size_t last = site.end - 1;
  // The last operand is the innermost layer's argument, unless it is a layer itself: W₃·W₂·…·W₁.
  const ast::Expr& like_last =
      operand_at(*layers.chain, layers.pattern + (last - below) % layers.period);
  const bool ends_in_layer =
      !layers.from_below && head_of(operand_at(*layers.chain, last), lookup) == head_of(like_last, lookup);
  layers.below_end = ends_in_layer ? site.end : last;
  const std::size_t other = layers.from_below ? layers.start : below;
  const std::size_t end = layers.from_below ? site.position : layers.below_end;
  layers.is_fixed.assign(layers.period, false);
  std::optional<std::int64_t> count;
  for (std::size_t i = 0; i < layers.period && other + i < end; ++i) {
    LayerMatch match(nullptr, lookup, [this](ir::Span span) { return reporter().text(span); });
    const auto fall = fall_in_chain(layers, i, other + i, match);
    if (!fall) continue;  // `check_chain` says so
    layers.is_fixed[i] = *fall == 0;
    if (!match.names().empty() && count.value_or(0) == 0) count = fall;
  }
  layers.count = layers.from_below ? -count.value_or(0) : count.value_or(0);
  if (layers.count == 0) layers.is_fixed.assign(layers.period, false);
  return count.has_value() && layers.count >= 0;
}

bool ExpressionElaborator::check_chain(const EllipsisSite& site, const ChainLayers& layers) {
  const MemberLookup lookup = member_lookup();
  const auto check = [&](std::size_t place, std::size_t first, std::int64_t first_fall) {
    const std::size_t offset = place - first;
    LayerMatch match(nullptr, lookup, [this](ir::Span span) { return reporter().text(span); });
    const auto fall = fall_in_chain(layers, offset, place, match);
    const auto layer = static_cast<std::int64_t>(offset / layers.period);
    const bool is_fixed = match.names().empty() || layers.is_fixed[offset % layers.period];
    if (fall && *fall == (is_fixed ? 0 : first_fall + layer)) return true;
    bad_ellipsis(fall ? operand_at(*layers.chain, place)->span : match.difference(),
                 fall ? "the indices of the layers must fall by one"
                      : "the layers around the dots do not have one form",
                 site.span);
    return false;
  };
  const std::int64_t above = layers.from_below ? -layers.count : 0;
  for (std::size_t i = layers.start; i < site.position; ++i) {
    if (!check(i, layers.start, above)) return false;
  }
  const std::size_t below = site.position + 1;
  const std::string head = head_of(operand_at(*layers.chain, layers.pattern), lookup);
  for (std::size_t i = below; i < layers.below_end; ++i) {
    const bool starts_layer = (i - below) % layers.period == 0;
    const bool has_ended =
        i > below && starts_layer && head != head_of(operand_at(*layers.chain, i), lookup);
    if (has_ended) break;  // the innermost argument is a chain itself
    if (!check(i, below, layers.from_below ? 0 : layers.count)) return false;
  }
  return true;
}

// Between two layers stands what is written there, else what stands next to the dots.
ast::ProductOperator ExpressionElaborator::operator_between(const EllipsisSite& site,
                                                            const ChainLayers& layers) {
  const auto& links = layers.chain->rest;
  const bool shows_two = layers.start + layers.period < site.position && !layers.from_below;
  if (shows_two) return links[layers.start + layers.period - 1].op;
  for (const std::size_t place : {site.position, site.position + 1}) {
    if (links[place - 1].op != ast::ProductOperator::implicit) return links[place - 1].op;
  }
  return ast::ProductOperator::product;
}

// The names of one layer whose indices fall.
std::vector<const ast::Reference*> ExpressionElaborator::moving_in_chain(const ChainLayers& layers) {
  const MemberLookup lookup = member_lookup();
  std::vector<const ast::Reference*> moving;
  for (std::size_t i = 0; i < layers.period; ++i) {
    if (layers.is_fixed[i]) continue;
    LayerMatch self(nullptr, lookup, [this](ir::Span span) { return reporter().text(span); });
    self.match(operand_at(*layers.chain, layers.pattern + i),
               operand_at(*layers.chain, layers.pattern + i));
    for (const LayerMatch::MovedName& name : self.names()) moving.push_back(name.reference);
  }
  std::sort(moving.begin(), moving.end());
  return moving;
}

std::vector<ExpressionElaborator::ChainElement> ExpressionElaborator::written_out(
    const EllipsisSite& site, const ChainLayers& layers) {
  const ast::Product& chain = *layers.chain;
  const std::size_t below = site.position + 1;
  const std::int64_t count = layers.count;
  const auto link_before = [&](std::size_t place) { return chain.rest[place - 1]; };
  std::vector<ChainElement> elements;
  const auto add = [&](std::size_t place, const LayerReading* layer) {
    ChainElement element{operand_at(chain, place), {}, {}, layer};
    if (place > 0) {
      element.op = link_before(place).op;
      element.op_span = link_before(place).op_span;
    }
    elements.push_back(std::move(element));
  };
  const ast::ProductOperator between = operator_between(site, layers);
  const auto moving = moving_in_chain(layers);
  for (std::size_t i = 0; i < layers.start; ++i) add(i, environment_.layer);
  for (std::int64_t fall = 0; fall < count; ++fall) {
    readings_.push_back(std::make_unique<LayerReading>());
    LayerReading& reading = *readings_.back();
    reading.moving = moving;
    reading.fall = layers.from_below ? fall - count : fall;
    for (std::size_t i = 0; i < layers.period; ++i) {
      add(layers.pattern + i, &reading);
      if (i == 0 && layers.start > 0 && fall == 0) {
        elements.back().op = link_before(layers.start).op;
      } else if (i == 0) {
        elements.back().op = between;
      }
    }
  }
  for (std::size_t i = below; i < site.end; ++i) {
    add(i, environment_.layer);
    if (i == below) elements.back().op = count > 0 ? between : elements.back().op;
  }
  return elements;
}

}  // namespace nngen::parser
