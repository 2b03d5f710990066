// What code computes another way than a reader wants to see it.

#include "ir/calculus/solve_products.hpp"

#include "ir/expr.hpp"
#include "ir/op.hpp"
#include "tests/support/catch.hpp"

namespace nngen::ir {
namespace {

struct Variables {
  Graph graph;
  Expr X = variable(graph, 0, {4, 4}, false);
  Expr B = variable(graph, 1, {4, 3}, false);
  Expr a = variable(graph, 2, {4, 1}, false);
  Expr b = variable(graph, 3, {4, 1}, false);

  Expr solved(Expr x, std::vector<Expr> others = {}) {
    std::vector<NodeId> roots{x.id};
    for (const Expr& other : others) roots.push_back(other.id);
    return {&graph, solve_products(graph, roots, {})[0]};
  }
};

TEST_CASE("equations are solved where only products need an inverse") {
  Variables v;
  const auto rewritten = [&](Expr x) { return v.solved(x); };
  CHECK(rewritten(inverse(v.X) * v.B) == solve(v.X, v.B));
  CHECK(rewritten(transpose(inverse(v.X)) * v.B) == solve(transpose(v.X), v.B));
  CHECK(rewritten(transpose(v.B) * inverse(v.X)) == transpose(solve(transpose(v.X), v.B)));
  CHECK(rewritten(transpose(v.B) * transpose(inverse(v.X))) == transpose(solve(v.X, v.B)));
  const Expr scalar = transpose(v.a) * inverse(v.X) * v.b;
  CHECK(rewritten(scalar) == transpose(solve(transpose(v.X), v.a)) * v.b);
  const Expr nested = inverse(v.X * v.X) * (inverse(v.X) * v.B);
  CHECK(rewritten(nested) == solve(v.X * v.X, solve(v.X, v.B)));
}

TEST_CASE("an inverse that is needed itself is multiplied by") {
  Variables v;
  const Expr product = inverse(v.X) * v.B;
  CHECK(v.solved(product, {inverse(v.X)}) == product);
  CHECK(v.solved(product, {transpose(inverse(v.X))}) == product);
  CHECK(v.solved(product, {trace(inverse(v.X))}) == product);
  // Another inverse is another matter.
  CHECK(v.solved(product, {inverse(v.X * v.X)}) == solve(v.X, v.B));
}

TEST_CASE("a needed inverse stays one when its operand is rewritten") {
  Variables v;
  const Expr inner = inverse(v.X) * (v.a * transpose(v.b));
  const Expr outer = inverse(inner + v.X);
  const Expr changed = inverse(solve(v.X, v.a * transpose(v.b)) + v.X);
  CHECK(v.solved(outer * v.B, {outer}) == changed * v.B);
}

}  // namespace
}  // namespace nngen::ir
