// Which routines on whole matrices a program becomes.

#include <algorithm>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

using ir::Routine;
using Calls = std::map<Routine, int>;

const ir::KernelProgram& kernels_of(const HeaderPlan& plan, FunctionKind kind) {
  return function_of(plan, kind).code.lowered.kernels;
}

Calls calls_of(const std::string& text, FunctionKind kind = FunctionKind::gradient) {
  const DerivedProgram derived = derived_program(text, ir::Reduction::none);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, {});
  Calls calls;
  for (const ir::Statement& statement : kernels_of(plan, kind).statements) {
    if (const auto* dense = std::get_if<ir::Dense>(&statement.kernel)) ++calls[dense->routine];
  }
  return calls;
}

TEST_CASE("a matrix is factorised once for all that needs its factors") {
  const Calls calls = calls_of(R"(
param X : R^(4×4)
param b : R^4
loss L = logdet(X) + det(X) + b'·inv(X)·b + sum(solve(X', b))
)");
  // The gradient of logdet is X⁻ᵀ itself, so that the others use it too.
  CHECK(calls == Calls{{Routine::factorise, 1},
                       {Routine::log_determinant, 1},
                       {Routine::determinant, 1},
                       {Routine::cofactors, 1},
                       {Routine::invert, 1},
                       {Routine::solve, 1},
                       {Routine::solve_transposed, 1}});
}

TEST_CASE("an inverse that only products need is never computed") {
  // ∂L/∂X = −(X⁻ᵀ·a)·(X⁻¹·b)ᵀ: the solutions of the value and of the other gradients serve again.
  CHECK(calls_of(R"(
param X : R^(4×4)
param a, b : R^4
loss L = a'·inv(X)·b
)") == Calls{{Routine::factorise, 1}, {Routine::solve, 1}, {Routine::solve_transposed, 1}});
  CHECK(calls_of(R"(
param X : R^(4×4)
param B : R^(3×4)
output Y = B·inv(X)
)",
                 FunctionKind::output) ==
        Calls{{Routine::factorise, 1}, {Routine::solve_transposed, 1}});
}

TEST_CASE("an inverse that is a result is computed, and multiplied by") {
  CHECK(calls_of(R"(
param X : R^(4×4)
param b : R^4
V = inv(X)
loss L = ‖V·b‖² + ‖V‖²_F
)") == Calls{{Routine::factorise, 1}, {Routine::invert, 1}});
}

TEST_CASE("with one matrix for all samples their right sides stand side by side") {
  const DerivedProgram derived = derived_program(R"(
input x : R^4
param A : R^(4×4)
loss L = ‖inv(A)·x‖²
)",
                                                 ir::Reduction::mean);
  const HeaderPlan plan = plan_header(derived.program, derived.runnable, batch_of(8));
  int folded = 0;
  for (const auto& statement : kernels_of(plan, FunctionKind::gradient).statements) {
    const auto* dense = std::get_if<ir::Dense>(&statement.kernel);
    if (dense == nullptr) continue;
    CHECK(dense->over.slots.is_one());
    if (dense->sizes.back().cols.times_samples) ++folded;
  }
  CHECK(folded == 1);  // A⁻¹·x; the gradient solves for a sum over the samples
}

TEST_CASE("a header holds the routines that it calls, and no others") {
  const auto header_of = [](const std::string& text) {
    const DerivedProgram derived = derived_program(text, ir::Reduction::none);
    return emit_header(derived.program, derived.derivation, derived.runnable, {}, {});
  };
  const auto counts = [](const std::string& header, const std::string& name) {
    int count = 0;
    for (auto at = header.find(" " + name + "("); at != std::string::npos;
         at = header.find(" " + name + "(", at + 1)) {
      ++count;
    }
    return count;
  };
  const std::string product = header_of("param A : R^(2×3)\nloss L = sum(kron(A, A))\n");
  CHECK(counts(product, "factorise") == 0);
  CHECK(counts(product, "kronecker") > 2);
  const std::string determinant = header_of("param A : R^(3×3)\noutput d = det(A)\n");
  CHECK(counts(determinant, "kronecker") == 0);
  CHECK(counts(determinant, "cofactors") == 0);
  CHECK(counts(determinant, "solve_in_place") == 0);
  CHECK(counts(determinant, "factorise") == 3);  // declared, called, defined
  CHECK(counts(header_of(digits_text), "factorise") == 0);
}

}  // namespace
}  // namespace nngen::codegen
