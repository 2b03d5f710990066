// The node store: one node for one content, operands before what uses them, the per-sample bit.

#include "ir/graph.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/ir/nodes.hpp"

namespace nngen::ir {
namespace {

using tests::Nodes;

TEST_CASE("equal content is one node") {
  Nodes g;
  const Expr W = g.matrix(3, 2);
  const Expr x = g.vector(2);
  CHECK(W * x == W * x);
  CHECK(elementwise(OpKind::tanh, W * x) == elementwise(OpKind::tanh, W * x));
  CHECK(constant(g.graph, 0.5) == constant(g.graph, 0.5));
}

TEST_CASE("content differs by operation, operands, attribute, shape and the per-sample bit") {
  Nodes g;
  const Expr A = g.matrix(2, 2);
  const Expr B = g.matrix(2, 2);
  CHECK(A != B);
  CHECK(A * B != B * A);
  CHECK(A * B != hadamard(A, B));
  CHECK(power(A, 3) != power(A, 2.5));
  CHECK(sum(A, Axis::rows) != sum(A, Axis::columns));
  CHECK(slice(A, {0, 0}, {1, 2}) != slice(A, {1, 0}, {1, 2}));
  CHECK(slice(A, {0, 0}, {1, 2}) != slice(A, {0, 0}, {1, 1}));
  CHECK(filled(g.graph, 2, {2, 2}) != filled(g.graph, 2, {2, 3}));
  const Expr own = variable(g.graph, 7, {2, 1}, true);
  CHECK(own != variable(g.graph, 7, {2, 1}, false));
}

TEST_CASE("operands come before what uses them") {
  Nodes g;
  const Expr y = elementwise(OpKind::tanh, g.matrix(3, 2) * g.vector(2)) + g.vector(3);
  for (std::uint32_t id = 0; id < g.graph.size(); ++id) {
    for (const NodeId operand : g.graph.operands({id})) CHECK(operand.value < id);
  }
  CHECK(y.id.value + 1 == g.graph.size());
}

TEST_CASE("find looks up without making") {
  Nodes g;
  const Expr x = g.vector(2);
  const std::vector<NodeId> operand = {x.id};
  const std::size_t size = g.graph.size();
  CHECK_FALSE(g.graph.find(OpKind::exp, operand, x.shape()).has_value());
  CHECK(g.graph.size() == size);
  const Expr y = elementwise(OpKind::exp, x);
  CHECK(g.graph.find(OpKind::exp, operand, x.shape()) == y.id);
  CHECK(g.graph.size() == size + 1);
  CHECK(elementwise(OpKind::exp, x) == y);
}

TEST_CASE("what a sample enters is per sample, until it is summed over the samples") {
  Nodes g;
  const Expr W = g.matrix(3, 2);
  const Expr x = g.vector(2, true);
  CHECK_FALSE(W.per_sample());
  CHECK(x.per_sample());
  CHECK((W * x).per_sample());
  CHECK_FALSE(transpose(W).per_sample());
  const Expr loss = sum(W * x);
  CHECK(loss.per_sample());
  CHECK_FALSE(make(OpKind::mean_samples, {loss}).per_sample());
  CHECK((make(OpKind::mean_samples, {loss}) + x).per_sample());
}

TEST_CASE("the first place in the source wins") {
  Nodes g;
  const Expr x = g.vector(2);
  CHECK_FALSE(g.graph.origin(x.id).has_value());
  g.graph.set_origin(x.id, {3, 5});
  g.graph.set_origin(x.id, {8, 9});
  CHECK(g.graph.origin(x.id)->begin == 3);
}

TEST_CASE("reachable nodes and how often they are used") {
  Nodes g;
  const Expr x = g.vector(2);
  const Expr unused = elementwise(OpKind::sin, x);
  const Expr y = elementwise(OpKind::exp, x);
  const Expr z = hadamard(y, y) + x;
  const std::vector<NodeId> roots = {z.id};
  const std::vector<bool> marked = reachable(g.graph, roots);
  CHECK(marked[x.id.value]);
  CHECK_FALSE(marked[unused.id.value]);
  const std::vector<std::uint32_t> uses = use_counts(g.graph, roots);
  CHECK(uses[x.id.value] == 2);
  CHECK(uses[y.id.value] == 2);
  CHECK(uses[z.id.value] == 1);
  CHECK(uses[unused.id.value] == 0);
}

}  // namespace
}  // namespace nngen::ir
