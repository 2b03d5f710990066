// The functions that are compositions of operations: one row each.

#include <array>
#include <optional>

#include "ir/textbook.hpp"
#include "parser/functions.hpp"

namespace nngen::parser {

using ir::Axis;
using ir::DiagnosticKind;
using ir::Expr;
using ir::OpClass;
using ir::OpKind;
using ir::Shape;

namespace {

// The number of entries as a scalar; a symbolic one is a sum of ones.
Expr entry_count(ir::Graph& graph, const Shape& shape) {
  const ir::Dim size = shape.size();
  if (size.is_known()) return ir::constant(graph, static_cast<double>(size.value()));
  return ir::sum(ir::filled(graph, 1, shape));
}

Expr mean(Expr x, Axis axis = Axis::all) {
  const Shape shape = x.shape();
  const Shape line = axis == Axis::all       ? shape
                     : axis == Axis::columns ? Shape{shape.rows, 1}
                                             : Shape{1, shape.cols};
  return ir::divide(ir::sum(x, axis), entry_count(*x.graph, line));
}

// The difference of prediction and target; invalid with an error if they do not fit.
Expr difference(const FunctionCall& call) {
  Operand a = call[0];
  Operand b = call[1];
  if (a.value.shape() == b.value.shape()) return a.value - b.value;
  call.operations.mismatch(a, b, {}, "the prediction and the target must have equal shapes");
  return {};
}

Expr sum_of_squares(Expr x) { return ir::dot(x, x); }

Expr squared_error(const FunctionCall& call) {
  const Expr r = difference(call);
  return r ? 0.5 * sum_of_squares(r) : r;
}

Expr mse(const FunctionCall& call) {
  const Expr r = difference(call);
  return r ? ir::divide(sum_of_squares(r), entry_count(*r.graph, r.shape())) : r;
}

// ½e² where |e| ≤ δ, else δ·(|e| − ½δ); its gradient is e, or δ·sign(e).
Expr huber(const FunctionCall& call) {
  const Expr e = difference(call);
  if (!e) return e;
  const Expr delta = call.value(2);
  if (!delta.is_scalar()) {
    call.operations.wrong_shape(
        call[2].span, "the threshold must be a scalar, " + call.operations.shape_text(call[2]));
    return {};
  }
  const Expr size = ir::elementwise(OpKind::abs, e);
  const Expr is_small = ir::less_equal(size, ir::broadcast(delta, e.shape()));
  return ir::sum(ir::where(is_small, 0.5 * ir::square(e), ir::hadamard(delta, size - 0.5 * delta)));
}

Expr hinge(const FunctionCall& call) {
  if (!difference(call)) return {};
  return ir::sum(ir::elementwise(OpKind::relu, 1 - ir::hadamard(call.value(1), call.value(0))));
}

Expr norm(const FunctionCall& call) {
  if (call.value(0).is_scalar()) return ir::elementwise(OpKind::abs, call.value(0));
  return ir::norm(call.value(0));
}

Expr norm_of_vector(const FunctionCall& call) {
  const Shape shape = call.value(0).shape();
  if (!shape.is_vector_like()) {
    call.operations.wrong_shape(
        call.span, "a matrix has several norms, " + call.operations.shape_text(call[0]),
        "write normF(…) or ‖…‖_F for the root of the sum of its squares");
    return {};
  }
  return norm(call);
}

Expr norm1(const FunctionCall& call) {
  return ir::sum(ir::elementwise(OpKind::abs, call.value(0)));
}

Expr norm_inf(const FunctionCall& call) {
  return ir::max_of(ir::elementwise(OpKind::abs, call.value(0)));
}

// −Σ (t∘log p + (1−t)∘log(1−p)); of p = sigmoid(z) it is Σ (softplus(z) − t∘z), which never
// overflows.
Expr binary_cross_entropy(const FunctionCall& call) {
  if (!difference(call)) return {};
  const Expr p = call.value(0);
  const Expr t = call.value(1);
  if (const Expr z = ir::argument_of_sigmoid(p)) {
    return ir::sum(ir::elementwise(OpKind::softplus, z)) - ir::dot(t, z);
  }
  return ir::make(OpKind::cross_entropy, {p, t}) + ir::make(OpKind::cross_entropy, {1 - p, 1 - t});
}

Expr outer(const FunctionCall& call) {
  for (const Operand& operand : call.arguments) {
    const Shape shape = operand.value.shape();
    if (shape.cols.is_one()) continue;
    call.operations.wrong_shape(
        operand.span, "outer(a, b) takes columns, " + call.operations.shape_text(operand));
    return {};
  }
  return call.value(0) * ir::transpose(call.value(1));
}

Expr inner(const FunctionCall& call) { return call.operations.inner_product(call[0], call[1], {}); }

Expr reversed(const FunctionCall& call) {
  return call.operations.reversed_product(call[0], call[1], {});
}

// softmax(z), softmax(z, T), also of rows and as a logarithm.
template <OpKind kind, Axis axis>
Expr softmax(const FunctionCall& call) {
  Expr z = call.value(0);
  if (call.arguments.size() == 2) {
    z = call.operations.divide(call[0], call[1], {});
    if (!z) return {};
  }
  if (axis == Axis::columns && z.shape().is_row()) {
    call.operations.reporter().add(
        ir::make_diagnostic(DiagnosticKind::softmax_of_row, call.name)
            .at(call[0].span, z.shape().to_string())
            .with_hint("write " + std::string(call.name) + "_rows for the softmax of each row"));
  }
  return ir::make(kind, {z}, axis);
}

template <Axis axis>
Expr logsumexp(const FunctionCall& call) {
  const Expr z = call.value(0);
  const Shape of = z.shape();
  const Shape shape = axis == Axis::all       ? Shape::scalar()
                      : axis == Axis::columns ? Shape{1, of.cols}
                                              : Shape{of.rows, 1};
  return ir::make(OpKind::logsumexp, {z}, axis, shape);
}

template <Axis axis>
Expr sum_along(const FunctionCall& call) {
  return ir::sum(call.value(0), axis);
}
template <Axis axis>
Expr mean_along(const FunctionCall& call) {
  return mean(call.value(0), axis);
}
template <Axis axis>
Expr norm_along(const FunctionCall& call) {
  return ir::norm(call.value(0), axis);
}
template <Axis axis>
Expr max_along(const FunctionCall& call) {
  return ir::max_of(call.value(0), axis);
}
template <Axis axis>
Expr min_along(const FunctionCall& call) {
  return ir::min_of(call.value(0), axis);
}
template <Axis axis>
Expr onehot_max(const FunctionCall& call) {
  return ir::onehot_max(call.value(0), axis);
}
template <Axis axis>
Expr unit(const FunctionCall& call) {
  return ir::unit(call.value(0), axis);
}

// leaky_relu(z, a) = a·z + (1 − a)·relu(z)
Expr leaky_relu(const FunctionCall& call) {
  const Expr z = call.value(0);
  if (call.arguments.size() == 1) return ir::elementwise(OpKind::leaky_relu, z);
  const Expr a = call.value(1);
  if (!a.is_scalar()) {
    call.operations.wrong_shape(
        call[1].span, "the slope must be a scalar, " + call.operations.shape_text(call[1]));
    return {};
  }
  return ir::scale(a, z) + ir::scale(1 - a, ir::elementwise(OpKind::relu, z));
}

// max(x) of all entries, max(a, b) entry by entry.
template <OpKind of_two, Expr (*of_one)(Expr, Axis)>
Expr extremum(const FunctionCall& call) {
  if (call.arguments.size() == 1) return of_one(call.value(0), Axis::all);
  return call.operations.call(of_two, call.name, call.arguments);
}

Expr vec(const FunctionCall& call) { return ir::vec(call.value(0)); }

Expr logit(const FunctionCall& call) {
  const Expr p = call.value(0);
  return ir::elementwise(OpKind::log, p) - ir::elementwise(OpKind::log_plus_one, -p);
}

Expr square(const FunctionCall& call) { return ir::square(call.value(0)); }

constexpr std::array rows = {
    FunctionRow{"binary_cross_entropy", 2, 2, binary_cross_entropy, OpClass::loss,
                "−Σ (t∘log y + (1−t)∘log(1−y)); of y = sigmoid(z) it is Σ (softplus(z) − t∘z)"},
    FunctionRow{"dot", 2, 2, inner, OpClass::reduction,
                "the inner product Σ aᵢ·bᵢ, ⟨a, b⟩; of matrices, entry by entry"},
    FunctionRow{"hinge", 2, 2, hinge, OpClass::loss, "Σ max(0, 1 − t∘y), with t = ±1"},
    FunctionRow{"huber", 3, 3, huber, OpClass::loss,
                "Σ ½e² where |e| ≤ δ, else δ·(|e| − ½δ), with e = y − t"},
    FunctionRow{
        "leaky_relu", 1, 2, leaky_relu, OpClass::activation,
        "z where z > 0, else a·z, with a = 0.01 where it is left out; its derivative at 0 is a",
        true},
    FunctionRow{"log_softmax", 1, 2, softmax<OpKind::log_softmax, Axis::columns>, OpClass::softmax,
                "z − log Σ e^z of each column; with a temperature, of z/T", true},
    FunctionRow{"log_softmax_cols", 1, 2, softmax<OpKind::log_softmax, Axis::columns>,
                OpClass::softmax, "log_softmax by its full name", true},
    FunctionRow{"log_softmax_rows", 1, 2, softmax<OpKind::log_softmax, Axis::rows>,
                OpClass::softmax, "log_softmax of each row", true},
    FunctionRow{"logit", 1, 1, logit, OpClass::elementwise, "log(p/(1 − p)), the inverse of sigmoid",
                true},
    FunctionRow{"logsumexp", 1, 1, logsumexp<Axis::all>, OpClass::reduction,
                "log Σ e^z of all entries, without overflow"},
    FunctionRow{"logsumexp_cols", 1, 1, logsumexp<Axis::columns>, OpClass::reduction,
                "logsumexp of each column"},
    FunctionRow{"logsumexp_rows", 1, 1, logsumexp<Axis::rows>, OpClass::reduction,
                "logsumexp of each row"},
    FunctionRow{
        "max", 1, 2, extremum<OpKind::maximum, ir::max_of>, OpClass::reduction,
        "the largest entry, of equals the first one; of two arguments the larger, entry by entry"},
    FunctionRow{"max_cols", 1, 1, max_along<Axis::columns>, OpClass::reduction,
                "the largest entry of each column"},
    FunctionRow{"max_rows", 1, 1, max_along<Axis::rows>, OpClass::reduction,
                "the largest entry of each row"},
    FunctionRow{"mean", 1, 1, mean_along<Axis::all>, OpClass::reduction, "the mean of all entries"},
    FunctionRow{"mean_cols", 1, 1, mean_along<Axis::columns>, OpClass::reduction,
                "the mean of each column"},
    FunctionRow{"mean_rows", 1, 1, mean_along<Axis::rows>, OpClass::reduction,
                "the mean of each row"},
    FunctionRow{"min", 1, 2, extremum<OpKind::minimum, ir::min_of>, OpClass::reduction,
                "the smallest entry, of equals the first one; of two arguments the smaller, entry "
                "by entry"},
    FunctionRow{"min_cols", 1, 1, min_along<Axis::columns>, OpClass::reduction,
                "the smallest entry of each column"},
    FunctionRow{"min_rows", 1, 1, min_along<Axis::rows>, OpClass::reduction,
                "the smallest entry of each row"},
    FunctionRow{"mse", 2, 2, mse, OpClass::loss, "the mean of (y − t)² over the entries"},
    FunctionRow{"norm", 1, 1, norm_of_vector, OpClass::reduction,
                "the Euclidean norm ‖x‖ = √Σx² of a vector; its gradient at 0 is 0"},
    FunctionRow{"norm1", 1, 1, norm1, OpClass::reduction,
                "the sum of the entries' absolute values, ‖x‖₁"},
    FunctionRow{"normF", 1, 1, norm, OpClass::reduction, "the Frobenius norm √Σx², ‖X‖_F"},
    FunctionRow{"norm_cols", 1, 1, norm_along<Axis::columns>, OpClass::reduction,
                "the Euclidean norm of each column"},
    FunctionRow{"norm_inf", 1, 1, norm_inf, OpClass::reduction,
                "the largest absolute value of the entries, ‖x‖_∞"},
    FunctionRow{"norm_rows", 1, 1, norm_along<Axis::rows>, OpClass::reduction,
                "the Euclidean norm of each row"},
    FunctionRow{"onehot_max", 1, 1, onehot_max<Axis::all>, OpClass::structure,
                "1 at the first maximum, else 0: the gradient of max; its derivative is 0"},
    FunctionRow{"onehot_max_cols", 1, 1, onehot_max<Axis::columns>, OpClass::structure,
                "onehot_max of each column"},
    FunctionRow{"onehot_max_rows", 1, 1, onehot_max<Axis::rows>, OpClass::structure,
                "onehot_max of each row"},
    FunctionRow{"outer", 2, 2, outer, OpClass::structure, "the outer product a·bᵀ of two columns"},
    FunctionRow{"rmul", 2, 2, reversed, OpClass::structure, "the reversed product B·A, A•B"},
    FunctionRow{"softmax", 1, 2, softmax<OpKind::softmax, Axis::columns>, OpClass::softmax,
                "e^zᵢ / Σ e^zⱼ of each column; with a temperature, of z/T", true},
    FunctionRow{"softmax_cols", 1, 2, softmax<OpKind::softmax, Axis::columns>, OpClass::softmax,
                "softmax by its full name", true},
    FunctionRow{"softmax_rows", 1, 2, softmax<OpKind::softmax, Axis::rows>, OpClass::softmax,
                "softmax of each row", true},
    FunctionRow{"square", 1, 1, square, OpClass::elementwise, "x², entry by entry", true},
    FunctionRow{"squared_error", 2, 2, squared_error, OpClass::loss, "½‖y − t‖²"},
    FunctionRow{"sum", 1, 1, sum_along<Axis::all>, OpClass::reduction, "the sum of all entries"},
    FunctionRow{"sum_cols", 1, 1, sum_along<Axis::columns>, OpClass::reduction,
                "the sum of each column"},
    FunctionRow{"sum_rows", 1, 1, sum_along<Axis::rows>, OpClass::reduction, "the sum of each row"},
    FunctionRow{"unit", 1, 1, unit<Axis::all>, OpClass::structure,
                "x/‖x‖, and 0 at 0: the gradient of ‖x‖"},
    FunctionRow{"unit_cols", 1, 1, unit<Axis::columns>, OpClass::structure, "unit of each column"},
    FunctionRow{"unit_rows", 1, 1, unit<Axis::rows>, OpClass::structure, "unit of each row"},
    FunctionRow{"vec", 1, 1, vec, OpClass::structure, "all entries in one column, by columns"},
};

}  // namespace

std::span<const FunctionRow> compositions() { return rows; }

}  // namespace nngen::parser
