// x^p in its readings: of a scalar, of a square matrix, entry by entry.

#include <cmath>
#include <utility>

#include "parser/factor_text.hpp"
#include "parser/operations.hpp"

namespace nngen::parser {

using ir::Expr;

namespace {

// Larger powers of a matrix are a mistake rather than a wish.
constexpr double largest_matrix_power = 64;

// ‖x‖² is ⟨x, x⟩ and |x|² is x²: no root and no kink whose derivative does not exist at 0.
Expr scalar_power(Expr base, double exponent) {
  if (exponent == 2 && base.is(ir::OpKind::abs)) return ir::power(base.operand(0), 2);
  // A factor has come out of the norm: ‖2x‖ is 2·‖x‖.
  const ir::Scaled scaled = ir::split_coefficient(base);
  const bool is_norm = scaled.rest.is(ir::OpKind::norm) && scaled.rest.is_scalar();
  if (exponent != 2 || !is_norm) return ir::power(base, exponent);
  const Expr x = scaled.rest.operand(0);
  return scaled.coefficient * scaled.coefficient * ir::dot(x, x);
}

std::string in_round_brackets(const std::string& text) {
  return text.starts_with("(") && text.ends_with(")") ? text : "(" + text + ")";
}

}  // namespace

Expr Operations::power(const Operand& base, double exponent, ir::Span op_span) {
  if (!base) return {};
  if (base.value.is_scalar()) return scalar_power(base.value, exponent);
  if (!base.value.shape().is_vector_like() && is_square(base))
    return matrix_power(base, exponent, op_span);
  const std::string name = reporter_.quote(base.span);
  const bool is_vector = base.value.shape().is_vector_like();
  std::string hint = fmt::format("write {}.^{}", FactorText(name, false).plain(), exponent);
  const bool is_bracketed = name.starts_with("(") && name.ends_with(")");
  const std::string inside = is_bracketed ? name.substr(1, name.size() - 2) : name;
  if (exponent == 2) hint += " or ‖" + inside + (is_vector ? "‖²" : "‖²_F");
  wrong_shape(ir::cover(base.span, op_span),
              name + " is " + (is_vector ? "a vector" : "not square") + ": it has no power", hint);
  return {};
}

Expr Operations::matrix_power(const Operand& base, double exponent, ir::Span op_span) {
  if (exponent != std::round(exponent) || std::abs(exponent) > largest_matrix_power) {
    wrong_shape(ir::cover(base.span, op_span),
                "the exponent of a matrix must be an integer of at most 64, this is " +
                    fmt::format("{}", exponent),
                "write .^ for powers entry by entry");
    return {};
  }
  const Expr factor = exponent < 0 ? inverse(base) : base.value;
  if (!factor) return {};
  if (exponent == 0) return ir::eye(graph_, base.value.shape().rows);
  Expr result = factor;
  for (int i = 1; i < static_cast<int>(std::abs(exponent)); ++i) result = result * factor;
  return result;
}

Expr Operations::power(const Operand& base, const Operand& exponent, ir::Span op_span) {
  if (!base || !exponent) return {};
  if (base.value.is_scalar() && exponent.value.is_scalar()) {
    return elementwise_power(base, exponent, op_span);
  }
  const bool is_e = ir::constant_value(base.value) == std::exp(1.0);
  const bool is_power_of_matrix = base.value.shape().is_square() && !base.value.is_scalar();
  const ir::Span whole = ir::cover(base.span, op_span);
  const std::string entry_by_entry = FactorText(reporter_.quote(base.span), false).plain() + ".^" +
                                     FactorText(reporter_.quote(exponent.span), false).plain();
  if (is_e) {
    wrong_shape(whole, "'e^…' takes a scalar, " + shape_text(exponent),
                "write exp" + in_round_brackets(reporter_.quote(exponent.span)) +
                    " for the exponential of each entry");
  } else if (is_power_of_matrix) {
    wrong_shape(whole, "the exponent of a matrix must be an integer, " + shape_text(exponent),
                "write " + entry_by_entry + " for powers entry by entry");
  } else {
    const bool is_base_scalar = base.value.is_scalar();
    wrong_shape(whole,
                (is_base_scalar ? "the exponent of '^' must be a scalar, "
                                : "'^' takes a scalar or a square matrix, ") +
                    shape_text(is_base_scalar ? exponent : base),
                "write " + entry_by_entry + " for powers entry by entry");
  }
  return {};
}

Expr Operations::elementwise_power(const Operand& base, const Operand& exponent, ir::Span op_span) {
  if (!base || !exponent) return {};
  if (exponent.value.is_scalar()) {
    if (const auto value = ir::constant_value(exponent.value)) {
      return base.value.is_scalar() ? scalar_power(base.value, *value)
                                    : ir::power(base.value, *value);
    }
  }
  Operand left = base;
  Operand right = exponent;
  const bool is_e = ir::constant_value(base.value) == std::exp(1.0);
  if (is_e) return ir::elementwise(ir::OpKind::exp, exponent.value);
  if (!broadcast_together(left, right, op_span)) return {};
  return ir::general_power(left.value, right.value);
}

Expr Operations::inverse(const Operand& a) {
  if (!a) return {};
  if (a.value.is_scalar()) return ir::power(a.value, -1);
  if (!is_square(a)) {
    wrong_shape(a.span, "only a square matrix has an inverse, " + shape_text(a));
    return {};
  }
  return ir::inverse(a.value);
}

}  // namespace nngen::parser
