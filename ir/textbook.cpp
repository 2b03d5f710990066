#include "ir/textbook.hpp"

#include "ir/graph.hpp"

namespace nngen::ir {
namespace {

// z where x = 1 + e^z.
Expr exponent_beside_one(Expr x) {
  if (!x.is(OpKind::add) || x.node().operand_count != 2) return {};
  const Expr a = x.operand(0);
  const Expr b = x.operand(1);
  if (is_one(a) && b.is(OpKind::exp)) return b.operand(0);
  if (is_one(b) && a.is(OpKind::exp)) return a.operand(0);
  return {};
}

// z where x = 1 − sigmoid(z).
Expr argument_of_complement(Expr x) {
  if (!x.is(OpKind::add) || x.node().operand_count != 2) return {};
  for (const std::size_t one : {0, 1}) {
    const Scaled other = split_coefficient(x.operand(1 - one));
    if (is_one(x.operand(one)) && other.coefficient == -1) return argument_of_sigmoid(other.rest);
  }
  return {};
}

Expr softplus(Expr z) { return elementwise(OpKind::softplus, z); }

// Along which lines a column's or a row's entries all stand.
Axis axis_of_all(const Shape& shape) { return shape.cols.is_one() ? Axis::columns : Axis::rows; }

// Σ e^z, of each line where an axis is given: z and the axis along which its softmax runs.
Expr softmax_of_total(Expr z, Expr total) {
  if (total.is(OpKind::broadcast)) total = total.operand(0);
  if (!total.is(OpKind::sum) || !total.operand(0).is(OpKind::exp) ||
      total.operand(0).operand(0) != z) {
    return {};
  }
  const Shape& shape = z.shape();
  Axis axis = std::get<Axis>(total.node().attribute);
  if (axis == Axis::all || total.is_scalar()) {
    if (!shape.is_vector_like()) return {};
    axis = axis_of_all(shape);
  }
  return make(OpKind::softmax, {z}, axis);
}

}  // namespace

Expr argument_of_sigmoid(Expr x) {
  if (x.is(OpKind::sigmoid)) return x.operand(0);
  if (!x.is(OpKind::apply)) return {};
  const auto use = std::get<FunctionUse>(x.node().attribute);
  const Function& function = x.graph->function(use.function);
  const bool is_sigmoid =
      use.order == 0 && !function.is_direct_sum && function.parts[0].op == OpKind::sigmoid;
  return is_sigmoid ? x.operand(0) : Expr{};
}

Expr stable_log(Expr x) {
  if (const Expr z = exponent_beside_one(x)) return softplus(z);
  if (const Expr z = argument_of_sigmoid(x)) return -softplus(-z);
  if (const Expr z = argument_of_complement(x)) return -softplus(z);
  if (x.is(OpKind::softmax)) return make(OpKind::log_softmax, {x.operand(0)}, x.node().attribute);
  if (x.is(OpKind::sum) && x.operand(0).is(OpKind::exp)) {
    const Expr z = x.operand(0).operand(0);
    return make(*x.graph, OpKind::logsumexp, std::vector{z}, x.node().attribute, x.shape());
  }
  return {};
}

Expr stable_log_plus_one(Expr x) {
  return x.is(OpKind::exp) ? softplus(x.operand(0)) : Expr{};
}

Expr stable_quotient(Expr a, Expr b) {
  const Expr z = exponent_beside_one(b);
  if (z && is_one(a)) return elementwise(OpKind::sigmoid, -z);
  if (!a.is(OpKind::exp)) return {};
  if (z && a.operand(0) == z) return elementwise(OpKind::sigmoid, z);
  return softmax_of_total(a.operand(0), b);
}

}  // namespace nngen::ir
