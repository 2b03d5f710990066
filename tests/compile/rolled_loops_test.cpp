// Networks of many equal layers, which become loops, against the reference.

#include <string>

#include <fmt/format.h>

#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

// n equal layers between a first and a last one of other shapes.
std::string layers(const char* act, int n) {
  return fmt::format(
      "let n = {}\ninput x : R^3\ntarget t : R^2\nparam U : R^(5×3)\nparam W[i] : R^(5×5) for i = "
      "1..n\n"
      "param b[i] : R^5 for i = 1..n\nparam V : R^(2×5)\nh[0] = U·x\n"
      "h[i] = {}(W[i]·h[i-1] + b[i]) for i = 1..n\ny = V·h[n]\nloss L = ½‖y − t‖²\noutput y",
      n, act);
}

const char* const two_kinds = R"(
let n = 6
input x : R^4
target t : R^4
param W[i] : R^(7×4) for i = 1..n
param V[i] : R^(4×7) for i = 1..n
h[0] = x
h[i] = h[i-1] + V[i]·tanh(W[i]·h[i-1]) for i = 1..n
loss L = ½‖h[n] − t‖²
output first = h[2]
)";

const char* const scalar_chain = R"(
let steps = 30
input x : R
target t : R
param a : R
param c : R
z[0] = x
z[i] = sin(a·z[i-1] + c) + 0.1·z[i-1] for i = 1..steps
loss L = ½(z[steps] − t)²
)";

const char* const recurrent = R"(
let k = 24
input x : R^3
target t : R^4
param W : R^(4×4)
param V : R^(4×3)
param b : R^4
h[0] = b
h[i] = tanh(W·h[i-1] + V·x + b) for i = 1..k
loss L = ½‖h[k] − t‖²
)";

constexpr double double_tolerance = 1e-10;
constexpr double float_tolerance = 1e-4;

TEST_CASE("loops over equal layers give the gradients of the reference") {
  for (const std::string& text : {layers("tanh", 7), layers("relu", 9), std::string(two_kinds),
                                  std::string(scalar_chain), std::string(recurrent)}) {
    CAPTURE(text);
    CHECK(largest_error(single(text)) < double_tolerance);
    CHECK(largest_error(fixed(text, 32)) < double_tolerance);
    CHECK(largest_error(dynamic(text, 5)) < double_tolerance);
  }
}

TEST_CASE("in float, too, and for the plain target") {
  for (const std::string& text : {layers("tanh", 7), std::string(recurrent)}) {
    CAPTURE(text);
    EmittedCase tested = fixed(text, 17);
    tested.scalar = codegen::ScalarType::float32;
    CHECK(largest_error(tested) < float_tolerance);
    tested.target = codegen::Target::plain;
    tested.flags = {"-O2"};
    CHECK(largest_error(tested) < float_tolerance);
  }
}

TEST_CASE("a step through loops goes down the gradient") {
  constexpr const char* source = R"(
#include "net.hpp"
#include <cstdio>
static net::Parameters parameters;
static net::Gradients gradients;
static net::Workspace workspace;
int main() {
  net::initialise(parameters, 1);
  parameters.flat().array() += 0.1;
  const Eigen::MatrixXd x = Eigen::MatrixXd::Random(3, 20);
  const Eigen::MatrixXd t = Eigen::MatrixXd::Random(2, 20);
  const double value = net::value(parameters, x, t, workspace);
  const double loss = net::gradient(parameters, x, t, gradients, workspace);
  const Eigen::VectorXd expected = parameters.flat() - 0.25 * gradients.flat();
  const double before = net::step(parameters, x, t, 0.25, workspace);
  const bool agrees = (parameters.flat() - expected).norm() < 1e-13;
  std::printf("%d %d", value == loss && loss == before, agrees && gradients.flat().norm() > 1e-3);
}
)";
  const Derived derived = derive(layers("tanh", 8), ir::Reduction::mean);
  const codegen::EmitOptions options{codegen::ScalarType::float64,
                                     {codegen::Batch::Kind::fixed, 20}};
  const std::string header =
      codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
  CHECK(header.find("++layer") != std::string::npos);
  const auto output = runtime::compile_and_run(
      {{"net.hpp", header}, {"main.cpp", source}},
      {"-std=c++17", "-O1", std::string("-I") + NNGEN_EIGEN_INCLUDE_DIR}, "");
  REQUIRE(output.ok());
  CHECK(output.value() == "1 1");
}

}  // namespace
}  // namespace nngen::tests
