// Calls of functions, and what stands only as an argument of one: comparisons.

#include <span>
#include <utility>

#include "codegen/formula/boxes.hpp"
#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {

using ir::Axis;
using ir::Expr;
using ir::NodeId;
using ir::OpKind;

namespace {

Box choice_box(Box condition, Box yes, Box no) {
  return {.kind = BoxKind::choice,
          .precedence = Precedence::postfix,
          .children = {std::move(condition), std::move(yes), std::move(no)}};
}

}  // namespace

Box Layout::noted(Expr x) const {
  const auto* axis = std::get_if<Axis>(&x.node().attribute);
  const bool is_of_all = axis == nullptr || *axis == Axis::all;
  // ‖x‖₁
  const Expr of = x.operand(0);
  if (x.is(OpKind::sum) && is_of_all && of.is(OpKind::abs) && name_of(of.id) == nullptr &&
      of.shape().is_vector_like() && !of.is_scalar()) {
    return {.kind = BoxKind::norm, .order = 1, .children = {reference(of.operand(0).id)}};
  }
  if (!is_of_all) return call(x);
  switch (ir::op_def(x.op()).spelling.notation) {
    case ir::Notation::call: return call(x);
    case ir::Notation::comparison: return as_number(comparison(x));
    case ir::Notation::root:
      return {
          .kind = BoxKind::root, .precedence = Precedence::postfix, .children = {reference(of.id)}};
    case ir::Notation::bars: return {.kind = BoxKind::absolute, .children = {reference(of.id)}};
    case ir::Notation::double_bars:
      return {.kind = BoxKind::norm,
              .elementwise = !of.shape().is_vector_like(),
              .children = {reference(of.id)}};
  }
  NNGEN_UNREACHABLE();
}

Box Layout::call(Expr x) const {
  // A symbolic size as a number.
  const bool is_size = x.is(OpKind::sum) && x.is_scalar() && ir::is_one(x.operand(0)) &&
                       !x.operand(0).shape().is_known();
  if (is_size) {
    const ir::Dim size = x.operand(0).shape().size();
    Box box = text_box(size.to_string());
    return size.symbols().size() == 1 && *size.symbols().begin() == size.to_string()
               ? box
               : bracketed(std::move(box));
  }
  std::string function(ir::op_def(x.op()).name);
  if (const auto* axis = std::get_if<Axis>(&x.node().attribute)) {
    const bool whole_columns =
        *axis == Axis::columns && (x.op() == OpKind::softmax || x.op() == OpKind::log_softmax ||
                                   x.operand(0).shape().cols.is_one());
    if (*axis == Axis::rows) function += "_rows";
    if (*axis == Axis::columns && !whole_columns) function += "_cols";
  }
  // log(p), where the file has a name for p = softmax(z)
  if (const ir::Name* softmax = name_of_softmax(x); softmax && x.is(OpKind::log_softmax)) {
    return call_box("log", {{.kind = BoxKind::name, .name = *softmax}});
  }
  std::vector<Box> arguments;
  for (const Expr& operand : x.operands()) arguments.push_back(reference(operand.id));
  return call_box(std::move(function), std::move(arguments));
}

// The name of the softmax of x's first operand, along x's axis or else its columns.
const ir::Name* Layout::name_of_softmax(Expr x) const {
  const NodeId z = x.operand(0).id;
  const auto* axis = std::get_if<Axis>(&x.node().attribute);
  const auto softmax = program_.graph->find(OpKind::softmax, std::span(&z, 1), x.operand(0).shape(),
                                            axis == nullptr ? Axis::columns : *axis);
  // A line stands behind those of the older nodes.
  return softmax && *softmax < x.id ? name_of(*softmax) : nullptr;
}

// The fused loss reads as the user wrote it: cross_entropy(y, t) where y names softmax(z).
Box Layout::loss(Expr x) const {
  const ir::Name* softmax = name_of_softmax(x);
  Box prediction = softmax ? Box{.kind = BoxKind::name, .name = *softmax}
                           : call_box("softmax", {reference(x.operand(0).id)});
  return call_box("cross_entropy", {std::move(prediction), reference(x.operand(1).id)});
}

Box Layout::reshaped(Expr x) const {
  Box inner = reference(x.operand(0).id);
  if (x.shape().cols.is_one()) return call_box("vec", {std::move(inner)});
  return call_box("reshape", {std::move(inner), text_box(x.shape().rows.to_string()),
                              text_box(x.shape().cols.to_string())});
}

bool Layout::is_comparison(Expr x) {
  return ir::op_def(x.op()).spelling.notation == ir::Notation::comparison;
}

Box Layout::comparison(Expr x) const {
  Box box{.kind = BoxKind::comparison, .precedence = Precedence::sum, .op = x.op()};
  const std::vector<Expr> sides = x.operands();
  box.children = elementwise_operands(sides);
  return box;
}

// The language has comparisons in `where` only.
Box Layout::as_number(Box condition) const {
  return choice_box(std::move(condition), number_box(1), number_box(0));
}

Box Layout::choice(Expr x) const {
  const Expr condition = x.operand(0);
  Box condition_box{
      .kind = BoxKind::comparison, .precedence = Precedence::sum, .op = OpKind::not_equal};
  if (is_comparison(condition) && name_of(condition.id) == nullptr) {
    condition_box = comparison(condition);
  } else {
    condition_box.children = {reference(condition.id), text_box("0")};
  }
  return choice_box(std::move(condition_box), reference(x.operand(1).id),
                    reference(x.operand(2).id));
}

}  // namespace nngen::codegen
