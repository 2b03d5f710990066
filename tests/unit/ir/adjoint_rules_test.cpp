// Every operation that can pass a cotangent on has a name for its rule.

#include "ir/calculus/adjoint_rules.hpp"

#include <set>
#include <string>

#include "ir/op.hpp"
#include "tests/support/catch.hpp"

namespace nngen::ir {

TEST_CASE("each adjoint rule has a name") {
  // These have no derivative, or a derivative of zero.
  const std::set<std::string_view> silent = {"less_than",     "less_equal", "greater_than",
                                             "greater_equal", "equal",      "not_equal",
                                             "onehot_max"};
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < op_count(); ++i) {
    const OpDef& def = op_def(static_cast<OpKind>(i));
    CAPTURE(std::string(def.name));
    const bool is_named = !adjoint_rule(static_cast<OpKind>(i)).text.empty();
    const bool is_silent = def.op_class == OpClass::leaf || silent.count(def.name) > 0;
    CHECK(is_named == !is_silent);
    if (silent.count(def.name) > 0) seen.insert(def.name);
  }
  CHECK(seen == silent);
}

TEST_CASE("the rules of the texts carry their numbers") {
  CHECK(adjoint_rule(OpKind::matmul).source.find("MS (12)–(14)") != std::string_view::npos);
  CHECK(adjoint_rule(OpKind::apply).source.find("MS (10)–(11)") != std::string_view::npos);
  CHECK(adjoint_rule(OpKind::tanh).source == adjoint_rule(OpKind::apply).source);
  CHECK(adjoint_rule(OpKind::softmax_cross_entropy).source == "MA (62)–(68)");
  CHECK(adjoint_rule(OpKind::sin).text == adjoint_rule(OpKind::tanh).text);
}

}  // namespace nngen::ir
