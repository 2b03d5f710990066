#include "codegen/body.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <tuple>

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::Prim;
using ir::Step;

bool is_effect(Prim op) { return op == Prim::store || op == Prim::give; }

bool is_constant(const Step& step, double value) {
  return step.op == Prim::constant && step.value == value;
}

std::optional<double> folded(const Body& body, const Step& step) {
  if (step.op != Prim::add && step.op != Prim::sub && step.op != Prim::mul) return std::nullopt;
  const Step& a = body[step.a];
  const Step& b = body[step.b];
  if (a.op != Prim::constant || b.op != Prim::constant) return std::nullopt;
  if (step.op == Prim::mul) return a.value * b.value;
  return step.op == Prim::add ? a.value + b.value : a.value - b.value;
}

// One step in simpler form; operands refer to the body built so far.
Step simpler(const Body& body, Step step) {
  const auto operand = [&](std::uint32_t i) -> const Step& { return body[i]; };
  if (const auto value = folded(body, step)) return {.op = Prim::constant, .value = *value};
  if (step.op == Prim::mul) {
    if (is_constant(operand(step.a), -1)) return {.op = Prim::negate, .a = step.b};
    if (is_constant(operand(step.b), -1)) return {.op = Prim::negate, .a = step.a};
  }
  if (step.op == Prim::add) {
    if (operand(step.b).op == Prim::negate) {
      return {.op = Prim::sub, .a = step.a, .b = operand(step.b).a};
    }
    if (operand(step.a).op == Prim::negate) {
      return {.op = Prim::sub, .a = step.b, .b = operand(step.a).a};
    }
  }
  if (step.op == Prim::sub && operand(step.b).op == Prim::negate) {
    return {.op = Prim::add, .a = step.a, .b = operand(step.b).a};
  }
  return step;
}

using Key = std::tuple<Prim, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t,
                       std::uint64_t>;
Key key_of(const Step& step) {
  return {step.op, step.a, step.b, step.c, step.index, std::bit_cast<std::uint64_t>(step.value)};
}

void renumber(Step& step, const std::vector<std::uint32_t>& place) {
  const int count = ir::operand_count(step.op);
  if (count > 0) step.a = place[step.a];
  if (count > 1) step.b = place[step.b];
  if (count > 2) step.c = place[step.c];
}

// A load may only be merged with an earlier one if nothing was stored to its buffer in between.
class Loads {
 public:
  explicit Loads(const std::vector<ir::View>& views) : views_(views) {}
  void stored(std::uint32_t view) { written_.push_back(views_[view].buffer); }
  bool is_stable(std::uint32_t view) const {
    return std::find(written_.begin(), written_.end(), views_[view].buffer) == written_.end();
  }

 private:
  const std::vector<ir::View>& views_;
  std::vector<ir::BufferId> written_;
};

Body merge_equal_steps(const Body& body, const std::vector<ir::View>& views) {
  Body result;
  std::vector<std::uint32_t> place(body.size());
  std::map<Key, std::uint32_t> known;
  Loads loads(views);
  for (std::size_t i = 0; i < body.size(); ++i) {
    Step step = body[i];
    renumber(step, place);
    step = simpler(result, step);
    if (step.op == Prim::store) loads.stored(step.index);
    const bool is_pure = !is_effect(step.op) && (step.op != Prim::load || loads.is_stable(step.index));
    if (is_pure) {
      const auto [found, is_new] = known.emplace(key_of(step), result.size());
      place[i] = found->second;
      if (!is_new) continue;
    }
    place[i] = static_cast<std::uint32_t>(result.size());
    result.push_back(step);
  }
  return result;
}

Body drop_unused_steps(const Body& body) {
  std::vector<bool> needed(body.size(), false);
  for (std::size_t i = body.size(); i-- > 0;) {
    const Step& step = body[i];
    if (is_effect(step.op)) needed[i] = true;
    if (!needed[i]) continue;
    const std::array<std::uint32_t, 3> operands{step.a, step.b, step.c};
    for (int k = 0; k < ir::operand_count(step.op); ++k) {
      needed[operands[static_cast<std::size_t>(k)]] = true;
    }
  }
  Body result;
  std::vector<std::uint32_t> place(body.size());
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (!needed[i]) continue;
    Step step = body[i];
    renumber(step, place);
    place[i] = static_cast<std::uint32_t>(result.size());
    result.push_back(step);
  }
  return result;
}

}  // namespace

std::vector<std::uint32_t> append_body(
    Body& target, const Body& source,
    const std::function<std::optional<std::uint32_t>(const Step&)>& replace) {
  std::vector<std::uint32_t> place(source.size());
  for (std::size_t i = 0; i < source.size(); ++i) {
    Step step = source[i];
    if (const auto earlier = replace(step)) {
      place[i] = *earlier;
      continue;
    }
    renumber(step, place);
    place[i] = static_cast<std::uint32_t>(target.size());
    target.push_back(step);
  }
  return place;
}

void shift_views(Body& body, std::uint32_t by) {
  for (Step& step : body) {
    if (step.op == Prim::load || step.op == Prim::store) step.index += by;
  }
}

void simplify_body(Body& body, const std::vector<ir::View>& views) {
  body = drop_unused_steps(merge_equal_steps(body, views));
}

void compact_views(ir::Kernel& kernel) {
  std::vector<ir::View>& views = views_of(kernel);
  std::vector<ir::View> kept;
  constexpr std::uint32_t unused = 0xffffffffu;
  std::vector<std::uint32_t> place(views.size(), unused);
  for (Body* body : bodies_of(kernel)) {
    for (Step& step : *body) {
      if (step.op != Prim::load && step.op != Prim::store) continue;
      std::uint32_t& index = place[step.index];
      if (index == unused) {
        const auto found = std::find(kept.begin(), kept.end(), views[step.index]);
        index = static_cast<std::uint32_t>(found - kept.begin());
        if (found == kept.end()) kept.push_back(views[step.index]);
      }
      step.index = index;
    }
  }
  views = std::move(kept);
}

}  // namespace nngen::codegen
