#pragma once
// An operation, defined once: one line in ops.def and one `const OpDef ops::name` in ir/ops/. Parser
// spelling, printers, derivatives, the reference, lowering, documentation and tests all read this row.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "ir/check.hpp"
#include "ir/expr.hpp"
#include "ir/kernel_lowering.hpp"
#include "ir/result.hpp"
#include "ir/tape.hpp"
#include "ir/value.hpp"

namespace nngen::ir {

// ---------------------------------------------------------------- shapes

/// Which operands do not fit, and why: "4 columns against 3 rows". The elaborator adds the places.
struct ShapeMismatch {
  std::string reason;
  std::size_t left = 0;   // operand positions
  std::size_t right = 0;
};
using ShapeRule = Result<Shape, ShapeMismatch> (*)(std::span<const Shape> operands);

/// Local identities; null: none. May return any node of the same value; an invalid one where none applies.
using ConstructRule = Expr (*)(Graph&, std::span<const Expr> operands, const Attribute&, const Shape&);

// ---------------------------------------------------------------- derivatives

/// Reverse mode: y = f(x₀, x₁, …) and the cotangent ȳ give the contribution to each x̄ᵢ; an invalid
/// Expr means none.
using VjpRule = std::vector<Expr> (*)(Expr y, std::span<const Expr> x, Expr y_bar);
/// Forward mode: the tangent ẏ from the tangents ẋᵢ; an invalid ẋᵢ is zero, so may be the result.
using JvpRule = Expr (*)(Expr y, std::span<const Expr> x, std::span<const Expr> x_dot);
/// f'(x) of an elementwise function, in terms of x and y = f(x).
using DerivativeRule = Expr (*)(Expr x, Expr y);

/// A rule, or the reason why there is none: nothing is undifferentiable by oversight.
template <class Rule>
struct Differentiation {
  Rule rule = nullptr;
  std::string_view reason;

  constexpr Differentiation(Rule r) : rule(r) {}  // NOLINT
  template <class F>
    requires std::is_convertible_v<F, Rule>
  constexpr Differentiation(F f) : rule(f) {}  // NOLINT
  static constexpr Differentiation none(std::string_view why) {
    Differentiation result(static_cast<Rule>(nullptr));
    result.reason = why;
    return result;
  }
};
using Vjp = Differentiation<VjpRule>;
using Jvp = Differentiation<JvpRule>;

// ---------------------------------------------------------------- the reference's evaluation

template <class T>
struct EvaluateArgs {
  const Graph& graph;
  const Node& node;
  std::span<const Matrix<T>* const> operands;
  std::size_t rows;  // of the result
  std::size_t cols;

  const Matrix<T>& operator[](std::size_t i) const { return *operands[i]; }
  Matrix<T> result() const { return Matrix<T>(rows, cols); }
};
template <class T>
using EvaluateFunction = Matrix<T> (*)(const EvaluateArgs<T>&);

/// One generic lambda, compiled for every scalar of the reference: values, tangents, tape, tape of tangents.
struct Evaluator {
  EvaluateFunction<double> real = nullptr;
  EvaluateFunction<Dual<double>> dual = nullptr;
  EvaluateFunction<Var<double>> tape = nullptr;
  EvaluateFunction<Var<Dual<double>>> tape_of_duals = nullptr;

  constexpr Evaluator() = default;
  template <class F>
    requires std::is_invocable_v<F, const EvaluateArgs<double>&>
  constexpr Evaluator(F f) : real(f), dual(f), tape(f), tape_of_duals(f) {}  // NOLINT

  template <class T>
  EvaluateFunction<T> get() const;
};
template <>
inline EvaluateFunction<double> Evaluator::get<double>() const { return real; }
template <>
inline EvaluateFunction<Dual<double>> Evaluator::get<Dual<double>>() const { return dual; }
template <>
inline EvaluateFunction<Var<double>> Evaluator::get<Var<double>>() const { return tape; }
template <>
inline EvaluateFunction<Var<Dual<double>>> Evaluator::get<Var<Dual<double>>>() const {
  return tape_of_duals;
}

/// A scalar function as one generic lambda, compiled for every scalar above and for its first two
/// derivatives by nested duals (what the reference takes for σ' and σ'').
template <class T>
using ScalarFunction = T (*)(T);
struct ScalarEvaluator {
  template <class T>
  using Orders = std::tuple<ScalarFunction<T>, ScalarFunction<Dual<T>>, ScalarFunction<Dual<Dual<T>>>>;
  std::tuple<Orders<double>, Orders<Dual<double>>, Orders<Var<double>>, Orders<Var<Dual<double>>>>
      functions;
  bool is_set = false;

