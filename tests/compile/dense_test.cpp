// Routines on whole matrices in emitted code, against the reference.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

constexpr double double_tolerance = 1e-10;
constexpr double float_tolerance = 1e-4;

// Everything that the factors of a matrix serve, and what shares them. M is regular.
std::string by_factors(int n) {
  return fmt::format(R"(
let n = {0}
param X : R^(n×n)
param B : R^(n×3)
param a : R^n
param b : R^n
M = X/{1} + eye(n)
loss L = logdet(M) + det(M) + a'·inv(M)·b + sum(sin(solve(M, B))) + ‖solve(M', B)‖²_F +
  tr(inv(M + eye(n))) + sum(sin(cofactor(M)))
output Y = inv(M)·B
output Z = B'·inv(M')
output V = inv(M)
output C = cofactor(X)
output d = det(X)
)",
                     n, 2 * n);
}

// A matrix for each sample, and one for all.
std::string of_samples(int n) {
  return fmt::format(R"(
let n = {0}
input X : R^(n×n)
input x : R^n
param A : R^(n×n)
param c : R^n
M = X·A·X'/{1} + eye(n)
K = A·A' + eye(n)
loss L = logdet(M) + det(M) + x'·inv(M)·c + ½·x'·inv(K)·x + ½·logdet(K) + sum(solve(K', x))
output y = solve(M, x)
output z = inv(K)·x
output V = inv(M)
output d = det(X)
)",
                     n, 2 * n * n);
}

const char* const products_and_maxima = R"(
input X : R^(4×3)
input x : R^3
param A : R^(2×3)
param a : R^4
u = max_rows(X) + a
v = max_cols(X)
loss L = sum(sin(kron(A, X))) + sum(kron(x', A).^2) + max(X) + u'·u + sum(v.^3) + min(x)
output K = kron(A, X')
output P = onehot_max(X)
output q = onehot_max(x)
output Z = kron(a, A)
)";

TEST_CASE("determinants, inverses and solutions of every size") {
  for (const int n : {1, 2, 3, 5, 20}) {
    CAPTURE(n);
    CHECK(largest_error(single(by_factors(n))) < double_tolerance);
  }
}

TEST_CASE("each sample has its own factors, what is shared is factorised once") {
  for (const int n : {1, 2, 3, 5}) {
    CAPTURE(n);
    CHECK(largest_error(dynamic(of_samples(n), 4)) < double_tolerance);
  }
  CHECK(largest_error(fixed(of_samples(4), 5)) < double_tolerance);
}

TEST_CASE("routines in float, with every compiler, optimised") {
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const UsedCompiler used(compiler);
    for (EmittedCase tested :
         {single(by_factors(5)), dynamic(of_samples(3), 3), fixed(products_and_maxima, 3)}) {
      tested.scalar = codegen::ScalarType::float32;
      tested.flags = {"-O3", "-march=native"};
      CHECK(largest_error(tested) < float_tolerance);
    }
  }
}

TEST_CASE("Kronecker products and the place of the largest entry") {
  CHECK(largest_error(single(products_and_maxima)) < double_tolerance);
  CHECK(largest_error(dynamic(products_and_maxima, 3)) < double_tolerance);
  CHECK(largest_error(fixed(products_and_maxima, 2)) < double_tolerance);
}

TEST_CASE("of equal entries the first one is marked") {
  EmittedCase tested = single(R"(
param X : R^(2×3)
loss L = max(X) + sum(max_rows(X)) + sum(max_cols(X)) + min(X)
output P = onehot_max(X)
)");
  ir::Matrix<double> equal(2, 3, 1.0);
  equal(0, 0) = -1;
  equal(1, 2) = -1;
  tested.values["X"] = equal;
  CHECK(largest_error(tested) == 0);
}

ir::Matrix<double> rows(const std::vector<std::vector<double>>& lines) {
  ir::Matrix<double> matrix(lines.size(), lines[0].size());
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    for (std::size_t j = 0; j < matrix.cols(); ++j) matrix(i, j) = lines[i][j];
  }
  return matrix;
}

TEST_CASE("determinants and cofactors of matrices that are singular or need exchanges") {
  const ir::Matrix<double> matrices[] = {
      rows({{1, 2, 0, 3}, {2, 4, 1, 6}, {0, 1, 1, 0}, {3, 7, 2, 9}}),   // rank 3 of 4
      rows({{1, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 1, 0}, {0, 1, 0, 1}}),   // rank 2 of 4
      rows({{1, 2, 0, 4}, {1, 2, 0, 4}, {0, 0, 0, 0}, {2, 4, 0, 8}}),   // rank 1 of 4
      rows({{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}),   // rank 0 of 4
      rows({{0, 0, 3, 0}, {0, 0, 0, 5}, {0, 7, 0, 0}, {2, 0, 0, 0}}),   // zeros on the diagonal
      rows({{1, 2, 0, 1}, {0, 1, 9, 2}, {4, 0, 1, 0}, {0, 16, 1, 1}}),  // rows and columns
      rows({{0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 0, 0}}),   // one entry of rank 3
  };
  std::string text;
  std::string loss = "loss L = 0";
  std::map<std::string, ir::Matrix<double>> values;
  for (const ir::Matrix<double>& x : matrices) {
    const std::string name = fmt::format("X{}", values.size() + 1);
    text += fmt::format("param {0} : R^(4×4)\noutput C_{0} = cofactor({0}')\n", name);
    loss += fmt::format(" + det({})", name);
    values.emplace(name, x);
  }
  EmittedCase tested = single(text + loss + "\n");
  tested.values = std::move(values);
  CHECK(largest_error(tested) < 1e-13);
}

TEST_CASE("routines allocate nothing") {
  const Derived derived = derive(
      by_factors(6) + "output K = kron(B', X)\noutput P = onehot_max(X)\n", ir::Reduction::none);
  const codegen::EmitOptions options{codegen::ScalarType::float64, {}};
  const std::string header =
      codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
  const auto output =
      runtime::compile_and_run({{"net.hpp", header}, {"main.cpp", R"(
#include <cstdio>
#include <cstdlib>
#include <new>
#include "net.hpp"
static int allocations = 0;
void* operator new(std::size_t size) {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
static net::Parameters parameters;
static net::Gradients gradients;
static net::Workspace workspace;
int main() {
  parameters.flat().setRandom();
  Eigen::Matrix<double, 6, 6> C, V, P;
  Eigen::Matrix<double, 18, 36> K;
  const int before = allocations;
  const double loss = net::gradient(parameters, gradients, workspace);
  net::C(parameters, workspace, C);
  net::V(parameters, workspace, V);
  net::K(parameters, workspace, K);
  net::P(parameters, workspace, P);
  net::step(parameters, 0.01, workspace);
  std::printf("%d %d", allocations - before, std::isfinite(loss) && P.sum() == 1);
}
)"}},
                               {"-std=c++17", "-O0", "-isystem", NNGEN_EIGEN_INCLUDE_DIR}, "");
  REQUIRE(output);
  CHECK(output.value() == "0 1");
}

}  // namespace
}  // namespace nngen::tests
