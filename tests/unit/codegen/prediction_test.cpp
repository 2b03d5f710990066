#include "codegen/prediction.hpp"

#include <string>

#include "parser/parse_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

const std::string declarations =
    "input x : R^4\ntarget t : R^3 onehot\nparam W : R^(3×4)\nparam b : R^3\n";

/// The name of the prediction; "" without one.
std::string prediction_in(const std::string& text) {
  const ir::SourceFile source("net.expr", text);
  ir::Diagnostics diagnostics;
  const auto program = parser::parse_program(source, {}, diagnostics);
  REQUIRE(program);
  const auto found = find_prediction(*program);
  return found ? found->value.name.plain() : "";
}

TEST_CASE("an output of the target's shape is the prediction, the last one of several") {
  CHECK(prediction_in(declarations + "output y = W·x + b\nloss L = ‖y - t‖²\noutput z = 2·y\n"
                                     "output u = ‖y‖²\noutput v = y - t\n") == "z");
}

TEST_CASE("without outputs it is a value of the loss") {
  CHECK(prediction_in(declarations + "a = tanh(W·x)\ny = a + b\ne = y - t\nloss L = ‖e‖²\n") ==
        "y");
  CHECK(prediction_in(declarations + "loss L = ‖W·x + b - t‖²\n") == "");
}

TEST_CASE(
    "the probabilities that a loss works without are the prediction, not what they are made of") {
  CHECK(prediction_in(declarations +
                      "z = W·x + b\ny = softmax(z)\nloss L = cross_entropy(y, t)\n") == "y");
  CHECK(prediction_in(declarations + "y = softmax(W·x + b)\nloss L = cross_entropy(y, t)\n") ==
        "y");
  CHECK(prediction_in("input x : R^4\ntarget t : R\nparam w : R^4\nz = dot(w, x)\np = sigmoid(z)\n"
                      "loss L = -(t·log(p) + (1 - t)·log(1 - p))\n") == "p");
}

TEST_CASE("several targets have no single prediction") {
  CHECK(prediction_in("input x : R\ntarget t : R\ntarget s : R\nparam a : R\ny = a·x\n"
                      "loss L = (y - t)² + (y - s)²\n") == "");
}

}  // namespace
}  // namespace nngen::codegen
