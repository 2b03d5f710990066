#include "tests/compile/emitted.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

std::string example(const std::string& name) {
  return read_file(std::string(NNGEN_SOURCE_DIR) + "/examples/" + name);
}

constexpr double double_tolerance = 1e-11;
constexpr double float_tolerance = 1e-5;

const char* const deep_network = R"(
let k = 12
input x : R^5
target t : R^3
param W[i] : R^(5×5) for i = 1..k
param V : R^(3×5)
a[0] = x
a[i] = tanh(W[i]·a[i-1]) for i = 1..k
y = V·a[k]
loss L = ½‖y − t‖²
output y
)";

const char* const relu_network = R"(
input x : R^7
target t : R^1
param W1 : R^(17×7)
param b1 : R^17
param W2 : R^(3×17)
param b2 : R^3
param v : R^3
h = relu(W1·x + b1)
z = leaky_relu(W2·h + b2)
y = v'·z
loss L = ½‖y − t‖² + 0.01·‖W1‖²_F + 0.5·‖v‖²
output y
output z
)";

const char* const recurrent_weight = R"(
input x : R^4
target t : R^4
param W : R^(4×4)
param b : R^4
h1 = tanh(W·x + b)
h2 = tanh(W·h1 + b)
h3 = sigmoid(W·h2 + b)
loss L = cross_entropy(softmax(h3), t)
output h3
)";

const char* const structures = R"(
input X : R^(4×3)
input s : R
input r : R^(1×3)
target t : R^4
param A : R^(4×4)
param c : R^4
param q : R
const K : R^(4×3)
act Σ1 = [tanh×2, sigmoid, relu]
u = Σ1(A·X·r' + c)
w = [u; s·c]
v = A'·X + K
G = X'·A
loss L = dot(u, t)^2/3 + sum(exp(0.1*v)) + sum(w[3:6]) + q·sum(log(1 + exp(v.*X))) +
  sum(sqrt(1 + G.*G)) + abs(q) + sum(sin(r)·G·K·cos(r')) + logsumexp(u)
output w
output v
output G
output q2 = q^3
output Z = K'
output norms = [‖X‖²_F; sum(c); max(c)]
output frozen = [A[1:2, 1:3]; [tr(A), 2, 3]]
)";

TEST_CASE("the gradients of one sample are those of the reference") {
  CHECK(largest_error(single(example("digits/net.expr"))) < double_tolerance);
  CHECK(largest_error(single(example("mishachev_shmyrin.expr"))) < double_tolerance);
  CHECK(largest_error(single(example("matrix_factorisation.expr"))) < double_tolerance);
  CHECK(largest_error(single(relu_network)) < double_tolerance);
  CHECK(largest_error(single(deep_network)) < double_tolerance);
}

TEST_CASE("the gradients of a batch are those of the reference") {
  CHECK(largest_error(fixed(example("two_layer.expr"), 1)) < double_tolerance);
  CHECK(largest_error(fixed(example("attention.expr"), 3)) < double_tolerance);
  CHECK(largest_error(fixed(example("logistic_regression.expr"), 5)) < double_tolerance);
  CHECK(largest_error(fixed(relu_network, 37)) < double_tolerance);
  CHECK(largest_error(fixed(recurrent_weight, 6)) < double_tolerance);
}

TEST_CASE("a header for any number of samples takes any number of samples") {
  CHECK(largest_error(dynamic(example("digits/net.expr"), 19)) < double_tolerance);
  CHECK(largest_error(dynamic(example("attention.expr"), 4)) < double_tolerance);
  CHECK(largest_error(dynamic(relu_network, 1)) < double_tolerance);
}

TEST_CASE("gradients by inputs have the samples side by side") {
  EmittedCase tested = fixed(example("digits/net.expr"), 3);
  tested.with_respect_to = {"x"};
  CHECK(largest_error(tested) < double_tolerance);
  tested = dynamic(example("attention.expr"), 2);
  tested.with_respect_to = {"Wq", "X"};
  CHECK(largest_error(tested) < double_tolerance);
}

TEST_CASE("a gradient by an input that is the same for every sample is written for each") {
  const std::string linear =
      "input s : R\ninput X : R^(3×2)\nparam q : R\nparam A : R^(2×3)\nloss L = q*s + tr(A*X)";
  for (EmittedCase tested : {fixed(linear, 5), dynamic(linear, 3), fixed(linear, 20)}) {
    tested.with_respect_to = {"s", "q", "X", "A"};
    CHECK(largest_error(tested) < double_tolerance);
  }
}

TEST_CASE("every structure of the language lowers") {
  CHECK(largest_error(single(structures)) < double_tolerance);
  CHECK(largest_error(dynamic(structures, 5)) < double_tolerance);
}

TEST_CASE("every compiler takes the header without a warning") {
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const UsedCompiler used(compiler);
    EmittedCase tested = fixed(structures, 19);
    tested.flags = {"-O3", "-march=native"};
    CHECK(largest_error(tested) < double_tolerance);
    CHECK(largest_error(dynamic(example("two_layer.expr"), 4)) < double_tolerance);
  }
}

TEST_CASE("in float the gradients agree to its precision") {
  EmittedCase tested = fixed(example("digits/net.expr"), 32);
  tested.scalar = codegen::ScalarType::float32;
  tested.flags = {"-O3", "-march=native"};
  CHECK(largest_error(tested) < float_tolerance);
}

}  // namespace
}  // namespace nngen::tests
