// Comparisons, entry by entry: 1 where they hold, else 0; and the choice between two values.

#include "ir/op.hpp"

namespace nngen::ir {
namespace {

Result<Shape, ShapeMismatch> equal_shapes(std::span<const Shape> shapes) {
  for (std::size_t i = 1; i < shapes.size(); ++i) {
    if (shapes[i] == shapes[0]) continue;
    return ShapeMismatch{shapes[0].to_string() + " and " + shapes[i].to_string() + " differ", 0, i};
  }
  return shapes[0];
}

// A step is flat on both sides of its jump.
std::vector<Expr> no_cotangents(Expr, std::span<const Expr>, Expr) { return {}; }
Expr zero_tangent(Expr y, std::span<const Expr>, std::span<const Expr>) { return zeros_like(y); }

template <bool (*holds)(double, double)>
Expr construct_comparison(Graph& graph, std::span<const Expr> x, const Attribute&,
                          const Shape& shape) {
  const auto a = constant_value(x[0]);
  const auto b = constant_value(x[1]);
  return a && b ? filled(graph, holds(*a, *b) ? 1 : 0, shape) : Expr{};
}

template <bool (*holds)(double, double)>
OpDef comparison(std::string_view name, Spelling spelling, Lowering lower,
                 std::string_view summary) {
  return {
      .name = name,
      .op_class = OpClass::elementwise,
      .spelling = spelling,
      .min_arity = 2,
      .max_arity = 2,
      .shape = equal_shapes,
      .construct = construct_comparison<holds>,
      .vjp = no_cotangents,
      .jvp = zero_tangent,
      .evaluate =
          [](const auto& args) {
            auto y = args.result();
            for (std::size_t i = 0; i < y.size(); ++i) {
              y[i] = holds(primal_of(args[0][i]), primal_of(args[1][i])) ? 1.0 : 0.0;
            }
            return y;
          },
      .lower = lower,
      .summary = summary,
  };
}

bool is_less(double a, double b) { return a < b; }
bool is_at_most(double a, double b) { return a <= b; }
bool is_greater(double a, double b) { return a > b; }
bool is_at_least(double a, double b) { return a >= b; }
bool is_equal(double a, double b) { return a == b; }
bool is_unequal(double a, double b) { return a != b; }

Entry differs(Entry a, Entry b) { return max(less(a, b), less(b, a)); }

constexpr Spelling infix(std::string_view unicode, std::string_view ascii, std::string_view latex) {
  return {.fixity = Fixity::infix,
          .notation = Notation::comparison,
          .unicode = unicode,
          .ascii = ascii,
          .latex = latex};
}

Expr construct_where(Graph&, std::span<const Expr> x, const Attribute&, const Shape&) {
  if (x[1] == x[2]) return x[1];
  const auto condition = constant_value(x[0]);
  if (!condition) return {};
  return *condition != 0 ? x[1] : x[2];
}

Expr or_zero(Expr tangent, Expr like) { return tangent ? tangent : zeros_like(like); }

void lower_where(LoweringContext& context) {
  lower_map(context, [&](BodyBuilder builder) {
    const Entry condition = context.load_operand(builder, 0);
    const Entry a = context.load_operand(builder, 1);
    return select(condition, a, context.load_operand(builder, 2));
  });
}

}  // namespace

namespace ops {

const OpDef less_than = comparison<is_less>(
    "less_than", infix("<", "<", "<"), [](Entry a, Entry b) { return ir::less(a, b); },
    "1 where a < b, else 0; its derivative is 0");

const OpDef less_equal = comparison<is_at_most>(
    "less_equal", infix("≤", "<=", "\\le"), [](Entry a, Entry b) { return 1 - ir::less(b, a); },
    "1 where a ≤ b, else 0; its derivative is 0");

const OpDef greater_than = comparison<is_greater>(
    "greater_than", infix(">", ">", ">"), [](Entry a, Entry b) { return ir::less(b, a); },
    "1 where a > b, else 0; its derivative is 0");

const OpDef greater_equal = comparison<is_at_least>(
    "greater_equal", infix("≥", ">=", "\\ge"), [](Entry a, Entry b) { return 1 - ir::less(a, b); },
    "1 where a ≥ b, else 0; its derivative is 0");

const OpDef equal = comparison<is_equal>(
    "equal", infix("=", "=", "="), [](Entry a, Entry b) { return 1 - differs(a, b); },
    "1 where a = b, else 0; its derivative is 0");

const OpDef not_equal = comparison<is_unequal>("not_equal", infix("≠", "!=", "\\ne"), differs,
                                               "1 where a ≠ b, else 0; its derivative is 0");

const OpDef where = {
    .name = "where",
    .op_class = OpClass::elementwise,
    .min_arity = 3,
    .max_arity = 3,
    .shape = equal_shapes,
    .construct = construct_where,
    // Not by products with c: what is not chosen may be infinite.
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      const Expr zero = zeros_like(y_bar);
      return {Expr{}, ir::where(x[0], y_bar, zero), ir::where(x[0], zero, y_bar)};
    },
    .jvp =
        [](Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) {
          return ir::where(x[0], or_zero(x_dot[1], y), or_zero(x_dot[2], y));
        },
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] = primal_of(args[0][i]) != 0 ? args[1][i] : args[2][i];
          }
          return y;
        },
    .lower = lower_where,
    .summary = "a where the condition holds, else b",
};

}  // namespace ops
}  // namespace nngen::ir
