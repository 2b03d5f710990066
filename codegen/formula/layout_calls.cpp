// Calls of functions, and what stands only as an argument of one: comparisons.

#include <span>
#include <utility>

#include "codegen/formula/boxes.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {

using ir::Axis;
using ir::Expr;
using ir::NodeId;
using ir::OpKind;

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
    const bool is_matrix_norm =
        x.is(OpKind::norm) && *axis == Axis::all && !x.operand(0).shape().is_vector_like();
    if (is_matrix_norm) function = "normF";
    if (*axis == Axis::rows) function += "_rows";
    if (*axis == Axis::columns && !whole_columns) function += "_cols";
  }
  std::vector<Box> arguments;
  for (const Expr& operand : x.operands()) arguments.push_back(reference(operand.id));
  return call_box(std::move(function), std::move(arguments));
}

// The fused loss reads as the user wrote it: cross_entropy(y, t) where y names softmax(z).
Box Layout::loss(Expr x) const {
  const NodeId z = x.operand(0).id;
  const auto softmax =
      program_.graph->find(OpKind::softmax, std::span(&z, 1), x.operand(0).shape(), Axis::columns);
  Box prediction = softmax && name_of(*softmax) != nullptr
                       ? Box{.kind = BoxKind::name, .name = *name_of(*softmax)}
                       : call_box("softmax", {reference(z)});
  return call_box("cross_entropy", {std::move(prediction), reference(x.operand(1).id)});
}

Box Layout::reshaped(Expr x) const {
  Box inner = reference(x.operand(0).id);
  if (x.shape().cols.is_one()) return call_box("vec", {std::move(inner)});
  return call_box("reshape", {std::move(inner), text_box(x.shape().rows.to_string()),
                              text_box(x.shape().cols.to_string())});
}

bool Layout::is_comparison(Expr x) {
  switch (x.op()) {
    case OpKind::less_than:
    case OpKind::less_equal:
    case OpKind::greater_than:
    case OpKind::greater_equal:
    case OpKind::equal:
    case OpKind::not_equal: return true;
    default: return false;
  }
}

Box Layout::comparison(Expr x) const {
  Box box{.kind = BoxKind::comparison, .precedence = Precedence::sum, .op = x.op()};
  const std::vector<Expr> sides = x.operands();
  box.children = elementwise_operands(sides);
  return box;
}

// The language has comparisons in `where` only.
Box Layout::as_number(Box condition) const {
  return call_box("where", {std::move(condition), text_box("1"), text_box("0")});
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
  return call_box(
      "where", {std::move(condition_box), reference(x.operand(1).id), reference(x.operand(2).id)});
}

}  // namespace nngen::codegen
