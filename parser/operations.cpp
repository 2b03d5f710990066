#include "parser/operations.hpp"

#include <utility>

#include "parser/factor_text.hpp"

namespace nngen::parser {

using ir::DiagnosticKind;
using ir::Expr;
using ir::Shape;

namespace {

bool is_wide(const Shape& shape) { return !shape.rows.is_one() && !shape.cols.is_one(); }

// May `small` be repeated to the matrix `big`?
bool extends_to(const Shape& small, const Shape& big) {
  if (small.is_scalar()) return true;
  if (!is_wide(big)) return false;
  return (small.is_column() && small.rows == big.rows) ||
         (small.is_row() && small.cols == big.cols);
}

bool is_symbol(const ir::Dim& dim) {
  const auto symbols = dim.symbols();
  return symbols.size() == 1 && dim == ir::Dim::symbol(symbols[0]);
}

// Two declared sizes that would have to be one.
std::string equal_sizes_hint(const ir::Dim& a, const ir::Dim& b) {
  if (a == b || !is_symbol(a) || !is_symbol(b)) return {};
  const std::string first = a.to_string();
  const std::string second = b.to_string();
  return "different symbolic dimensions are never equal: if " + first + " and " + second +
         " are, write let " + second + " = " + first;
}

}  // namespace

std::optional<Shape> broadcast_shape(const Shape& a, const Shape& b) {
  if (a == b || extends_to(b, a)) return a;
  if (extends_to(a, b)) return b;
  return std::nullopt;
}

std::string Operations::shape_text(const Operand& operand) const {
  return reporter_.quote(operand.span) + " is " + operand.value.shape().to_string();
}

void Operations::wrong_shape(ir::Span span, const std::string& message, const std::string& hint) {
  reporter_.add(ir::make_diagnostic(DiagnosticKind::wrong_shape, message).at(span).with_hint(hint));
}

bool Operations::fits_by_inference(const ir::Dim& a, const ir::Dim& b) {
  return inference_ != nullptr && inference_->unify(a, b);
}

bool Operations::fits_by_inference(const Shape& a, const Shape& b) {
  // A column or a row beside a matrix is repeated: only its length must fit.
  if (inference_ == nullptr) return false;
  if (is_wide(a) != is_wide(b)) {
    const Shape& line = is_wide(a) ? b : a;
    return line.is_row() ? inference_->unify(a.cols, b.cols) : inference_->unify(a.rows, b.rows);
  }
  return inference_->unify(a, b);
}

bool Operations::is_square(const Operand& a) {
  const Shape shape = a.value.shape();
  if (!shape.is_square()) fits_by_inference(shape.rows, shape.cols);
  return shape.is_square();
}

void Operations::mismatch(const Operand& a, const Operand& b, ir::Span op_span,
                          const std::string& reason, const std::string& hint) {
  const bool has_operator = op_span.end > op_span.begin;
  ir::Diagnostic error =
      ir::make_diagnostic(DiagnosticKind::shape_mismatch, shape_text(a) + ", " + shape_text(b))
          .at(has_operator ? op_span : b.span, reason)
          .note(a.span, a.value.shape().to_string())
          .note(b.span, b.value.shape().to_string());
  for (const Operand& operand : {a, b}) {
    const auto place = declared_at_(operand.value);
    if (place && error.labels.back().span != *place) add_note(error, *place, "declared here");
  }
  error.hint = hint;
  reporter_.add(std::move(error));
}

bool Operations::broadcast_together(Operand& a, Operand& b, ir::Span op_span) {
  if (!a || !b) return false;
  const Shape left = a.value.shape();
  const Shape right = b.value.shape();
  const auto shape = broadcast_shape(left, right);
  if (!shape) {
    if (fits_by_inference(left, right)) return false;
    std::string hint;
    if (left == right.transposed()) hint = "transpose one of them";
    if (left.cols == right.cols) hint = equal_sizes_hint(left.rows, right.rows);
    if (left.rows == right.rows) hint = equal_sizes_hint(left.cols, right.cols);
    mismatch(a, b, op_span, "these must have equal shapes", hint);
    return false;
  }
  a.value = ir::broadcast(a.value, *shape);
  b.value = ir::broadcast(b.value, *shape);
  return true;
}

// Each operand gets the shape of all of them together.
bool Operations::broadcast_all(std::vector<Operand>& operands) {
  Operand widest = operands[0];
  for (Operand& operand : operands) {
    Operand other = operand;
    if (!broadcast_together(widest, other, {})) return false;
  }
  const Shape shape = widest.value.shape();
  for (Operand& operand : operands) operand.value = ir::broadcast(operand.value, shape);
  return true;
}

Expr Operations::sum(std::span<const SignedOperand> terms) {
  Operand so_far = terms[0].operand;
  for (const SignedOperand& term : terms.subspan(1)) {
    if (!so_far || !term.operand) {
      so_far.value = {};
      continue;
    }
    Operand next = term.operand;
    const Shape left = so_far.value.shape();
    const auto shape = broadcast_shape(left, next.value.shape());
    if (!shape) {
      broadcast_together(so_far, next, term.op_span);
      return {};
    }
    // Only its shape and its place matter from here on.
    if (!(*shape == left)) so_far.value = next.value;
    so_far.span = ir::cover(so_far.span, next.span);
  }
  if (!so_far) return {};
  const Shape shape = so_far.value.shape();
  std::vector<Expr> values;
  for (const SignedOperand& term : terms) {
    const Expr value = ir::broadcast(term.operand.value, shape);
    values.push_back(term.is_negative ? -value : value);
  }
  return ir::sum_of(graph_, values);
}

std::string Operations::product_hint(const Operand& a, const Operand& b, ir::Span op_span) const {
  const Shape& left = a.value.shape();
  const Shape& right = b.value.shape();
  const bool is_ascii = reporter_.text(op_span) == "*";
  const FactorText a_text(reporter_.quote(a.span), is_ascii);
  const FactorText b_text(reporter_.quote(b.span), is_ascii);
  const std::string times = is_ascii ? "*" : "·";
  const std::string by_entries = is_ascii ? " .* " : "∘";
  const std::string hadamard = a_text.plain() + by_entries + b_text.plain();
  if (left == right && left.is_column()) {
    return a_text.transposed() + times + b_text.plain() + " is the inner product, " + hadamard +
           " multiplies entry by entry";
  }
  if (left == right) return hadamard + " multiplies entry by entry";
  if (left.rows == right.rows) return a_text.transposed() + times + b_text.plain() + " would fit";
  if (left.cols == right.cols) return a_text.plain() + times + b_text.transposed() + " would fit";
  if (left.rows == right.cols) return b_text.plain() + times + a_text.plain() + " would fit";
  return {};
}

Expr Operations::product(const Operand& a, const Operand& b, ir::Span op_span) {
  if (!a || !b) return {};
  const Shape& left = a.value.shape();
  const Shape& right = b.value.shape();
  if (left.cols == right.rows || left.is_scalar() || right.is_scalar()) return a.value * b.value;
  if (fits_by_inference(left.cols, right.rows)) return {};
  const bool is_inner = left.is_row() && right.is_column();
  std::string hint = is_inner ? std::string() : product_hint(a, b, op_span);
  if (hint.empty()) hint = equal_sizes_hint(left.cols, right.rows);
  if (hint.empty()) hint = product_hint(a, b, op_span);
  mismatch(a, b, op_span,
           left.cols.to_string() + (left.cols.is_one() ? " column" : " columns") + " against " +
               right.rows.to_string() + (right.rows.is_one() ? " row" : " rows"),
           hint);
  return {};
}

Expr Operations::reversed_product(const Operand& a, const Operand& b, ir::Span op_span) {
  if (!a || !b) return {};
  const Shape& left = a.value.shape();
  const Shape& right = b.value.shape();
  const bool scales = left.is_scalar() || right.is_scalar();
  if (right.cols == left.rows || scales) return b.value * a.value;
  if (fits_by_inference(right.cols, left.rows)) return {};
  const std::string hint =
      left.cols == right.rows
          ? "A•B is B·A; " + reporter_.quote(a.span) + "·" + reporter_.quote(b.span) + " would fit"
          : "A•B is B·A";
  mismatch(a, b, op_span,
           right.cols.to_string() + " columns of the second against " + left.rows.to_string() +
               " rows of the first",
           hint);
  return {};
}

Expr Operations::hadamard(const Operand& a, const Operand& b, ir::Span op_span) {
  if (!a || !b) return {};
  if (a.value.is_scalar() || b.value.is_scalar()) return ir::hadamard(a.value, b.value);
  Operand left = a;
  Operand right = b;
  if (!broadcast_together(left, right, op_span)) return {};
  return ir::hadamard(left.value, right.value);
}

Expr Operations::kronecker(const Operand& a, const Operand& b) {
  if (!a || !b) return {};
  return ir::kron(a.value, b.value);
}

Expr Operations::elementwise_divide(const Operand& a, const Operand& b, ir::Span op_span) {
  Operand left = a;
  Operand right = b;
  if (!broadcast_together(left, right, op_span)) return {};
  return ir::divide(left.value, right.value);
}

Expr Operations::divide(const Operand& a, const Operand& b, ir::Span op_span) {
  if (!a || !b) return {};
  if (b.value.is_scalar()) return ir::divide(a.value, b.value);
  if (inference_ != nullptr && inference_->make_scalar(b.value.shape())) return {};
  ir::Diagnostic error =
      ir::make_diagnostic(DiagnosticKind::wrong_shape, "'/' divides by a scalar, " + shape_text(b))
          .at(b.span)
          .note(op_span, "this division");
  error.hint = "write " + reporter_.quote(a.span) + " ./ " + reporter_.quote(b.span) +
               " to divide entry by entry";
  reporter_.add(std::move(error));
  return {};
}

Expr Operations::inner_product(const Operand& a, const Operand& b, ir::Span op_span) {
  if (!a || !b) return {};
  if (a.value.shape() == b.value.shape()) return ir::dot(a.value, b.value);
  if (fits_by_inference(a.value.shape(), b.value.shape())) return {};
  mismatch(a, b, op_span, "an inner product needs equal shapes",
           equal_sizes_hint(a.value.shape().rows, b.value.shape().rows));
  return {};
}

Expr Operations::stack(ir::OpKind kind, std::span<const Operand> pieces) {
  std::vector<Expr> values;
  std::vector<Shape> shapes;
  for (const Operand& piece : pieces) {
    if (!piece) return {};
    values.push_back(piece.value);
    shapes.push_back(piece.value.shape());
  }
  const auto shape = ir::op_def(kind).shape(shapes);
  if (!shape) {
    const Operand& first = pieces[shape.error().left];
    const Operand& other = pieces[shape.error().right];
    const Shape a = first.value.shape();
    const Shape b = other.value.shape();
    const bool fits = kind == ir::OpKind::vstack ? fits_by_inference(a.cols, b.cols)
                                                 : fits_by_inference(a.rows, b.rows);
    if (!fits) mismatch(first, other, {}, shape.error().reason);
    return {};
  }
  return ir::make(graph_, kind, values);
}

Expr Operations::call(ir::OpKind op, std::string_view name, std::span<const Operand> operands,
                      ir::Attribute attribute) {
  std::vector<Operand> fitted(operands.begin(), operands.end());
  for (const Operand& operand : fitted) {
    if (!operand) return {};
  }
  const ir::OpDef& def = ir::op_def(op);
  if (def.op_class == ir::OpClass::elementwise && !broadcast_all(fitted)) return {};
  std::vector<Expr> values;
  std::vector<Shape> shapes;
  for (const Operand& operand : fitted) {
    values.push_back(operand.value);
    shapes.push_back(operand.value.shape());
  }
  if (def.shape == nullptr) return ir::make(graph_, op, values, std::move(attribute));
  const auto shape = def.shape(shapes);
  if (shape) return ir::make(graph_, op, values, std::move(attribute));
  const Operand& first = fitted[shape.error().left];
  const Operand& other = fitted[shape.error().right];
  if (fits_by_inference(first.value.shape(), other.value.shape())) return {};
  if (fitted.size() < 2) {
    if (fits_by_inference(shapes[0].rows, shapes[0].cols)) return {};
    wrong_shape(fitted[0].span, "'" + std::string(name) + "' does not take " +
                                    reporter_.quote(fitted[0].span) + ": " + shape.error().reason);
  } else {
    mismatch(first, other, {}, shape.error().reason);
  }
  return {};
}

}  // namespace nngen::parser
