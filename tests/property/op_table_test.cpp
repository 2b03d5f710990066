// Every row of the operation table keeps the laws of op_checks.hpp, over sizes, shapes and seeds.

#include <cmath>

#include "runtime/reference_gradient.hpp"
#include "tests/property/op_checks.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using ir::Expr;
using ir::OpDef;
using ir::OpKind;

/// Calls check(op, example, n, seed) for every example of every operation that is a function of its
/// operands.
template <class Check>
void for_each_example(Check check) {
  for (std::size_t i = 0; i < ir::op_count(); ++i) {
    const auto op = static_cast<OpKind>(i);
    if (!is_function_of_operands(op)) continue;
    for (const std::int64_t n : {1, 2, 5}) {
      const std::vector<OpExample> examples = op_examples(op, n);
      for (std::size_t k = 0; k < examples.size(); ++k) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
          INFO(ir::op_def(op).name << ", size " << n << ", example " << k << ", seed " << seed);
          CHECK(check(op, examples[k], n, seed) == "");
        }
      }
    }
  }
}

TEST_CASE("every operation on operands has kernels, but for activations, which are expanded") {
  for (std::size_t i = 0; i < ir::op_count(); ++i) {
    const OpDef& row = ir::op_def(static_cast<OpKind>(i));
    INFO(row.name);
    const bool needs_kernels = row.op_class != ir::OpClass::leaf && &row != &ir::ops::apply;
    if (needs_kernels) CHECK(static_cast<bool>(row.lower));
  }
}

TEST_CASE("every row gives its own samples") {
  for (std::size_t i = 0; i < ir::op_count(); ++i) {
    const OpDef& row = ir::op_def(static_cast<OpKind>(i));
    INFO(row.name);
    CHECK(check_samples(row) == "");
    CHECK_FALSE(row.summary.empty());
  }
}

TEST_CASE("every shape rule agrees with evaluation") {
  for_each_example([](OpKind op, const OpExample& example, std::int64_t, std::uint64_t seed) {
    return check_shape(ir::op_def(op), op, example, seed);
  });
}

TEST_CASE("every derivative agrees with tape, dual numbers and differences") {
  for_each_example([](OpKind op, const OpExample& example, std::int64_t n, std::uint64_t seed) {
    return check_derivatives(ir::op_def(op), op, example, n, seed);
  });
}

TEST_CASE("every local identity keeps the value") { for_each_example(check_construction); }

TEST_CASE("at a kink the derivative is the documented one, symbolic and scalar") {
  struct Row {
    OpKind op;
    double at;
    double derivative;
  };
  const Row rows[] = {
      {OpKind::relu, 0, 0}, {OpKind::leaky_relu, 0, 0.01}, {OpKind::step, 0, 0},
      {OpKind::abs, 0, 0},  {OpKind::sign, 0, 0},
  };
  for (const auto& [op, at, derivative] : rows) {
    const OpDef& row = ir::op_def(op);
    INFO(row.name);
    CHECK(row.scalar.at(at, 1) == derivative);
    ProgramBuilder b;
    const Expr x = b.param("x", {1, 1});
    const Expr symbolic = row.derivative(x, ir::elementwise(op, x));
    CHECK(value_at(symbolic, point_of(1, {shared(column({at}))})).at(0)[0] == derivative);
  }
}

// ---------------------------------------------------------------- the checks themselves

std::string derivatives_of(const OpDef& row, OpKind op) {
  return check_derivatives(row, op, op_examples(op, 2).at(0), 2, 1);
}

bool mentions(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

TEST_CASE("a wrong adjoint rule is found") {
  OpDef row = ir::ops::matmul;
  REQUIRE(derivatives_of(row, OpKind::matmul) == "");
  row.vjp = ir::Vjp([](Expr, std::span<const Expr> x, Expr y_bar) -> std::vector<Expr> {
    return {y_bar * ir::transpose(x[1]), -(ir::transpose(x[0]) * y_bar)};
  });
  const std::string wrong = derivatives_of(row, OpKind::matmul);
  CHECK(mentions(wrong, "the VJP differs from the tape"));
  CHECK(mentions(wrong, "⟨x̄, ẋ⟩ differs from ⟨ȳ, ẏ⟩"));
  CHECK(mentions(wrong, "the second derivative differs"));
}

TEST_CASE("a wrong tangent rule is found, also one wrong for a single operand alone") {
  OpDef row = ir::ops::hadamard;
  REQUIRE(derivatives_of(row, OpKind::hadamard) == "");
  row.jvp = ir::Jvp([](Expr, std::span<const Expr> x, std::span<const Expr> x_dot) -> Expr {
    if (!x_dot[0]) return x_dot[1];
    const Expr left = ir::hadamard(x_dot[0], x[1]);
    return x_dot[1] ? left + ir::hadamard(x[0], x_dot[1]) : left;
  });
  CHECK(derivatives_of(row, OpKind::hadamard)
            .starts_with("the JVP of one operand differs from dual numbers"));
}

TEST_CASE("a pair of rules that are wrong alike is found") {
  OpDef row = ir::ops::tanh;
  REQUIRE(derivatives_of(row, OpKind::tanh) == "");
  // 1 + y∘y in place of 1 − y∘y in both: ⟨x̄, ẋ⟩ and ⟨ȳ, ẏ⟩ by the rules would agree
  row.vjp = ir::Vjp([](Expr y, std::span<const Expr>, Expr y_bar) -> std::vector<Expr> {
    return {ir::hadamard(y_bar, 1 + ir::square(y))};
  });
  row.jvp = ir::Jvp([](Expr y, std::span<const Expr>, std::span<const Expr> x_dot) -> Expr {
    return ir::hadamard(x_dot[0], 1 + ir::square(y));
  });
  const std::string wrong = derivatives_of(row, OpKind::tanh);
  CHECK(mentions(wrong, "the JVP differs from dual numbers"));
  CHECK(mentions(wrong, "the VJP differs from the tape"));
}

TEST_CASE("wrong samples, shapes and missing rules are found") {
  OpDef row = ir::ops::exp;
  row.samples[0].y += 1e-12;
  CHECK(mentions(check_samples(row), "exp(0) = 1, the sample says 1.000000000001"));
  row.samples.resize(1);
  CHECK(mentions(check_samples(row), "fewer than two samples"));

  row.shape = [](std::span<const ir::Shape> x) -> ir::Result<ir::Shape, ir::ShapeMismatch> {
    return x[0].transposed();
  };
  CHECK(mentions(check_shape(row, OpKind::exp, op_examples(OpKind::exp, 2).at(0), 1),
                 "evaluation another"));
  row.vjp = ir::Vjp::none("");
  CHECK(mentions(derivatives_of(row, OpKind::exp), "no VJP and no reason why"));
}

}  // namespace
}  // namespace nngen::tests
