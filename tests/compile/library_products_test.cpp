// `--gemm`: large products by Eigen and by a CBLAS, which are the test's own plain loops here.

#include <filesystem>
#include <string>
#include <vector>

#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

constexpr double tolerance = 1e-11;

// Products of every kind: by a column, of a row, of transposes, in a chain, one a sample; an epilogue
// that does more than a library can, and sums of gradients.
const char* const products = R"(
input X : R^(60×40)
input x : R^300
target t : R^120
param A : R^(120×300) init xavier
param B : R^(40×60) init xavier
param C : R^(60×40) init xavier
param w : R^(1×120) init xavier
h = tanh(A·x)
G = B·X + C'·X·X'·C
loss L = ½‖h − t‖² + sum(G∘G) + (w·A·x)^2 + sum(A)
output y = w·A
output G2 = G·G
)";

std::string flag_of_own_cblas() {
  return "-I" + (std::filesystem::path(NNGEN_SOURCE_DIR) / "tests/compile/naive_cblas").string();
}

std::vector<EmittedCase> cases(const std::string& text) {
  return {single(text), fixed(text, 70), dynamic(text, 21)};
}

TEST_CASE("a library's products are the kernels' products") {
  for (const EmittedCase& plain : cases(products)) {
    for (const codegen::Gemm gemm : {codegen::Gemm::eigen, codegen::Gemm::blas}) {
      EmittedCase tested = plain;
      tested.gemm = gemm;
      tested.flags = {"-O0", flag_of_own_cblas()};
      tested.with_respect_to = {"A", "B", "C", "w", "X", "x"};
      CAPTURE(static_cast<int>(gemm), tested.samples);
      CHECK(largest_error(tested) < tolerance);
    }
  }
}

const char* const step_main = R"(
#include "net.hpp"
#include "builtin.hpp"
#include <cmath>
#include <cstdio>
static net::Parameters parameters;
static builtin::Parameters others;
static net::Workspace workspace;
static builtin::Workspace other_workspace;
static double x[300 * 40], t[200 * 40];
int main() {
  net::initialise(parameters, 3);
  for (int i = 0; i < parameters.size; ++i) others.values[i] = parameters.values[i];
  for (int i = 0; i < 300 * 40; ++i) x[i] = std::sin(0.7 * i);
  for (int i = 0; i < 200 * 40; ++i) t[i] = std::cos(0.3 * i);
  double error = 0;
  for (int i = 0; i < 3; ++i) {
    const double loss = net::step(parameters, x, t, 0.1, workspace);
    const double expected = builtin::step(others, x, t, 0.1, other_workspace);
    error = std::fmax(error, std::abs(loss - expected) / expected);
  }
  for (int i = 0; i < parameters.size; ++i) {
    error = std::fmax(error, std::abs(others.values[i] - parameters.values[i]));
  }
  std::printf("%.3g", error);
})";

TEST_CASE("a step adds a library's products to the parameters") {
  const Derived derived = derive(
      "input x : R^300\ntarget t : R^200\nparam W : R^(200×300) init xavier\nparam b : R^200\n"
      "loss L = ½‖tanh(W·x + b) − t‖²",
      ir::Reduction::mean);
  codegen::EmitOptions options{codegen::ScalarType::float64, {codegen::Batch::Kind::fixed, 40}};
  options.target = codegen::Target::plain;
  const auto emitted = [&](codegen::Gemm gemm, const char* name) {
    options.gemm = gemm;
    options.namespace_name = name;
    return codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
  };
  const std::string by_library = emitted(codegen::Gemm::blas, "net");
  CHECK(by_library.find("add_product(W, -(") != std::string::npos);
  const auto output = runtime::compile_and_run(
      {{"net.hpp", by_library},
       {"builtin.hpp", emitted(codegen::Gemm::builtin, "builtin")},
       {"main.cpp", step_main}},
      {"-std=c++17", "-O1", flag_of_own_cblas()}, "");
  REQUIRE(output);
  CHECK(std::stod(output.value()) < 1e-12);
}

TEST_CASE("small products stay the header's own") {
  const Derived derived = derive(
      "input x : R^8\nparam W : R^(8×8)\nloss L = ‖W·x‖²", ir::Reduction::none);
  codegen::EmitOptions options;
  options.gemm = codegen::Gemm::blas;
  const std::string header =
      codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
  CHECK(header.find("cblas") == std::string::npos);
}

}  // namespace
}  // namespace nngen::tests
