// The inverse, the determinant and what belongs to it.

#include <cmath>
#include <limits>

#include "ir/op.hpp"
#include "ir/ops/factorisation.hpp"

namespace nngen::ir {
namespace {

Result<Shape, ShapeMismatch> shape_if_square(std::span<const Shape> x) {
  if (x[0].is_square()) return x[0];
  return ShapeMismatch{x[0].to_string() + " is not square", 0, 0};
}

Result<Shape, ShapeMismatch> scalar_if_square(std::span<const Shape> x) {
  if (x[0].is_square()) return Shape::scalar();
  return ShapeMismatch{x[0].to_string() + " is not square", 0, 0};
}

Expr inverse_transposed(Expr x) { return transpose(inverse(x)); }

Expr construct_inverse(Graph&, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const Expr a = x[0];
  if (a.is(OpKind::eye)) return a;
  if (shape.is_scalar()) return power(a, -1);
  if (a.is(OpKind::transpose)) return inverse_transposed(a.operand(0));
  const Scaled scaled = split_coefficient(a);
  int exponent = 0;
  const bool is_power_of_two = std::abs(std::frexp(scaled.coefficient, &exponent)) == 0.5;
  if (scaled.coefficient == 1 || !is_power_of_two) return {};
  return 1 / scaled.coefficient * inverse(scaled.rest);
}

Expr construct_det(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape&) {
  const Expr a = x[0];
  if (a.is(OpKind::eye)) return constant(graph, 1);
  if (a.is_scalar()) return a;
  if (a.is(OpKind::transpose)) return make(OpKind::det, {a.operand(0)});
  return {};
}

Expr construct_logdet(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape&) {
  const Expr a = x[0];
  if (a.is(OpKind::eye)) return constant(graph, 0);
  if (a.is_scalar()) return elementwise(OpKind::log, a);
  if (a.is(OpKind::transpose)) return make(OpKind::logdet, {a.operand(0)});
  return {};
}

Expr construct_cofactor(Graph&, std::span<const Expr> x, const Attribute&, const Shape&) {
  const Expr a = x[0];
  if (a.is(OpKind::eye)) return a;
  if (a.is_scalar()) return ones_like(a);
  if (a.is(OpKind::transpose)) return transpose(cofactor(a.operand(0)));
  return {};
}

// log |det| from the pivots; not a number where the determinant is negative.
template <class T>
T log_determinant(const Matrix<T>& x) {
  const Factorisation<T> factors(x);
  const std::vector<T> pivots = factors.pivots();
  double sign = factors.sign();
  T total = pivots.empty() ? T(-std::numeric_limits<double>::infinity()) : T(0.0);
  for (const T& pivot : pivots) {
    if (pivot < 0.0) sign = -sign;
    total += math::log(pivot < 0.0 ? -pivot : pivot);
  }
  const bool is_negative = sign < 0 && !std::isinf(primal_of(total));
  return is_negative ? T(std::numeric_limits<double>::quiet_NaN()) : total;
}

template <Routine routine>
void lower_by_factors(LoweringContext& context) {
  // The constructors have moved transposes outwards.
  NNGEN_CHECK(!context.node().operand(0).is(OpKind::transpose));
  lower_routine(context, routine, {factors_of_operand(context)});
}

}  // namespace

namespace ops {

const OpDef inverse = {
    .name = "inv",
    .op_class = OpClass::arithmetic,
    .shape = shape_if_square,
    .construct = construct_inverse,
    .vjp = [](Expr Y, std::span<const Expr>, Expr Y_bar) -> std::vector<Expr> {
      return {-(ir::transpose(Y) * Y_bar * ir::transpose(Y))};
    },
    .jvp = [](Expr Y, std::span<const Expr>,
              std::span<const Expr> x_dot) { return -(Y * x_dot[0] * Y); },
    .evaluate = [](const auto& args) { return Factorisation(args[0]).inverse(); },
    .lower = lower_by_factors<Routine::invert>,
    .summary = "the inverse Y = X⁻¹; X̄ = −Yᵀ·Ȳ·Yᵀ",
};

const OpDef det = {
    .name = "det",
    .op_class = OpClass::reduction,
    .shape = scalar_if_square,
    .construct = construct_det,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::scale(y_bar, ir::cofactor(x[0]))};
    },
    .jvp = [](Expr, std::span<const Expr> x,
              std::span<const Expr> x_dot) { return ir::dot(ir::cofactor(x[0]), x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          y[0] = Factorisation(args[0]).determinant();
          return y;
        },
    .lower = lower_by_factors<Routine::determinant>,
    .summary = "the determinant; its gradient is cofactor(X), which is det(X)·X⁻ᵀ where X⁻¹ exists",
};

const OpDef logdet = {
    .name = "logdet",
    .op_class = OpClass::reduction,
    .shape = scalar_if_square,
    .construct = construct_logdet,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::scale(y_bar, inverse_transposed(x[0]))};
    },
    .jvp = [](Expr, std::span<const Expr> x,
              std::span<const Expr> x_dot) { return ir::dot(inverse_transposed(x[0]), x_dot[0]); },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          y[0] = log_determinant(args[0]);
          return y;
        },
    .lower = lower_by_factors<Routine::log_determinant>,
    .summary = "log det X, not a number where det X < 0; its gradient is X⁻ᵀ",
};

const OpDef cofactor = {
    .name = "cofactor",
    .op_class = OpClass::arithmetic,
    .shape = shape_if_square,
    .construct = construct_cofactor,
    // d(det·X⁻ᵀ) = ⟨C, dX⟩·X⁻ᵀ − X⁻ᵀ·dXᵀ·C with C = det·X⁻ᵀ
    .vjp = [](Expr C, std::span<const Expr> x, Expr C_bar) -> std::vector<Expr> {
      const Expr X = inverse_transposed(x[0]);
      return {ir::scale(ir::dot(C, C_bar), X) - X * ir::transpose(C_bar) * C};
    },
    .jvp =
        [](Expr C, std::span<const Expr> x, std::span<const Expr> x_dot) {
          const Expr X = inverse_transposed(x[0]);
          return ir::scale(ir::dot(C, x_dot[0]), X) - X * ir::transpose(x_dot[0]) * C;
        },
    .evaluate = [](const auto& args) { return Factorisation(args[0]).cofactors(); },
    .lower = lower_by_factors<Routine::cofactors>,
    .summary =
        "the matrix of cofactors adj(X)ᵀ, the gradient of det also where X is singular; "
        "its own derivative needs X⁻¹",
};

}  // namespace ops
}  // namespace nngen::ir
