#pragma once
// The operations of the language on values whose shapes are checked: what does not fit is reported
// with both operands, and has no value. User-level broadcasting becomes explicit here.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ir/expr.hpp"
#include "ir/op.hpp"
#include "parser/inference.hpp"
#include "parser/report.hpp"

namespace nngen::parser {

/// A value and the place where it is written; an invalid value is an error that has been reported.
/// An undeclared `I` has no size yet: its value is its scalar factor.
struct Operand {
  ir::Expr value;
  ir::Span span;
  bool is_unsized_identity = false;
  explicit operator bool() const { return static_cast<bool>(value); }
};

/// A term of a sum.
struct SignedOperand {
  Operand operand;
  bool is_negative = false;
  ir::Span op_span;  // of the sign before it
};

class Operations {
 public:
  /// `declared_at` gives the place of a variable's declaration; `inference` is null where every
  /// shape is declared.
  Operations(ir::Graph& graph, Reporter& reporter,
             std::function<std::optional<ir::Span>(ir::Expr)> declared_at, Inference* inference)
      : graph_(graph),
        reporter_(reporter),
        declared_at_(std::move(declared_at)),
        inference_(inference) {}

  ir::Expr sum(std::span<const SignedOperand> terms);
  /// A·B; a scalar factor scales.
  ir::Expr product(const Operand& a, const Operand& b, ir::Span op_span);
  /// A•B = B·A
  ir::Expr reversed_product(const Operand& a, const Operand& b, ir::Span op_span);
  ir::Expr hadamard(const Operand& a, const Operand& b, ir::Span op_span);
  ir::Expr kronecker(const Operand& a, const Operand& b);
  /// A/s
  ir::Expr divide(const Operand& a, const Operand& b, ir::Span op_span);
  ir::Expr elementwise_divide(const Operand& a, const Operand& b, ir::Span op_span);
  /// x^p: of a scalar, or of a square matrix with an integer exponent.
  ir::Expr power(const Operand& base, double exponent, ir::Span op_span);
  ir::Expr power(const Operand& base, const Operand& exponent, ir::Span op_span);
  ir::Expr elementwise_power(const Operand& base, const Operand& exponent, ir::Span op_span);
  ir::Expr inverse(const Operand& a);
  ir::Expr inner_product(const Operand& a, const Operand& b, ir::Span op_span);
  ir::Expr stack(ir::OpKind kind, std::span<const Operand> pieces);
  /// An operation of the table that the language knows by name, with the table's shape rule.
  /// Elementwise operations of several operands broadcast them first.
  ir::Expr call(ir::OpKind op, std::string_view name, std::span<const Operand> operands,
                ir::Attribute attribute = {});

  /// Makes two operands' shapes equal by repeating a scalar, a column or a row; false if they do
  /// not fit.
  bool broadcast_together(Operand& a, Operand& b, ir::Span op_span);

  bool broadcast_all(std::vector<Operand>& operands);

  /// Reports that two operands do not fit; both get their shapes.
  void mismatch(const Operand& a, const Operand& b, ir::Span op_span, const std::string& reason,
                const std::string& hint = {});
  /// Is the matrix square? An open size is made so.
  bool is_square(const Operand& a);
  /// "W1 is R^(32×64)"
  std::string shape_text(const Operand& operand) const;
  void wrong_shape(ir::Span span, const std::string& message, const std::string& hint = {});

  ir::Graph& graph() { return graph_; }
  Reporter& reporter() { return reporter_; }

 private:
  ir::Expr matrix_power(const Operand& base, double exponent, ir::Span op_span);
  // Open sizes that should fit are made to fit, and the file is elaborated once more.
  bool fits_by_inference(const ir::Dim& a, const ir::Dim& b);
  bool fits_by_inference(const ir::Shape& a, const ir::Shape& b);
  std::string product_hint(const Operand& a, const Operand& b, ir::Span op_span) const;

  ir::Graph& graph_;
  Reporter& reporter_;
  std::function<std::optional<ir::Span>(ir::Expr)> declared_at_;
  Inference* inference_;
};

/// The shape of an elementwise operation: equal shapes, a scalar with anything, a matrix with a
/// column or a row of its size; none if they do not fit.
std::optional<ir::Shape> broadcast_shape(const ir::Shape& a, const ir::Shape& b);

}  // namespace nngen::parser
