#include "ir/kernel_lowering.hpp"

#include <utility>

#include "ir/check.hpp"

namespace nngen::ir {
namespace {

Entry append(Body& body, Step step) {
  body.push_back(step);
  return {&body, static_cast<std::uint32_t>(body.size() - 1)};
}

Entry unary(Prim op, Entry x) { return append(*x.body, {.op = op, .a = x.step}); }
Entry binary(Prim op, Entry a, Entry b) {
  NNGEN_CHECK(a.body == b.body);
  return append(*a.body, {.op = op, .a = a.step, .b = b.step});
}
Entry number(Entry beside, double value) {
  return append(*beside.body, {.op = Prim::constant, .value = value});
}

}  // namespace

Entry operator+(Entry a, Entry b) { return binary(Prim::add, a, b); }
Entry operator-(Entry a, Entry b) { return binary(Prim::sub, a, b); }
Entry operator*(Entry a, Entry b) { return binary(Prim::mul, a, b); }
Entry operator/(Entry a, Entry b) { return binary(Prim::div, a, b); }
Entry operator-(Entry a) { return unary(Prim::negate, a); }
Entry operator+(double a, Entry b) { return number(b, a) + b; }
Entry operator-(double a, Entry b) { return number(b, a) - b; }
Entry operator*(double a, Entry b) { return number(b, a) * b; }
Entry operator/(double a, Entry b) { return number(b, a) / b; }
Entry min(Entry a, Entry b) { return binary(Prim::min, a, b); }
Entry max(Entry a, Entry b) { return binary(Prim::max, a, b); }
Entry max(Entry a, double b) { return max(a, number(a, b)); }
Entry abs(Entry x) { return unary(Prim::abs, x); }
Entry sqrt(Entry x) { return unary(Prim::sqrt, x); }
Entry exp(Entry x) { return unary(Prim::exp, x); }
Entry expm1(Entry x) { return unary(Prim::expm1, x); }
Entry log(Entry x) { return unary(Prim::log, x); }
Entry log1p(Entry x) { return unary(Prim::log1p, x); }
Entry tanh(Entry x) { return unary(Prim::tanh, x); }
Entry erf(Entry x) { return unary(Prim::erf, x); }
Entry sin(Entry x) { return unary(Prim::sin, x); }
Entry cos(Entry x) { return unary(Prim::cos, x); }
Entry asin(Entry x) { return unary(Prim::asin, x); }
Entry acos(Entry x) { return unary(Prim::acos, x); }
Entry atan(Entry x) { return unary(Prim::atan, x); }
Entry atan2(Entry y, Entry x) { return binary(Prim::atan2, y, x); }
Entry pow(Entry x, Entry exponent) { return binary(Prim::pow, x, exponent); }
Entry pow(Entry x, double exponent) { return pow(x, number(x, exponent)); }
Entry less(Entry a, Entry b) { return binary(Prim::less, a, b); }
Entry less(double a, Entry b) { return less(number(b, a), b); }
Entry less(Entry a, double b) { return less(a, number(a, b)); }
Entry select(Entry condition, Entry a, Entry b) {
  return append(*condition.body,
                {.op = Prim::select, .a = condition.step, .b = a.step, .c = b.step});
}
Entry select(Entry condition, double a, Entry b) {
  return select(condition, number(condition, a), b);
}
Entry select(Entry condition, Entry a, double b) {
  return select(condition, a, number(condition, b));
}

Entry BodyBuilder::load(const View& view) {
  views->push_back(view);
  const auto index = static_cast<std::uint32_t>(views->size() - 1);
  return append(*body, {.op = Prim::load, .index = index});
}
Entry BodyBuilder::result(std::uint32_t phase) {
  return append(*body, {.op = Prim::result, .index = phase});
}
Entry BodyBuilder::constant(double value) {
  return append(*body, {.op = Prim::constant, .value = value});
}
Entry BodyBuilder::argument(Argument which) {
  return append(*body, {.op = Prim::argument, .index = static_cast<std::uint32_t>(which)});
}
void BodyBuilder::store(const View& view, Entry value) {
  views->push_back(view);
  const auto index = static_cast<std::uint32_t>(views->size() - 1);
  append(*body, {.op = Prim::store, .a = value.step, .index = index});
}

void BodyBuilder::give(Entry value) { append(*body, {.op = Prim::give, .a = value.step}); }

Extent LoweringContext::extent_of_value(Expr value) const {
  return {{1, is_batched(value)}, {value.shape().rows.value()}, {value.shape().cols.value()}};
}

void lower_routine(LoweringContext& context, Routine routine,
                   std::vector<RoutineOperand> operands) {
  const Extent extent = context.extent();
  operands.push_back({context.result(), {extent.rows, extent.cols}});
  Dense dense{routine, {extent.slots, {}, {}}, {}, {}};
  for (const RoutineOperand& operand : operands) {
    dense.views.push_back(operand.view);
    dense.sizes.push_back(operand.size);
  }
  context.add(std::move(dense));
}

RoutineOperand factors_of_operand(LoweringContext& context) {
  const std::int64_t n = context.operand_extent(0).rows.factor;
  return {context.factors(0), {{n}, {n + 2}}};
}

RoutineOperand whole_operand(LoweringContext& context, std::size_t i) {
  const Extent extent = context.operand_extent(i);
  return {context.operand(i), {extent.rows, extent.cols}};
}

void Lowering::operator()(LoweringContext& context) const {
  NNGEN_CHECK(static_cast<bool>(*this));
  if (kernels_ != nullptr) return kernels_(context);
  lower_map(context, [&](BodyBuilder builder) {
    const Entry x = context.load_operand(builder, 0);
    if (unary_ != nullptr) return unary_(x);
    return binary_(x, context.load_operand(builder, 1));
  });
}

}  // namespace nngen::ir
