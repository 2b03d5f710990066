// Jacobians and Hessians as matrices, against the reference's gradient of each entry, which knows no rule of the
// derivation; read as the file derives them and as the code computes them.

#include <array>
#include <string>
#include <vector>

#include "ir/calculus/passes.hpp"
#include "runtime/compare.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/property/parsed_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

using Matrix = ir::Matrix<double>;

// In each file y is differentiated by x into the output J. A matrix is taken by its entries, column by column.
constexpr std::array programs = {
    "input x : R^3\nconst A : R^(2×3)\ny = A·exp(x)\noutput J = jacobian(y, x)",
    "input x : R^3\ny = x·(xᵀ·x)\noutput J = jacobian(y, x)",
    "input x : R^3\ny = softmax(x, 2)\noutput J = jacobian(y, x)",
    "input x : R^3\ny = log_softmax(x)\noutput J = jacobian(y, x)",
    "input x : R^3\nconst A : R^(3×3)\ny = grad(½·xᵀ·A·x + logsumexp(x), x)\noutput J = jacobian(y, x)",
    "input x : R^3\nconst A : R^(3×3)\ny = grad(½·xᵀ·A·x + logsumexp(x), x)\n"
    "output J = hessian(½·xᵀ·A·x + logsumexp(x), x)",
    "input x : R^2\nconst W : R^(3×2)\nconst V : R^(2×3)\nact σ = tanh\ns = W·x\n"
    "y = softmax(V·σ(s))\noutput J = jacobian(y, x)",
    "input x : R^2\nconst W : R^(3×2)\nact σ = sigmoid\ny = grad(sum(σ(W·x)), x)\n"
    "output J = hessian(sum(σ(W·x)), x)",
    "input x : R^(3×2)\nconst V : R^(4×2)\nconst T : R^(3×4)\ny = grad(‖T − x·Vᵀ‖²_F, vec(x))\n"
    "output J = hessian(‖T − x·Vᵀ‖²_F, vec(x))",
    "input x : R^(2×3)\ny = vec(xᵀ)\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×2)\ny = vec(inv(x + 4·eye(2)))\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×2)\ny = grad(logdet(x + 4·eye(2)), vec(x))\n"
    "output J = hessian(logdet(x + 4·eye(2)), vec(x))",
    "input x : R^(2×2)\ny = vec(kron(x, x))\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×2)\nconst b : R^2\ny = solve(x + 4·eye(2), b)\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×2)\nconst S : R^(2×2) spd\ny = vec(solve(S, x))\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×3)\nconst B : R^(2×1)\ny = vec(B ⊗ x) + vec(x ⊗ B)\noutput J = jacobian(y, vec(x))",
    "input x : R^(3×3)\ny = diag(x)\noutput J = jacobian(y, vec(x))",
    "input x : R^3\ny = vec(diag(x))\noutput J = jacobian(y, x)",
    "input x : R^(2×3)\ny = vec([x; [1, 2, 3]; 2·x])\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×3)\ny = vec([x, x[:, 1]])\noutput J = jacobian(y, vec(x))",
    "input x : R^(3×3)\ny = vec(x[2:3, 1:2]) + sum_rows(x)[1]\noutput J = jacobian(y, vec(x))",
    "input x : R^(3×2)\ny = sum_rows(x) + mean_cols(x)[1]·max_rows(x)\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×3)\ny = sum_cols(x)ᵀ∘norm_cols(x)ᵀ\noutput J = jacobian(y, vec(x))",
    "input x : R^(2×3)\ny = vec(softmax_rows(x))\noutput J = jacobian(y, vec(x))",
    "input x : R^3\ny = where(x > 0, x.^2, sin(x)) ./ (1 + x.^2)\noutput J = jacobian(y, x)",
    "input x : R^3\ny = x/‖x‖ + [x[2]; max(x); tr(x·xᵀ)]\noutput J = jacobian(y, x)",
    "input x : R\ny = [sin(x); x^3; 2]\noutput J = jacobian(y, x)",
    "input x : R^3\ny = xᵀ·x\noutput J = jacobian(y, x)",
    "input x : R^3\nconst A : R^(3×2)\ny = xᵀ·A\noutput J = jacobian(y, x)",
    // a term that does not move, though no constant zero stands there
    "input x : R^3\ny = x + [sign(x[1:2]); sign(x[3])]\noutput J = jacobian(y, x)",
    "input x : R^4\ny = commutation(2, 2)·x + vec(reshape(x, 2, 2)·reshape(x, 2, 2)')\n"
    "output J = jacobian(y, x)",
};

