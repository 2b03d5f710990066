#include "ir/expr.hpp"

#include <cmath>

#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::ir {
namespace {

std::vector<NodeId> ids_of(std::span<const Expr> expressions) {
  std::vector<NodeId> ids;
  ids.reserve(expressions.size());
  for (const Expr& expression : expressions) ids.push_back(expression.id);
  return ids;
}

Shape shape_by_rule(const OpDef& def, std::span<const Expr> operands) {
  NNGEN_CHECK(def.shape != nullptr);
  std::vector<Shape> shapes;
  shapes.reserve(operands.size());
  for (const Expr& operand : operands) shapes.push_back(operand.shape());
  const auto result = def.shape(shapes);
  if (!result) throw InternalError(std::string(def.name) + ": " + result.error().reason);
  return result.value();
}

// √4 is 2; a value that would not print as written stays: √3.
std::optional<double> integer_value(const OpDef& def, std::span<const Expr> operands) {
  if (!def.scalar || !operands[0].is(OpKind::constant)) return std::nullopt;
  const double value = def.scalar.at(*constant_value(operands[0]));
  return std::isfinite(value) && value == std::round(value) ? std::optional(value) : std::nullopt;
}

// The shape of a reduction of all entries, of each column, or of each row.
Shape reduced_shape(const Shape& of, Axis axis) {
  if (axis == Axis::all) return Shape::scalar();
  return axis == Axis::columns ? Shape{1, of.cols} : Shape{of.rows, 1};
}

// Elementwise binary operations take equal shapes; a scalar is repeated to the other's.
void make_shapes_equal(Expr& a, Expr& b) {
  if (a.shape() == b.shape()) return;
  if (a.is_scalar()) {
    a = broadcast(a, b.shape());
  } else if (b.is_scalar()) {
    b = broadcast(b, a.shape());
  }
}

}  // namespace

std::vector<Expr> Expr::operands() const {
  std::vector<Expr> result;
  for (const NodeId operand : graph->operands(id)) result.push_back({graph, operand});
  return result;
}

Expr make(Graph& graph, OpKind op, std::span<const Expr> operands, Attribute attribute,
          std::optional<Shape> shape) {
  const OpDef& def = op_def(op);
  NNGEN_CHECK(operands.size() >= def.min_arity && operands.size() <= def.max_arity);
  const Shape result = shape ? *std::move(shape) : shape_by_rule(def, operands);
  if (def.construct != nullptr) {
    if (const Expr simpler = def.construct(graph, operands, attribute, result)) return simpler;
  }
  if (const auto value = integer_value(def, operands)) return constant(graph, *value);
  const NodeId id = graph.intern(op, ids_of(operands), result, std::move(attribute));
  return {&graph, id};
}

Expr make(OpKind op, std::initializer_list<Expr> operands, Attribute attribute,
          std::optional<Shape> shape) {
  return make(*operands.begin()->graph, op, std::span(operands.begin(), operands.size()),
              std::move(attribute), std::move(shape));
}

Expr constant(Graph& graph, double value) {
  return make(graph, OpKind::constant, {}, Constant{value}, Shape::scalar());
}

Expr filled(Graph& graph, double value, const Shape& shape) {
  return broadcast(constant(graph, value), shape);
}

Expr ones_like(Expr x) { return filled(*x.graph, 1, x.shape()); }
Expr zeros_like(Expr x) { return filled(*x.graph, 0, x.shape()); }
Expr eye(Graph& graph, const Dim& n) { return make(graph, OpKind::eye, {}, {}, Shape{n, n}); }

Expr variable(Graph& graph, std::uint32_t declaration, const Shape& shape, bool per_sample) {
  return {&graph, graph.intern(OpKind::variable, {}, shape, Symbol{declaration}, per_sample)};
}

std::optional<double> constant_value(Expr x) {
  if (x.is(OpKind::broadcast)) x = x.operand(0);
  if (!x.is(OpKind::constant)) return std::nullopt;
  return std::get<Constant>(x.node().attribute).value;
}

bool is_zero(Expr x) { return constant_value(x) == 0.0; }
bool is_one(Expr x) { return constant_value(x) == 1.0; }

Scaled split_coefficient(Expr x) {
  if (x.is(OpKind::scale)) {
    if (const auto value = constant_value(x.operand(0))) return {*value, x.operand(1)};
  }
  return {1, x};
}

