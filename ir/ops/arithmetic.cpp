// Sums, products and quotients.

#include <cmath>
#include <unordered_map>

#include "ir/op.hpp"
#include "ir/textbook.hpp"

namespace nngen::ir {
namespace {

Result<Shape, ShapeMismatch> equal_shapes(std::span<const Shape> shapes) {
  for (std::size_t i = 1; i < shapes.size(); ++i) {
    if (!(shapes[i] == shapes[0])) {
      return ShapeMismatch{shapes[0].to_string() + " and " + shapes[i].to_string() + " differ", 0, i};
    }
  }
  return shapes[0];
}

// a ± b written out: the terms with their coefficients, like ones collected, in order of first appearance.
struct Terms {
  std::vector<Scaled> terms;
  double constant = 0;
  std::size_t constant_place = 0;
};

Terms collect(std::span<const Expr> operands) {
  Terms result;
  std::unordered_map<std::uint32_t, std::size_t> place;
  for (const Expr& operand : operands) {
    if (const auto value = constant_value(operand)) {
      if (result.constant == 0) result.constant_place = result.terms.size();
      result.constant += *value;
      continue;
    }
    const Scaled term = split_coefficient(operand);
    const auto [found, is_new] = place.emplace(term.rest.id.value, result.terms.size());
    if (is_new) {
      result.terms.push_back(term);
    } else {
      result.terms[found->second].coefficient += term.coefficient;
    }
  }
  return result;
}

// The sum of repeated scalars is the repeated sum.
Expr sum_of_repeated(Graph& graph, std::span<const Expr> operands, const Shape& shape) {
  if (shape.is_scalar()) return {};
  std::vector<Expr> scalars;
  for (const Expr& operand : operands) {
    const Scaled term = split_coefficient(operand);
    if (!term.rest.is(OpKind::broadcast) || !term.rest.operand(0).is_scalar()) return {};
    scalars.push_back(term.coefficient * term.rest.operand(0));
  }
  return broadcast(sum_of(graph, scalars), shape);
}

Expr construct_add(Graph& graph, std::span<const Expr> operands, const Attribute&,
                   const Shape& shape) {
  if (const Expr repeated = sum_of_repeated(graph, operands, shape)) return repeated;
  const Terms collected = collect(operands);
  std::vector<NodeId> terms;
  for (std::size_t i = 0; i <= collected.terms.size(); ++i) {
    if (i == collected.constant_place && collected.constant != 0) {
      terms.push_back(filled(graph, collected.constant, shape).id);
    }
    if (i == collected.terms.size()) break;
    const Scaled& term = collected.terms[i];
    if (term.coefficient != 0) terms.push_back((term.coefficient * term.rest).id);
  }
  if (terms.empty()) return filled(graph, 0, shape);
  if (terms.size() == 1) return {&graph, terms[0]};
  return {&graph, graph.intern(OpKind::add, terms, shape)};
}

// −(a − b) is b − a.
bool is_difference(Expr x) {
  return x.is(OpKind::add) && x.operands().size() == 2 &&
         split_coefficient(x.operand(0)).coefficient > 0 &&
         split_coefficient(x.operand(1)).coefficient < 0;
}

Expr construct_scale(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const auto [s, a] = std::pair(x[0], x[1]);
  const auto s_value = constant_value(s);
  const auto a_value = constant_value(a);
  if (s_value == 0.0 || a_value == 0.0) return filled(graph, 0, shape);
  if (s_value == 1.0) return a;
  if (s_value && a_value) return filled(graph, *s_value * *a_value, shape);
  if (s_value) {
    const Scaled scaled = split_coefficient(a);
    if (scaled.coefficient != 1) return *s_value * scaled.coefficient * scaled.rest;
    if (*s_value == -1 && is_difference(a)) {
      return -a.operand(1) + -a.operand(0);
    }
    return {};
  }
  if (a_value) return *a_value * broadcast(s, shape);
  const Scaled left = split_coefficient(s);
  const Scaled right = split_coefficient(a);
  const double coefficient = left.coefficient * right.coefficient;
  if (left.rest == s && right.rest == a) return {};
  return coefficient * scale(left.rest, right.rest);
}

Expr matrix_product(Expr a, Expr b) { return a * b; }

// (s·A)·B and A·(s·B) are s·(A·B), for both products. Of a scalar, which may be a cotangent with a
// name, a number alone is taken away.
Expr scalar_factors_first(Expr a, Expr b, Expr (*product)(Expr, Expr)) {
  const auto has_factor = [](Expr x) {
    return x.is(OpKind::scale) && (!x.is_scalar() || constant_value(x.operand(0)));
  };
  if (has_factor(a)) return scale(a.operand(0), product(a.operand(1), b));
  if (has_factor(b)) return scale(b.operand(0), product(a, b.operand(1)));
  return {};
}

Expr construct_matmul(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape& shape) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (is_zero(a) || is_zero(b)) return filled(graph, 0, shape);
  if (a.is(OpKind::eye)) return b;
  if (b.is(OpKind::eye)) return a;
  if (a.is_scalar() && (b.is_scalar() || constant_value(a))) return scale(a, b);
  if (b.is_scalar() && constant_value(b)) return scale(b, a);
  return scalar_factors_first(a, b, matrix_product);
}

// 1 ⊘ x
bool is_reciprocal(Expr x) { return x.is(OpKind::divide) && is_one(x.operand(0)); }

Expr construct_hadamard(Graph& graph, std::span<const Expr> x, const Attribute&,
                        const Shape& shape) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (is_zero(a) || is_zero(b)) return filled(graph, 0, shape);
  if (const auto value = constant_value(a)) return *value * b;
  if (const auto value = constant_value(b)) return *value * a;
  if (shape.is_scalar()) return scale(a, b);
  if (a.is(OpKind::broadcast) && a.operand(0).is_scalar()) return scale(a.operand(0), b);
  if (b.is(OpKind::broadcast) && b.operand(0).is_scalar()) return scale(b.operand(0), a);
  if (is_reciprocal(b)) return divide(a, b.operand(1));
  if (is_reciprocal(a)) return divide(b, a.operand(1));
  return scalar_factors_first(a, b, hadamard);
}

