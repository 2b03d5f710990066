#pragma once
// A handle on a node with the operators of the mathematics, so that rules read as formulas. Each
// constructor applies its operation's local identities (x·1, x + 0, (Aᵀ)ᵀ, constants to the front)
// and interns; shapes must fit.

#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "ir/graph.hpp"

namespace nngen::ir {

struct Expr {
  Graph* graph = nullptr;
  NodeId id;

  explicit operator bool() const { return id.is_valid(); }
  friend bool operator==(const Expr&, const Expr&) = default;

  const Node& node() const { return (*graph)[id]; }
  OpKind op() const { return node().op; }
  const Shape& shape() const { return node().shape; }
  bool per_sample() const { return node().per_sample; }
  Expr operand(std::size_t i) const { return {graph, graph->operand(id, i)}; }
  std::vector<Expr> operands() const;
  bool is_scalar() const { return shape().is_scalar(); }
  bool is(OpKind kind) const { return op() == kind; }
};

/// The node of an operation after its local identities. The shape is derived by the operation's rule
/// unless the operation takes it from outside (constants, broadcasts, slices).
Expr make(Graph& graph, OpKind op, std::span<const Expr> operands, Attribute attribute = {},
          std::optional<Shape> shape = std::nullopt);
Expr make(OpKind op, std::initializer_list<Expr> operands, Attribute attribute = {},
          std::optional<Shape> shape = std::nullopt);

/// The scalar constant, or with a shape the matrix with that value everywhere.
Expr constant(Graph& graph, double value);
Expr filled(Graph& graph, double value, const Shape& shape);
Expr ones_like(Expr x);
Expr zeros_like(Expr x);
Expr eye(Graph& graph, const Dim& n);
/// The variable of a declaration of the program.
Expr variable(Graph& graph, std::uint32_t declaration, const Shape& shape, bool per_sample);

/// The value of a constant, or of a matrix that has one constant everywhere.
std::optional<double> constant_value(Expr x);
bool is_zero(Expr x);
bool is_one(Expr x);
/// x = coefficient · rest, with coefficient a constant (1 where there is none).
struct Scaled {
  double coefficient;
  Expr rest;
};
Scaled split_coefficient(Expr x);

/// Elementwise; equal shapes, or a scalar with anything (made equal by `broadcast`).
Expr operator+(Expr a, Expr b);
Expr operator-(Expr a, Expr b);
Expr operator-(Expr a);
Expr operator+(double a, Expr b);
Expr operator-(double a, Expr b);
Expr operator-(Expr a, double b);
Expr sum_of(Graph& graph, std::span<const Expr> terms);
/// The matrix product; a scalar factor scales.
Expr operator*(Expr a, Expr b);
Expr operator*(double a, Expr b);
/// s·A for a scalar s.
Expr scale(Expr s, Expr a);
Expr hadamard(Expr a, Expr b);
/// a ⊘ b
Expr divide(Expr a, Expr b);
Expr square(Expr x);
/// x^exponent, entry by entry, for a constant exponent.
Expr power(Expr x, double exponent);
Expr transpose(Expr x);
/// A scalar, a column or a row repeated to the shape.
Expr broadcast(Expr x, const Shape& shape);
/// The part of the given shape that starts at the offset (from 0).
Expr slice(Expr x, const Offset& offset, const Shape& shape);
/// The adjoint of `slice`: x at the offset of a zero matrix of the given shape.
Expr embed(Expr x, const Offset& offset, const Shape& shape);

/// Sum of all entries, of each column, or of each row.
Expr sum(Expr x, Axis axis = Axis::all);
/// Σ aᵢⱼ·bᵢⱼ
Expr dot(Expr a, Expr b);
/// An elementwise function by its kind.
Expr elementwise(OpKind op, Expr x);
/// The declared activation's derivative of the given order at x.
Expr apply(FunctionUse use, Expr x);

/// Comparisons entry by entry: 1 where they hold, else 0.
Expr less_than(Expr a, Expr b);
Expr less_equal(Expr a, Expr b);
Expr greater_than(Expr a, Expr b);
Expr greater_equal(Expr a, Expr b);
/// a where the condition is not 0, else b.
Expr where(Expr condition, Expr a, Expr b);
Expr maximum(Expr a, Expr b);
/// a^b, entry by entry.
Expr general_power(Expr a, Expr b);

/// The largest or smallest entry of all, of each column, or of each row.
Expr max_of(Expr x, Axis axis = Axis::all);
Expr min_of(Expr x, Axis axis = Axis::all);
/// 1 at the first maximum of each line.
Expr onehot_max(Expr x, Axis axis = Axis::all);
/// √Σx² of all entries, of each column, or of each row; and x/‖x‖, 0 at 0.
Expr norm(Expr x, Axis axis = Axis::all);
Expr unit(Expr x, Axis axis = Axis::all);

Expr trace(Expr x);
/// Of a column the diagonal matrix, of a square matrix its diagonal.
Expr diag(Expr x);
/// The same entries, by columns, in another shape; in one column.
Expr reshape(Expr x, const Shape& shape);
Expr vec(Expr x);
Expr kron(Expr a, Expr b);
Expr inverse(Expr x);
/// a⁻¹·b
Expr solve(Expr a, Expr b);
/// adj(X)ᵀ
Expr cofactor(Expr x);
/// K with K·vec(A) = vec(Aᵀ) for each A of the shape.
Expr commutation(Graph& graph, const Shape& of);

}  // namespace nngen::ir
