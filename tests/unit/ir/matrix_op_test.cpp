// Reductions, norms and matrix functions: known values, ties, zeros and singular matrices.

#include <cmath>
#include <limits>

#include "ir/op.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::ir {
namespace {

using tests::Nodes;
using tests::rows;

void check_equal(const Matrix<double>& got, const Matrix<double>& wanted) {
  REQUIRE(got.rows() == wanted.rows());
  REQUIRE(got.cols() == wanted.cols());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("entry " << i);
    CHECK(got[i] == Approx(wanted[i]).epsilon(1e-13).margin(1e-13));
  }
}

Expr cotangent(Expr y) { return op_def(y.op()).vjp.rule(y, y.operands(), ones_like(y))[0]; }

TEST_CASE("the first of equal extrema is the one") {
  Nodes g;
  const Expr A = g.with_value(rows({{1, 5, 2}, {5, 0, 5}}));
  check_equal(g.value(max_of(A)), rows({{5}}));
  check_equal(g.value(max_of(A, Axis::rows)), rows({{5}, {5}}));
  check_equal(g.value(max_of(A, Axis::columns)), rows({{5, 5, 5}}));
  check_equal(g.value(min_of(A)), rows({{0}}));
  // By columns 5 stands first in the second row; in each row by itself, in its first place.
  check_equal(g.value(cotangent(max_of(A))), rows({{0, 0, 0}, {1, 0, 0}}));
  check_equal(g.value(cotangent(max_of(A, Axis::rows))), rows({{0, 1, 0}, {1, 0, 0}}));
  check_equal(g.value(cotangent(max_of(A, Axis::columns))), rows({{0, 1, 0}, {1, 0, 1}}));
  check_equal(g.value(cotangent(min_of(A, Axis::rows))), rows({{1, 0, 0}, {0, 1, 0}}));
  check_equal(g.value(onehot_max(g.with_value(rows({{2}, {7}, {7}})))), rows({{0}, {1}, {0}}));
}

TEST_CASE("dual numbers follow the first maximum too") {
  const Matrix<double> x = rows({{3}, {3}});
  for (std::size_t moved : {0u, 1u}) {
    Matrix<Dual<double>> dual(2, 1);
    for (std::size_t i = 0; i < 2; ++i) dual[i] = {x[i], i == moved ? 1.0 : 0.0};
    Nodes g;
    const Expr y = max_of(g.vector(2));
    const Matrix<Dual<double>>* operand = &dual;
    const auto value =
        op_def(OpKind::max_of).evaluate.dual({g.graph, y.node(), std::span(&operand, 1), 1, 1});
    CHECK(value[0].tangent == (moved == 0 ? 1 : 0));
  }
}

TEST_CASE("the norm's derivative at 0 is 0") {
  Nodes g;
  const Expr zero = g.with_value(rows({{0}, {0}}));
  const Expr x = g.with_value(rows({{3}, {-4}}));
  check_equal(g.value(norm(x)), rows({{5}}));
  check_equal(g.value(cotangent(norm(x))), rows({{0.6}, {-0.8}}));
  check_equal(g.value(norm(zero)), rows({{0}}));
  check_equal(g.value(cotangent(norm(zero))), rows({{0}, {0}}));
  const Expr A = g.with_value(rows({{3, 4}, {0, 0}}));
  check_equal(g.value(norm(A, Axis::rows)), rows({{5}, {0}}));
  check_equal(g.value(cotangent(norm(A, Axis::rows))), rows({{0.6, 0.8}, {0, 0}}));
  check_equal(g.value(cotangent(norm(A, Axis::columns))), rows({{1, 1}, {0, 0}}));
  const Expr tangent = op_def(OpKind::norm).jvp.rule(norm(zero), {&zero, 1}, {&x, 1});
  check_equal(g.value(tangent), rows({{0}}));
}

TEST_CASE("trace, diagonals and shapes by columns") {
  Nodes g;
  const Expr A = g.with_value(rows({{1, 2}, {3, 4}}));
  const Expr v = g.with_value(rows({{5}, {6}}));
  const Expr B = g.with_value(rows({{1, 3, 5}, {2, 4, 6}}));
  check_equal(g.value(trace(A)), rows({{5}}));
  check_equal(g.value(cotangent(trace(A))), rows({{1, 0}, {0, 1}}));
  check_equal(g.value(diag(v)), rows({{5, 0}, {0, 6}}));
  check_equal(g.value(diag(A)), rows({{1}, {4}}));
  check_equal(g.value(vec(B)), rows({{1}, {2}, {3}, {4}, {5}, {6}}));
  check_equal(g.value(reshape(B, {3, 2})), rows({{1, 4}, {2, 5}, {3, 6}}));
}