bool has_exact_reciprocal(double value) {
  int exponent = 0;
  return std::abs(std::frexp(value, &exponent)) == 0.5;
}

Expr construct_divide(Graph& graph, std::span<const Expr> x, const Attribute&, const Shape&) {
  const auto [a, b] = std::pair(x[0], x[1]);
  if (const Expr stable = stable_quotient(a, b)) return stable;
  const auto b_value = constant_value(b);
  if (b_value == 1.0) return a;
  if (b_value && has_exact_reciprocal(*b_value)) return (1 / *b_value) * a;
  const auto a_value = constant_value(a);
  if (a_value && b_value && *b_value != 0) {
    // Kept as a quotient where the number would not print as written: 1/3.
    const double quotient = *a_value / *b_value;
    if (quotient == std::round(quotient)) return filled(graph, quotient, a.shape());
    return {};
  }
  const Scaled numerator = split_coefficient(a);
  if (numerator.coefficient == 1) return {};
  return numerator.coefficient * divide(numerator.rest, b);
}

std::vector<Expr> cotangent_for_each(Expr, std::span<const Expr> x, Expr y_bar) {
  return std::vector<Expr>(x.size(), y_bar);
}

Expr tangent_of_sum(Expr, std::span<const Expr>, std::span<const Expr> x_dot) {
  std::vector<Expr> terms;
  for (const Expr& tangent : x_dot) {
    if (tangent) terms.push_back(tangent);
  }
  return terms.empty() ? Expr{} : sum_of(*terms[0].graph, terms);
}

// The product rule for any bilinear operation: f(ẋ, z) + f(x, ż).
template <Expr (*product)(Expr, Expr)>
Expr product_rule(Expr, std::span<const Expr> x, std::span<const Expr> x_dot) {
  if (!x_dot[0]) return x_dot[1] ? product(x[0], x_dot[1]) : Expr{};
  const Expr left = product(x_dot[0], x[1]);
  return x_dot[1] ? left + product(x[0], x_dot[1]) : left;
}

void lower_sum(LoweringContext& context) {
  lower_map(context, [&](BodyBuilder builder) {
    Entry total = context.load_operand(builder, 0);
    for (std::size_t i = 1; i < context.node().node().operand_count; ++i) {
      total = total + context.load_operand(builder, i);
    }
    return total;
  });
}

void lower_product(LoweringContext& context) {
  Contract contract;
  contract.over = context.extent();
  contract.k = context.operand_extent(0).cols;
  contract.a = context.operand(0);
  contract.b = context.operand(1);
  BodyBuilder epilogue{&contract.views, &contract.epilogue};
  epilogue.store(context.result(), epilogue.result());
  context.add(std::move(contract));
}

}  // namespace