Expr operator+(Expr a, Expr b) {
  make_shapes_equal(a, b);
  return make(OpKind::add, {a, b});
}
Expr operator-(Expr a) { return -1.0 * a; }
Expr operator-(Expr a, Expr b) { return a + -b; }
Expr operator+(double a, Expr b) { return constant(*b.graph, a) + b; }
Expr operator-(double a, Expr b) { return constant(*b.graph, a) - b; }
Expr operator-(Expr a, double b) { return a - constant(*a.graph, b); }
Expr sum_of(Graph& graph, std::span<const Expr> terms) { return make(graph, OpKind::add, terms); }

Expr operator*(Expr a, Expr b) {
  const bool fits = a.shape().cols == b.shape().rows;
  if (a.is_scalar() && (!fits || b.is_scalar())) return scale(a, b);
  if (b.is_scalar() && !fits) return scale(b, a);
  return make(OpKind::matmul, {a, b});
}
Expr operator*(double a, Expr b) { return scale(constant(*b.graph, a), b); }
Expr scale(Expr s, Expr a) { return make(OpKind::scale, {s, a}); }

Expr hadamard(Expr a, Expr b) {
  if (a.is_scalar()) return scale(a, b);
  if (b.is_scalar()) return scale(b, a);
  return make(OpKind::hadamard, {a, b});
}
Expr divide(Expr a, Expr b) {
  make_shapes_equal(a, b);
  return make(OpKind::divide, {a, b});
}
Expr square(Expr x) { return power(x, 2); }
Expr power(Expr x, double exponent) { return make(OpKind::power, {x}, Constant{exponent}); }
Expr transpose(Expr x) { return make(OpKind::transpose, {x}); }
Expr broadcast(Expr x, const Shape& shape) { return make(OpKind::broadcast, {x}, {}, shape); }
Expr slice(Expr x, const Offset& offset, const Shape& shape) {
  return make(OpKind::slice, {x}, offset, shape);
}
Expr embed(Expr x, const Offset& offset, const Shape& shape) {
  return make(OpKind::embed, {x}, offset, shape);
}

Expr sum(Expr x, Axis axis) {
  return make(OpKind::sum, {x}, axis, reduced_shape(x.shape(), axis));
}
Expr dot(Expr a, Expr b) { return make(OpKind::dot, {a, b}); }
Expr elementwise(OpKind op, Expr x) { return make(op, {x}); }
Expr apply(FunctionUse use, Expr x) { return make(OpKind::apply, {x}, use); }

Expr less_than(Expr a, Expr b) { return make(OpKind::less_than, {a, b}); }
Expr less_equal(Expr a, Expr b) { return make(OpKind::less_equal, {a, b}); }
Expr greater_than(Expr a, Expr b) { return make(OpKind::greater_than, {a, b}); }
Expr greater_equal(Expr a, Expr b) { return make(OpKind::greater_equal, {a, b}); }
Expr where(Expr condition, Expr a, Expr b) { return make(OpKind::where, {condition, a, b}); }
Expr maximum(Expr a, Expr b) { return make(OpKind::maximum, {a, b}); }
Expr general_power(Expr a, Expr b) { return make(OpKind::general_power, {a, b}); }

Expr max_of(Expr x, Axis axis) {
  return make(OpKind::max_of, {x}, axis, reduced_shape(x.shape(), axis));
}
Expr min_of(Expr x, Axis axis) {
  return make(OpKind::min_of, {x}, axis, reduced_shape(x.shape(), axis));
}
Expr onehot_max(Expr x, Axis axis) { return make(OpKind::onehot_max, {x}, axis); }
Expr norm(Expr x, Axis axis) {
  return make(OpKind::norm, {x}, axis, reduced_shape(x.shape(), axis));
}
Expr unit(Expr x, Axis axis) { return make(OpKind::unit, {x}, axis); }

Expr trace(Expr x) { return make(OpKind::trace, {x}); }
Expr diag(Expr x) { return make(OpKind::diag, {x}); }
Expr reshape(Expr x, const Shape& shape) { return make(OpKind::reshape, {x}, {}, shape); }
Expr vec(Expr x) { return reshape(x, Shape::vector(x.shape().size())); }
Expr kron(Expr a, Expr b) { return make(OpKind::kron, {a, b}); }
Expr inverse(Expr x) { return make(OpKind::inverse, {x}); }
Expr solve(Expr a, Expr b) { return make(OpKind::solve, {a, b}); }
Expr cofactor(Expr x) { return make(OpKind::cofactor, {x}); }
Expr commutation(Graph& graph, const Shape& of) {
  return make(graph, OpKind::commutation, {}, of, Shape{of.size(), of.size()});
}

}  // namespace nngen::ir
