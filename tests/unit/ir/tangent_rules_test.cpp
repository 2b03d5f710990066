// Every operation that can pass a change on has a name for its rule.

#include "ir/calculus/tangent_rules.hpp"

#include <string>

#include "ir/op.hpp"
#include "tests/support/catch.hpp"

namespace nngen::ir {

TEST_CASE("each tangent rule has a name where the adjoint rule has one") {
  for (std::size_t i = 0; i < op_count(); ++i) {
    const auto op = static_cast<OpKind>(i);
    CAPTURE(std::string(op_def(op).name));
    CHECK(tangent_rule(op).text.empty() == adjoint_rule(op).text.empty());
  }
}

TEST_CASE("elementwise functions share a rule, products have the numbers of the text") {
  CHECK(tangent_rule(OpKind::sin).text == tangent_rule(OpKind::tanh).text);
  CHECK(tangent_rule(OpKind::apply).text == tangent_rule(OpKind::tanh).text);
  CHECK(tangent_rule(OpKind::matmul).source == "Cookbook (37)");
  CHECK(tangent_rule(OpKind::unit).source == adjoint_rule(OpKind::unit).source);
  CHECK(tangent_rule(OpKind::inverse).source == "Cookbook (40)");
}

}  // namespace nngen::ir
