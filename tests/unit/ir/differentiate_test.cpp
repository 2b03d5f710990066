// The structure of derived gradients: the rules of the matrix calculus, sums of adjoints, batches.

#include "ir/calculus/differentiate.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::ir {
namespace {

using tests::Nodes;
using tests::rows;

Expr sigma(Expr z) { return elementwise(OpKind::tanh, z); }

Expr gradient(Expr loss, Expr by, Reduction reduction = Reduction::none) {
  Diagnostics diagnostics;
  const std::vector<NodeId> variables = {by.id};
  const Derivation derivation =
      differentiate(*loss.graph, loss.id, variables, reduction, diagnostics);
  CHECK(diagnostics.all().empty());
  return {loss.graph, derivation.gradients[0].value};
}

TEST_CASE("the gradient of a matrix product: Ā = Ȳ·Bᵀ, B̄ = Aᵀ·Ȳ") {
  Nodes g;
  const Expr A = g.matrix(2, 3);
  const Expr X = g.matrix(3, 4);
  const Expr M = g.matrix(2, 4);
  const Expr loss = dot(M, A * X);
  CHECK(gradient(loss, A) == M * transpose(X));
  CHECK(gradient(loss, X) == transpose(A) * M);
}

TEST_CASE("two layers: Δ₂ = (y − t)∘Σ'(N₂), Δ₁ = (W₂ᵀ·Δ₂)∘Σ'(N₁)") {
  Nodes g;
  const Expr W1 = g.matrix(3, 2);
  const Expr W2 = g.matrix(2, 3);
  const Expr x = g.vector(2);
  const Expr t = g.vector(2);
  const std::uint32_t f = g.graph.add_function({{{OpKind::tanh}}, false});
  const Expr N1 = W1 * x;
  const Expr Y1 = apply({f, 0}, N1);
  const Expr N2 = W2 * Y1;
  const Expr r = apply({f, 0}, N2) - t;
  const Expr loss = 0.5 * dot(r, r);
  const Expr D2 = hadamard(r, apply({f, 1}, N2));
  const Expr D1 = hadamard(transpose(W2) * D2, apply({f, 1}, N1));
  CHECK(gradient(loss, W2) == D2 * transpose(Y1));
  CHECK(gradient(loss, W1) == D1 * transpose(x));
}

TEST_CASE("what is used twice collects one sum of adjoints") {
  Nodes g;
  const Expr W = g.matrix(2, 2);
  const Expr x = g.vector(2);
  const Expr a = W * x;
  const Expr loss = sum(W * a);
  const Expr ones = ones_like(a);
  CHECK(gradient(loss, W) == transpose(W) * ones * transpose(x) + ones * transpose(a));
  CHECK(gradient(dot(x, x), x) == 2.0 * x);
}

TEST_CASE("the quadratic form: (A + Aᵀ)·x in two terms") {
  Nodes g;
  const Expr A = g.matrix(3, 3);
  const Expr x = g.vector(3);
  CHECK(gradient(transpose(x) * (A * x), x) == transpose(A) * x + A * x);
}

TEST_CASE("gradients of traces, inverses and determinants") {
  Nodes g;
  const Expr A = g.matrix(2, 3);
  const Expr B = g.matrix(3, 2);
  const Expr X = g.matrix(3, 3);
  CHECK(gradient(trace(A * X * B), X) == transpose(A) * transpose(B));
  CHECK(gradient(make(OpKind::logdet, {X}), X) == transpose(inverse(X)));
  CHECK(gradient(make(OpKind::det, {X}), X) == cofactor(X));
  CHECK(gradient(norm(vec(X)), X) == reshape(unit(vec(X)), {3, 3}));
  const Expr inverse_transposed = transpose(inverse(X));
  CHECK(gradient(trace(inverse(X)), X) == -(inverse_transposed * inverse_transposed));
}

TEST_CASE("what the loss does not depend on has the gradient zero") {
  Nodes g;
  const Expr x = g.vector(3);
  const Expr y = g.vector(2);
  CHECK(gradient(sum(x), y) == zeros_like(y));
  CHECK(gradient(sum(hadamard(x, elementwise(OpKind::stop, x))), x) ==
        elementwise(OpKind::stop, x));
  CHECK(is_zero(gradient(sum(less_than(x, ones_like(x))), x)));
}

TEST_CASE("a batch: shared variables take the mean, a penalty counts once") {
  Nodes g;
  const Expr W = g.matrix(2, 3);
  const Expr x = g.vector(3, true);
  const Expr y = W * x;
  const Expr loss = 0.5 * dot(y, y) + 0.1 * dot(W, W);
  const Expr mean = make(OpKind::mean_samples, {y * transpose(x)});
  CHECK(gradient(loss, W, Reduction::mean) == mean + 0.2 * W);
  const Expr total = make(OpKind::sum_samples, {y * transpose(x)});
  CHECK(gradient(loss, W, Reduction::sum) == total + 0.2 * W);
  CHECK_FALSE(mean.per_sample());
}

TEST_CASE("a batch: the gradient by an input is each sample's share") {
  Nodes g;
  const Expr W = g.matrix(2, 3);
  const Expr x = g.vector(3, true);
  const Expr loss = sum(W * x);
  const Expr each = transpose(W) * ones_like(W * x);
  const Expr samples = make(g.graph, OpKind::sample_count, {}, {}, Shape::scalar());
  CHECK(gradient(loss, x, Reduction::sum) == each);
  CHECK(gradient(loss, x, Reduction::mean) == scale(divide(constant(g.graph, 1), samples), each));
}

TEST_CASE("the loss of a call: shared terms are seen through sums, factors and divisors") {
  Nodes g;
  const Expr w = g.vector(3);
  const Expr s = g.scalar();
  const Expr x = g.vector(3, true);
  const Expr sampled = dot(w, x);
  const Expr penalty = dot(w, w);
  const auto loss_of = [&](Expr loss) {
    return Expr{&g.graph, batch_loss(g.graph, loss.id, Reduction::mean)};
  };
  const Expr mean = make(OpKind::mean_samples, {sampled});
  CHECK(loss_of(sampled) == mean);
  CHECK(loss_of(penalty) == penalty);
  CHECK(loss_of(sampled + penalty) == mean + penalty);
  CHECK(loss_of(scale(s, sampled - penalty)) ==
        make(OpKind::mean_samples, {scale(s, sampled)}) - scale(s, penalty));
  CHECK(loss_of(divide(sampled + penalty, s)).op() == OpKind::add);
}

TEST_CASE("forward mode: the tangent of a product has two terms") {
  Nodes g;
  const Expr A = g.matrix(2, 3);
  const Expr x = g.vector(3);
  const Expr A_dot = g.matrix(2, 3);
  const Expr x_dot = g.vector(3);
  const std::vector<Tangent> both = {{A.id, A_dot.id}, {x.id, x_dot.id}};
  const std::vector<Tangent> one = {{x.id, x_dot.id}};
  const auto tangent = [&](Expr y, const std::vector<Tangent>& tangents) {
    return Expr{&g.graph, tangent_of(g.graph, y.id, tangents)};
  };
  CHECK(tangent(A * x, both) == A_dot * x + A * x_dot);
  CHECK(tangent(A * x, one) == A * x_dot);
  CHECK(tangent(sigma(A * x), one) ==
        hadamard(1 - hadamard(sigma(A * x), sigma(A * x)), A * x_dot));
  CHECK(tangent(A, one) == zeros_like(A));
}

TEST_CASE("forward over reverse is the product with the Hessian") {
  Nodes g;
  const Expr A = g.with_value(rows({{2, 1}, {-1, 3}}));
  const Expr x = g.with_value(rows({{1}, {2}}));
  const Expr v = g.with_value(rows({{0.5}, {-1}}));
  const Expr slope = gradient(dot(x, A * x), x);
  const std::vector<Tangent> along = {{x.id, v.id}};
  const Expr product{&g.graph, tangent_of(g.graph, slope.id, along)};
  // (A + Aᵀ)·v = [4, 0; 0, 6]·v
  CHECK(g.value(product)[0] == 2);
  CHECK(g.value(product)[1] == -6);
}

}  // namespace
}  // namespace nngen::ir
