// The chain form of an ellipsis, Σₖ∘Wₖ·Σₖ₋₁ … Σ₁∘W₁·X: the missing operands are filled into the
// chain.

#include <algorithm>
#include <utility>

#include "parser/expression_elaborator.hpp"

namespace nngen::parser {

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
    bad_ellipsis(operand_at(product, below)->span, "the indices of the layers must fall",
                 site.span);
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

// Finds by how much the indices fall from the first written layer to the first behind the dots, and
// which operands are the same in every layer.
bool ExpressionElaborator::measure_chain(const EllipsisSite& site, ChainLayers& layers) {
  const MemberLookup lookup = member_lookup();
  const std::size_t below = site.position + 1;
  const std::size_t last = site.end - 1;
  // The last operand is the innermost layer's argument, unless it is a layer itself: W₃·W₂·…·W₁.
  const ast::Expr& like_last =
      operand_at(*layers.chain, layers.pattern + (last - below) % layers.period);
  const bool ends_in_layer = !layers.from_below && head_of(operand_at(*layers.chain, last),
                                                           lookup) == head_of(like_last, lookup);
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
std::vector<const ast::Reference*> ExpressionElaborator::moving_in_chain(
    const ChainLayers& layers) {
  std::vector<const ast::Reference*> moving;
  for (std::size_t i = 0; i < layers.period; ++i) {
    if (layers.is_fixed[i]) continue;
    const auto names = all_indexed(operand_at(*layers.chain, layers.pattern + i), nullptr);
    moving.insert(moving.end(), names.begin(), names.end());
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
