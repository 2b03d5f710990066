// What code computes another way than a reader wants to see it.

#include "ir/calculus/rewrite.hpp"
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

  Expr by(std::span<const RewriteRule> rules, Expr x, std::vector<Expr> others = {}) {
    std::vector<NodeId> roots{x.id};
    for (const Expr& other : others) roots.push_back(other.id);
    return {&graph, rewrite_for_running(graph, roots, rules)[x.id.value]};
  }
};

TEST_CASE("equations are solved where only products need an inverse") {
  Variables v;
  const auto rewritten = [&](Expr x) { return v.by(solve_rules(), x); };
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
  CHECK(v.by(solve_rules(), product, {inverse(v.X)}) == product);
  CHECK(v.by(solve_rules(), product, {transpose(inverse(v.X))}) == product);
  CHECK(v.by(solve_rules(), product, {trace(inverse(v.X))}) == product);
  // Another inverse is another matter.
  CHECK(v.by(solve_rules(), product, {inverse(v.X * v.X)}) == solve(v.X, v.B));
}

TEST_CASE("a needed inverse stays one when its operand is rewritten") {
  Variables v;
  const Expr inner = inverse(v.X) * (v.a * transpose(v.b));
  const Expr outer = inverse(inner + v.X);
  const Expr changed = inverse(solve(v.X, v.a * transpose(v.b)) + v.X);
  CHECK(v.by(solve_rules(), outer * v.B, {outer}) == changed * v.B);
}

TEST_CASE("products are multiplied in the order that costs less") {
  Variables v;
  const auto rewritten = [&](Expr x) { return v.by(product_order_rules(), x); };
  const Expr outer = v.a * transpose(v.b);
  CHECK(rewritten(v.X * outer) == (v.X * v.a) * transpose(v.b));
  CHECK(rewritten(outer * v.B) == v.a * transpose(transpose(v.B) * v.b));
  CHECK(rewritten(v.X * transpose(outer)) == (v.X * v.b) * transpose(v.a));
  CHECK(rewritten(v.X * outer * v.X) == (v.X * v.a) * transpose(transpose(v.X) * v.b));
  // 4·4·3 + 4·3·3 multiplications are more than 4·4·3.
  CHECK(rewritten(v.X * (v.B * transpose(v.B))) == v.X * (v.B * transpose(v.B)));
  CHECK(rewritten(v.X * (v.X * v.a)) == v.X * (v.X * v.a));
}

}  // namespace
}  // namespace nngen::ir