ir::NodeId node_of(const ir::Program& program, const std::string& name) {
  for (const auto& value : program.values) {
    if (value.name.plain() == name) return value.node;
  }
  return {};
}

// One row for each entry of y: its gradient by x, entries in columns.
Matrix rows_of_gradients(ir::Program& program, ir::Expr y, ir::NodeId by,
                         const runtime::Point& point) {
  const ir::Expr entries = ir::vec(y);
  const auto rows = static_cast<std::size_t>(entries.shape().rows.value());
  const auto cols = static_cast<std::size_t>(program.expr(by).shape().size().value());
  Matrix result(rows, cols);
  for (std::size_t i = 0; i < rows; ++i) {
    const ir::Expr entry =
        ir::slice(entries, {static_cast<std::int64_t>(i), 0}, ir::Shape::scalar());
    const auto reference = runtime::reference_gradient(program, entry.id, std::array{by},
                                                       ir::Reduction::none, point);
    const Matrix& gradient = reference.gradients[0].at(0);
    for (std::size_t j = 0; j < cols; ++j) result(i, j) = gradient[j];
  }
  return result;
}

void check_equal(const Matrix& matrix, const Matrix& expected) {
  REQUIRE(matrix.rows() == expected.rows());
  REQUIRE(matrix.cols() == expected.cols());
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    CHECK(matrix[i] == Approx(expected[i]).epsilon(1e-10).margin(1e-11));
  }
}

TEST_CASE("a Jacobian's rows are the gradients of the entries") {
  for (const char* text : programs) {
    INFO(text);
    ir::Program program = parsed(text);
    const runtime::Point point = runtime::random_point(program, 1, 7);
    const ir::Expr y = program.expr(node_of(program, "y"));
    const ir::NodeId x = program.find_declaration("x")->node;
    const Matrix expected = rows_of_gradients(program, y, x, point);
    const ir::NodeId derived = program.outputs[0].as_derived();
    check_equal(runtime::evaluate<double>(*program.graph, std::array{derived}, point)[0].at(0),
                expected);
    ir::Diagnostics diagnostics;
    const auto derivation =
        ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
    const ir::NodeId simplified = program.outputs[0].node;
    check_equal(runtime::evaluate<double>(*program.graph, std::array{simplified}, point)[0].at(0),
                expected);
    const ir::RunnableProgram running = ir::prepare_for_running(program, derivation);
    const ir::NodeId computed = running.outputs[0].node;
    check_equal(runtime::evaluate<double>(*program.graph, std::array{computed}, point)[0].at(0),
                expected);
  }
}

TEST_CASE("a derivative by a defined name takes it as independent") {
  ir::Program program =
      parsed("input x : R^2\ny = 3·x\nz = sin(y)\noutput J = jacobian(z, y)");
  const runtime::Point point = runtime::random_point(program, 1, 7);
  const Matrix& x = point.values.at(0).at(0);
  const ir::NodeId derived = program.outputs[0].node;
  const Matrix j = runtime::evaluate<double>(*program.graph, std::array{derived}, point)[0].at(0);
  CHECK(j(0, 0) == Approx(std::cos(3 * x[0])));
  CHECK(j(1, 1) == Approx(std::cos(3 * x[1])));
  CHECK(j(0, 1) == 0);
}

}  // namespace
}  // namespace nngen