  constexpr ScalarEvaluator() = default;
  template <class F>
    requires std::is_invocable_v<F, double>
  constexpr ScalarEvaluator(F f)  // NOLINT
      : functions(Orders<double>(f, f, f), Orders<Dual<double>>(f, f, f),
                  Orders<Var<double>>(f, f, f), Orders<Var<Dual<double>>>(f, f, f)),
        is_set(true) {}
  explicit operator bool() const { return is_set; }

  /// The derivative of the given order (0, 1 or 2) at x.
  template <class T>
  T at(T x, std::uint32_t order = 0) const {
    const auto& [f, f1, f2] = std::get<Orders<T>>(functions);
    if (order == 0) return f(x);
    if (order == 1) return f1(Dual<T>(x, T(1))).tangent;
    NNGEN_CHECK(order == 2);
    return f2(Dual<Dual<T>>(Dual<T>(x, T(1)), Dual<T>(T(1), T(0)))).tangent.tangent;
  }
};

// ---------------------------------------------------------------- the row

/// How the operation is written.
enum class Fixity : std::uint8_t { none, function, infix, prefix, postfix };
/// How formulas show what is no part of the grammar: as a call, with a sign between two operands, or with
/// signs around one.
enum class Notation : std::uint8_t { call, comparison, root, bars, double_bars };
struct Spelling {
  Fixity fixity = Fixity::function;
  Notation notation = Notation::call;
  // the sign of a comparison
  std::string_view unicode = {};
  std::string_view ascii = {};
  std::string_view latex = {};
};

/// Where the function is defined: drives random test values and checks of data.
/// `invertible`: square matrices of positive determinant, well away from singular ones.
enum class Domain : std::uint8_t { reals, positive, unit_interval, nonzero, simplex, invertible };

enum class OpClass : std::uint8_t { leaf, arithmetic, structure, elementwise, activation, reduction, softmax, loss };

/// A hand-computed value that the row must give: f(x) = y (elementwise functions).
struct Sample {
  double x;
  double y;
};

struct OpDef {
  std::string_view name;
  OpClass op_class;
  Spelling spelling = {};
  /// Further names under which the language knows it (ln for log).
  std::vector<std::string_view> aliases = {};
  std::uint32_t min_arity = 1;
  std::uint32_t max_arity = 1;
  /// Null where the shape is given from outside.
  ShapeRule shape = nullptr;
  ConstructRule construct = nullptr;
  Vjp vjp;
  Jvp jvp;
  DerivativeRule derivative = nullptr;  // elementwise functions only
  ScalarEvaluator scalar = {};          // elementwise functions only, in place of `evaluate`
  Evaluator evaluate = {};
  Lowering lower = nullptr;
  Domain domain = Domain::reals;
  std::vector<Sample> samples = {};
  /// A line of the documentation: what it is, and its convention at a kink.
  std::string_view summary;
};

/// The part of a row that an elementwise function states; shape and both derivative rules follow from f'.
struct ElementwiseRow {
  std::string_view name;
  OpClass op_class = OpClass::elementwise;
  Spelling spelling = {};
  std::vector<std::string_view> aliases = {};
  ConstructRule construct = nullptr;
  ScalarEvaluator scalar;
  DerivativeRule derivative;
  Lowering lower = nullptr;
  Domain domain = Domain::reals;
  std::vector<Sample> samples;
  std::string_view summary;
};
OpDef elementwise_op(ElementwiseRow row);

namespace ops {
#define NNGEN_OP(name) extern const OpDef name;
#include "ir/ops.def"
#undef NNGEN_OP
}  // namespace ops

std::size_t op_count();
const OpDef& op_def(OpKind op);
inline const OpDef& op_def(const Node& node) { return op_def(node.op); }
/// The function that the language knows under this name.
std::optional<OpKind> find_function(std::string_view name);
/// All such names, for suggestions and documentation.
std::vector<std::string_view> function_names();

}  // namespace nngen::ir