namespace ops {

const OpDef add = {
    .name = "add",
    .op_class = OpClass::arithmetic,
    .spelling = {.fixity = Fixity::infix},
    .min_arity = 1,
    .max_arity = 0xffffffffu,
    .shape = equal_shapes,
    .construct = construct_add,
    .vjp = cotangent_for_each,
    .jvp = tangent_of_sum,
    .evaluate =
        [](const auto& args) {
          auto y = args[0];
          for (std::size_t k = 1; k < args.operands.size(); ++k) {
            for (std::size_t i = 0; i < y.size(); ++i) y[i] += args[k][i];
          }
          return y;
        },
    .lower = lower_sum,
    .summary = "the sum a + b + …, entry by entry",
};

const OpDef scale = {
    .name = "scale",
    .op_class = OpClass::arithmetic,
    .spelling = {.fixity = Fixity::infix},
    .min_arity = 2,
    .max_arity = 2,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      if (!x[0].is_scalar()) return ShapeMismatch{x[0].to_string() + " is not a scalar", 0, 1};
      return x[1];
    },
    .construct = construct_scale,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::dot(y_bar, x[1]), ir::scale(x[0], y_bar)};
    },
    .jvp = product_rule<ir::scale>,
    .evaluate =
        [](const auto& args) {
          auto y = args[1];
          for (auto& entry : y.entries()) entry = args[0][0] * entry;
          return y;
        },
    .lower = [](Entry s, Entry a) { return s * a; },
    .summary = "a scalar times a matrix",
};

const OpDef matmul = {
    .name = "matmul",
    .op_class = OpClass::arithmetic,
    .spelling = {.fixity = Fixity::infix},
    .min_arity = 2,
    .max_arity = 2,
    .shape = [](std::span<const Shape> x) -> Result<Shape, ShapeMismatch> {
      if (!(x[0].cols == x[1].rows)) {
        return ShapeMismatch{x[0].cols.to_string() + " columns against " + x[1].rows.to_string() +
                                 " rows",
                             0, 1};
      }
      return Shape{x[0].rows, x[1].cols};
    },
    .construct = construct_matmul,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      const auto [A, B] = std::pair(x[0], x[1]);
      return {y_bar * ir::transpose(B), ir::transpose(A) * y_bar};
    },
    .jvp = product_rule<matrix_product>,
    .evaluate =
        [](const auto& args) {
          auto y = args.result();
          for (std::size_t j = 0; j < args.cols; ++j) {
            for (std::size_t k = 0; k < args[0].cols(); ++k) {
              for (std::size_t i = 0; i < args.rows; ++i) y(i, j) += args[0](i, k) * args[1](k, j);
            }
          }
          return y;
        },
    .lower = lower_product,
    .summary = "the matrix product; Ā = Ȳ·Bᵀ, B̄ = Aᵀ·Ȳ",
};

const OpDef hadamard = {
    .name = "hadamard",
    .op_class = OpClass::arithmetic,
    .spelling = {.fixity = Fixity::infix},
    .min_arity = 2,
    .max_arity = 2,
    .shape = equal_shapes,
    .construct = construct_hadamard,
    .vjp = [](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::hadamard(y_bar, x[1]), ir::hadamard(y_bar, x[0])};
    },
    .jvp = product_rule<ir::hadamard>,
    .evaluate =
        [](const auto& args) {
          auto y = args[0];
          for (std::size_t i = 0; i < y.size(); ++i) y[i] = y[i] * args[1][i];
          return y;
        },
    .lower = [](Entry a, Entry b) { return a * b; },
    .summary = "the product entry by entry",
};

const OpDef divide = {
    .name = "divide",
    .op_class = OpClass::arithmetic,
    .spelling = {.fixity = Fixity::infix},
    .min_arity = 2,
    .max_arity = 2,
    .shape = equal_shapes,
    .construct = construct_divide,
    .vjp = [](Expr y, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
      return {ir::divide(y_bar, x[1]), -ir::divide(ir::hadamard(y_bar, y), x[1])};
    },
    .jvp = [](Expr y, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
      if (!x_dot[1]) return x_dot[0] ? ir::divide(x_dot[0], x[1]) : Expr{};
      const Expr by_divisor = -ir::divide(ir::hadamard(y, x_dot[1]), x[1]);
      return x_dot[0] ? ir::divide(x_dot[0], x[1]) + by_divisor : by_divisor;
    },
    .evaluate =
        [](const auto& args) {
          auto y = args[0];
          for (std::size_t i = 0; i < y.size(); ++i) y[i] = y[i] / args[1][i];
          return y;
        },
    .lower = [](Entry a, Entry b) { return a / b; },
    .summary = "the quotient entry by entry",
};

}  // namespace ops
}  // namespace nngen::ir
