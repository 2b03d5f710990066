// The local identities that the constructors apply: both spellings are one node.

#include "ir/expr.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::ir {
namespace {

using tests::Nodes;

struct Letters : Nodes {
  Expr A = matrix(3, 4);
  Expr B = matrix(4, 2);
  Expr C = matrix(3, 4);
  Expr S = matrix(4, 4);
  Expr x = vector(4);
  Expr y = vector(4);
  Expr s = scalar();
  Expr t = scalar();
};

TEST_CASE_METHOD(Letters, "sums: zero, like terms, order of first appearance") {
  CHECK(x + zeros_like(x) == x);
  CHECK(zeros_like(x) + x == x);
  CHECK(x + x == 2.0 * x);
  CHECK(2.0 * x + 3.0 * x == 5.0 * x);
  CHECK(x - x == zeros_like(x));
  CHECK(is_zero(2.0 * x - x - x));
  const Expr three_terms[] = {2.0 * x, y, x};
  CHECK(sum_of(graph, three_terms) == 3.0 * x + y);
  const Expr cancelling[] = {x, y, -x};
  CHECK(sum_of(graph, cancelling) == y);
  CHECK(x + y != y + x);
  const Expr constants[] = {constant(graph, 1), s, constant(graph, 2)};
  CHECK(sum_of(graph, constants) == 3 + s);
}

TEST_CASE_METHOD(Letters, "coefficients go to the front and multiply out") {
  CHECK(1.0 * x == x);
  CHECK(is_zero(0.0 * x));
  CHECK(2.0 * (3.0 * x) == 6.0 * x);
  CHECK(-(-x) == x);
  CHECK(A * (2.0 * B) == 2.0 * (A * B));
  CHECK((2.0 * A) * (3.0 * B) == 6.0 * (A * B));
  CHECK(hadamard(-x, y) == -hadamard(x, y));
  CHECK(transpose(-A) == -transpose(A));
  CHECK(sum(2.0 * x) == 2.0 * sum(x));
  CHECK(dot(-x, 3.0 * y) == -3.0 * dot(x, y));
  CHECK(divide(2.0 * x, y) == 2.0 * divide(x, y));
  CHECK(scale(s, 2.0 * x) == 2.0 * scale(s, x));
  CHECK(scale(2.0 * s, x) == 2.0 * scale(s, x));
  CHECK(slice(2.0 * x, {1, 0}, {2, 1}) == 2.0 * slice(x, {1, 0}, {2, 1}));
  const auto [coefficient, rest] = split_coefficient(A * (2.0 * B));
  CHECK(coefficient == 2);
  CHECK(rest == A * B);
}

TEST_CASE_METHOD(Letters, "a negated difference turns around, a negated sum stays") {
  CHECK(-(x - y) == y - x);
  CHECK(-(y - x) == x - y);
  CHECK((-(x + y)).is(OpKind::scale));
}

TEST_CASE_METHOD(Letters, "products: one, zero, identity, scalars outside") {
  CHECK(hadamard(x, ones_like(x)) == x);
  CHECK(is_zero(hadamard(x, zeros_like(x))));
  CHECK(S * eye(graph, 4) == S);
  CHECK(eye(graph, 4) * B == B);
  CHECK(is_zero(A * zeros_like(B)));
  CHECK((A * zeros_like(B)).shape() == Shape{3, 2});
  CHECK(A * scale(s, B) == scale(s, A * B));
  CHECK(scale(s, A) * B == scale(s, A * B));
  CHECK(s * A == scale(s, A));
  CHECK(A * s == scale(s, A));
  CHECK(hadamard(broadcast(s, x.shape()), x) == scale(s, x));
  CHECK(eye(graph, 1) == constant(graph, 1));
}

TEST_CASE_METHOD(Letters, "transposes cancel and pass to leaves") {
  CHECK(transpose(transpose(A)) == A);
  CHECK(transpose(s) == s);
  CHECK(transpose(eye(graph, 3)) == eye(graph, 3));
  CHECK(transpose(filled(graph, 2, {3, 4})) == filled(graph, 2, {4, 3}));
  CHECK(transpose(broadcast(x, {4, 3})) == broadcast(transpose(x), {3, 4}));
}

TEST_CASE_METHOD(Letters, "quotients and powers") {
  CHECK(divide(x, ones_like(x)) == x);
  CHECK(divide(x, constant(graph, 2)) == 0.5 * x);
  CHECK(divide(x, constant(graph, 3)).is(OpKind::divide));
  CHECK(divide(constant(graph, 6), constant(graph, 3)) == constant(graph, 2));
  CHECK(divide(constant(graph, 1), constant(graph, 3)).is(OpKind::divide));
  CHECK(power(x, 1) == x);
  CHECK(power(x, 0) == ones_like(x));
  CHECK(power(constant(graph, 3), 2) == constant(graph, 9));
  CHECK(general_power(x, filled(graph, 2, x.shape())) == square(x));
}

TEST_CASE_METHOD(Letters, "slices of slices, of stacks and of all") {
  CHECK(slice(A, {0, 0}, A.shape()) == A);
  CHECK(slice(slice(A, {1, 1}, {2, 3}), {1, 0}, {1, 2}) == slice(A, {2, 1}, {1, 2}));
  const Expr stack = make(OpKind::vstack, {x, y});
  CHECK(slice(stack, {4, 0}, y.shape()) == y);
  CHECK(slice(stack, {1, 0}, {2, 1}) == slice(x, {1, 0}, {2, 1}));
  CHECK(slice(stack, {2, 0}, {4, 1}).operand(0) == stack);
  CHECK(slice(make(OpKind::hstack, {A, C}), {0, 5}, {3, 1}) == slice(C, {0, 1}, {3, 1}));
  CHECK(embed(A, {0, 0}, A.shape()) == A);
}

TEST_CASE_METHOD(Letters, "sums of products are inner products; known sums are numbers") {
  CHECK(sum(hadamard(x, y)) == dot(x, y));
  CHECK(sum(transpose(A)) == sum(A));
  CHECK(sum(s) == s);
  CHECK(dot(x, ones_like(x)) == sum(x));
  CHECK(sum(filled(graph, 2, {3, 4})) == constant(graph, 24));
  CHECK(is_one(sum(make(OpKind::softmax, {x}, Axis::columns))));
}

TEST_CASE_METHOD(Letters, "matrix functions of what is known") {
  CHECK(trace(transpose(S)) == trace(S));
  CHECK(trace(eye(graph, 4)) == constant(graph, 4));
  CHECK(trace(2.0 * S) == 2.0 * trace(S));
  CHECK(diag(diag(x)) == x);
  CHECK(diag(ones_like(x)) == eye(graph, 4));
  CHECK(diag(transpose(S)) == diag(S));
  CHECK(diag(eye(graph, 4)) == ones_like(x));
  CHECK(inverse(transpose(S)) == transpose(inverse(S)));
  CHECK(inverse(2.0 * S) == 0.5 * inverse(S));
  CHECK(inverse(s) == power(s, -1));
  CHECK(inverse(eye(graph, 4)) == eye(graph, 4));
  CHECK(make(OpKind::det, {transpose(S)}) == make(OpKind::det, {S}));
  CHECK(make(OpKind::logdet, {s}) == elementwise(OpKind::log, s));
  CHECK(cofactor(s) == constant(graph, 1));
}

TEST_CASE_METHOD(Letters, "other shapes of the same entries") {
  CHECK(reshape(A, A.shape()) == A);
  CHECK(reshape(vec(A), A.shape()) == A);
  CHECK(vec(reshape(A, {2, 6})) == vec(A));
  CHECK(vec(x) == x);
  CHECK(vec(transpose(x)) == x);
  CHECK(reshape(x, {1, 4}) == transpose(x));
  CHECK(vec(-A) == -vec(A));
  CHECK(vec(filled(graph, 2, {3, 4})) == filled(graph, 2, {12, 1}));
}

TEST_CASE_METHOD(Letters, "Kronecker products") {
  CHECK(kron(s, A) == scale(s, A));
  CHECK(kron(A, s) == scale(s, A));
  CHECK(kron(eye(graph, 2), eye(graph, 3)) == eye(graph, 6));
  CHECK(kron(2.0 * A, -B) == -2.0 * kron(A, B));
  CHECK(kron(A, B).shape() == Shape{12, 8});
}

TEST_CASE_METHOD(Letters, "norms") {
  CHECK(norm(-2.0 * x) == 2.0 * norm(x));
  CHECK(norm(s) == elementwise(OpKind::abs, s));
  CHECK(norm(transpose(x)) == norm(x));
  CHECK(unit(-2.0 * x) == -unit(x));
  CHECK(make(OpKind::norm, {A}) == norm(A));
  CHECK(make(OpKind::unit, {A}) == unit(A));
  CHECK(norm(A, Axis::rows).shape() == Shape{3, 1});
  CHECK(norm(A, Axis::columns).shape() == Shape{1, 4});
}

TEST_CASE_METHOD(Letters, "choices: numbers stand first, equal branches are no choice") {
  const Expr one = ones_like(x);
  CHECK(maximum(x, one) == maximum(one, x));
  CHECK(maximum(x, divide(one, 3.0 * one)).operand(1) == x);
  CHECK(maximum(x, x) == x);
  CHECK(maximum(x, y) != maximum(y, x));
  CHECK(where(less_than(x, y), x, x) == x);
  CHECK(where(one, x, y) == x);
  CHECK(where(zeros_like(x), x, y) == y);
  CHECK(is_one(less_than(zeros_like(x), one)));
  CHECK(is_zero(greater_than(zeros_like(x), one)));
}

TEST_CASE_METHOD(Letters, "shapes that do not fit are named") {
  struct Row {
    OpKind op;
    std::vector<Shape> shapes;
    const char* reason;
  };
  const Row lines[] = {
      {OpKind::matmul, {{3, 4}, {3, 4}}, "4 columns against 3 rows"},
      {OpKind::hadamard, {{3, 4}, {4, 3}}, "R^(3×4) and R^(4×3) differ"},
      {OpKind::where, {{3, 1}, {3, 1}, {4, 1}}, "R^3 and R^4 differ"},
      {OpKind::trace, {{3, 4}}, "R^(3×4) is not square"},
      {OpKind::inverse, {{3, 4}}, "R^(3×4) is not square"},
      {OpKind::logdet, {{3, 1}}, "R^3 is not square"},
      {OpKind::diag, {{1, 3}}, "R^(1×3) is neither a column nor square"},
  };
  for (const auto& [op, shapes, reason] : lines) {
    INFO(op_def(op).name);
    const auto shape = op_def(op).shape(shapes);
    REQUIRE_FALSE(shape.ok());
    CHECK(shape.error().reason == reason);
  }
  const auto late = op_def(OpKind::where).shape(std::vector<Shape>{{3, 1}, {3, 1}, {4, 1}});
  CHECK(late.error().left == 0);
  CHECK(late.error().right == 2);
}

}  // namespace
}  // namespace nngen::ir
