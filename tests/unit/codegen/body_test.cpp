#include "codegen/body.hpp"

#include "ir/kernel_lowering.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::BodyBuilder;
using ir::Entry;
using ir::Prim;
using ir::View;

std::vector<Prim> ops_of(const Body& body) {
  std::vector<Prim> ops;
  for (const ir::Step& step : body) ops.push_back(step.op);
  return ops;
}

const View x{{0}, {}, {}, {1, 0}, {}};
const View y{{1}, {}, {}, {1, 0}, {}};

TEST_CASE("equal steps merge and unused ones go") {
  std::vector<View> views;
  Body body;
  BodyBuilder builder{&views, &body};
  const Entry a = builder.load(x);
  ir::exp(a);
  const Entry square = a * a;
  const Entry again = a * a;
  builder.store(y, square + again);
  simplify_body(body, views);
  CHECK(ops_of(body) == std::vector{Prim::load, Prim::mul, Prim::add, Prim::store});
}

TEST_CASE("a sum with a negative term is a difference") {
  std::vector<View> views;
  Body body;
  BodyBuilder builder{&views, &body};
  const Entry a = builder.load(x);
  const Entry b = builder.load(y);
  builder.store(y, a + -1 * b);
  simplify_body(body, views);
  CHECK(ops_of(body) == std::vector{Prim::load, Prim::load, Prim::sub, Prim::store});
}

TEST_CASE("constants fold") {
  std::vector<View> views;
  Body body;
  BodyBuilder builder{&views, &body};
  builder.store(y, 2 * builder.constant(3) + builder.constant(1));
  simplify_body(body, views);
  REQUIRE(ops_of(body) == std::vector{Prim::constant, Prim::store});
  CHECK(body[0].value == 7);
}

TEST_CASE("a load behind a store to its buffer is another value") {
  std::vector<View> views;
  Body body;
  BodyBuilder builder{&views, &body};
  builder.store(x, 2 * builder.load(x));
  builder.store(y, builder.load(x));
  simplify_body(body, views);
  CHECK(ops_of(body) == std::vector{Prim::load, Prim::constant, Prim::mul, Prim::store, Prim::load,
                                    Prim::store});
}

}  // namespace
}  // namespace nngen::codegen
