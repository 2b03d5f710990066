// Routines on whole matrices in emitted code, against the reference.

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

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
loss L = sum(sin(kron(A, X))) + sum(kron(x', A).^2) + max(X) + u'·u + sum(v^3) + min(x)
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
  CHECK(largest_error(fixed(of_samples(3), 1)) < double_tolerance);
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
  struct Row {
    const char* what;
    ir::Matrix<double> x;
  };
  const Row lines[] = {
      {"rank 3 of 4", rows({{1, 2, 0, 3}, {2, 4, 1, 6}, {0, 1, 1, 0}, {3, 7, 2, 9}})},
      {"rank 2 of 4", rows({{1, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 1, 0}, {0, 1, 0, 1}})},
      {"rank 1 of 4", rows({{1, 2, 0, 4}, {1, 2, 0, 4}, {0, 0, 0, 0}, {2, 4, 0, 8}})},
      {"rank 0 of 4", rows({{0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}})},
      {"zeros on the diagonal", rows({{0, 0, 3, 0}, {0, 0, 0, 5}, {0, 7, 0, 0}, {2, 0, 0, 0}})},
      {"rows and columns", rows({{1, 2, 0, 1}, {0, 1, 9, 2}, {4, 0, 1, 0}, {0, 16, 1, 1}})},
      {"one entry of rank 3", rows({{0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 0, 0}})},
  };
  for (const auto& [what, x] : lines) {
    INFO(what);
    EmittedCase tested = single(R"(
param X : R^(4×4)
loss L = det(X)
output C = cofactor(X')
)");
    tested.values["X"] = x;
    CHECK(largest_error(tested) < 1e-13);
  }
}

}  // namespace
}  // namespace nngen::tests