TEST_CASE("the Kronecker product is made of blocks") {
  Nodes g;
  const Expr A = g.with_value(rows({{1, 2}, {0, -1}}));
  const Expr B = g.with_value(rows({{3, 4}}));
  check_equal(g.value(kron(A, B)), rows({{3, 4, 6, 8}, {0, 0, -3, -4}}));
  // vec(A·X·B) = (Bᵀ⊗A)·vec(X)
  const Expr X = g.with_value(rows({{1}, {5}}));
  check_equal(g.value(vec(A * X * B)), g.value(kron(transpose(B), A) * vec(X)));
}

TEST_CASE("inverse and determinant of a regular matrix") {
  Nodes g;
  // Elimination in the order of the rows would divide by 0.
  const Expr A = g.with_value(rows({{0, 2, 1}, {1, 1, 0}, {3, 0, 1}}));
  check_equal(g.value(make(OpKind::det, {A})), rows({{-5}}));
  check_equal(g.value(A * inverse(A)), rows({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
  check_equal(g.value(cofactor(A)), rows({{1, -1, -3}, {-2, -3, 6}, {-1, 1, -2}}));
  check_equal(g.value(transpose(inverse(A))), g.value(-0.2 * cofactor(A)));
}

TEST_CASE("log det: its sign and its range") {
  Nodes g;
  const auto logdet = [&](const Matrix<double>& x) {
    return g.number(make(OpKind::logdet, {g.with_value(x)}));
  };
  CHECK(logdet(rows({{2, 0}, {0, 3}})) == Approx(std::log(6)));
  CHECK(logdet(rows({{0, 2}, {-3, 0}})) == Approx(std::log(6)));
  CHECK(std::isnan(logdet(rows({{0, 2}, {3, 0}}))));
  CHECK(logdet(rows({{1, 2}, {2, 4}})) == -std::numeric_limits<double>::infinity());
  CHECK(logdet(rows({{0, 0}, {0, 0}})) == -std::numeric_limits<double>::infinity());
  // The determinant itself would overflow.
  CHECK(logdet(rows({{1e200, 0}, {0, 1e200}})) == Approx(400 * std::log(10)));
}

TEST_CASE("at a singular matrix the gradient of det is the matrix of cofactors") {
  struct Row {
    const char* what;
    Matrix<double> x;
    Matrix<double> cofactors;
  };
  const Row lines[] = {
      {"rank 1 of 2", rows({{1, 2}, {2, 4}}), rows({{4, -2}, {-2, 1}})},
      {"rank 0 of 2", rows({{0, 0}, {0, 0}}), rows({{0, 0}, {0, 0}})},
      {"rank 2 of 3", rows({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}),
       rows({{-3, 6, -3}, {6, -12, 6}, {-3, 6, -3}})},
      {"rank 1 of 3", rows({{1, 1, 1}, {1, 1, 1}, {1, 1, 1}}),
       rows({{0, 0, 0}, {0, 0, 0}, {0, 0, 0}})},
      {"a column of zeros", rows({{0, 1, 2}, {0, 3, 4}, {0, 5, 7}}),
       rows({{1, 0, 0}, {3, 0, 0}, {-2, 0, 0}})},
      {"rank 3 of 5",
       rows({{1, 0, 0, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 1, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}),
       Matrix<double>(5, 5)},
  };
  for (const auto& [what, value, cofactors] : lines) {
    INFO(what);
    Nodes g;
    const Expr X = g.with_value(value);
    check_equal(g.value(cotangent(make(OpKind::det, {X}))), cofactors);

    // The reference's own derivative, entry by entry.
    for (std::size_t k = 0; k < value.size(); ++k) {
      Matrix<Dual<double>> dual(value.rows(), value.cols());
      for (std::size_t i = 0; i < dual.size(); ++i) dual[i] = {value[i], i == k ? 1.0 : 0.0};
      const Expr y = make(OpKind::det, {X});
      const Matrix<Dual<double>>* operand = &dual;
      const auto det =
          op_def(OpKind::det).evaluate.dual({g.graph, y.node(), std::span(&operand, 1), 1, 1});
      CHECK(det[0].tangent == Approx(cofactors[k]).epsilon(1e-13).margin(1e-13));
    }
  }
}

}  // namespace
}  // namespace nngen::ir
