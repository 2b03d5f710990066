#include "codegen/emit_header.hpp"


#include "tests/unit/codegen/programs.hpp"
#include "tests/support/catch.hpp"

namespace nngen::codegen {
namespace {

std::string header_of(const DerivedProgram& derived, const EmitOptions& options,
                      const FormulaTexts& texts = {}) {
  return emit_header(derived.program, derived.derivation, derived.runnable, options, texts);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("the same program gives the same header") {
  const DerivedProgram first = derived_program(digits_text, ir::Reduction::mean);
  const DerivedProgram second = derived_program(digits_text, ir::Reduction::mean);
  CHECK(header_of(first, batch_of(32)) == header_of(second, batch_of(32)));
}

TEST_CASE("code stands under its formula, in the source's names") {
  const DerivedProgram derived = derived_program(digits_text, ir::Reduction::mean);
  const ir::NodeId h = derived.runnable.images[0];
  FormulaTexts texts;
  texts.header = {"h = σ(W1·x + b1)"};
  texts.name = [&](ir::NodeId node) { return node == h ? "h" : ""; };
  texts.line = [&](ir::NodeId node) { return node == h ? "h = σ(N1) \\" : ""; };
  const std::string header = header_of(derived, batch_of(32), texts);
  CHECK(contains(header, "//     h = σ(W1·x + b1)\n"));
  CHECK(contains(header, "// h = σ(N1)\n"));
  CHECK(contains(header, "> h(workspace + "));
  CHECK(contains(header, "h(i, j) = tanh(sum + b1(i));"));
  CHECK(contains(header, "W1(i, j) -= learning_rate * sum * inverse_samples;"));
}

TEST_CASE("the public functions take Eigen's types") {
  const DerivedProgram derived = derived_program(digits_text, ir::Reduction::mean);
  const std::string fixed = header_of(derived, batch_of(32));
  CHECK(contains(fixed, "const Eigen::Ref<const Eigen::Matrix<Scalar, 64, 32>>& x"));
  CHECK(contains(fixed, "Eigen::Ref<Eigen::Matrix<Scalar, 10, 32>> result"));
  EmitOptions options;
  options.batch.kind = Batch::Kind::dynamic;
  options.scalar = ScalarType::float64;
  const std::string dynamic = header_of(derived, options);
  CHECK(contains(dynamic, "using Scalar = double;"));
  CHECK(contains(dynamic, "Eigen::Matrix<Scalar, 64, Eigen::Dynamic>"));
  CHECK(contains(dynamic, "template <Eigen::Index MaxSamples = 256>"));
}

TEST_CASE(
    "the plain target has views of known size, pointers where the call counts, and no Eigen") {
  const DerivedProgram derived = derived_program(digits_text, ir::Reduction::mean);
  EmitOptions options = batch_of(32);
  options.target = Target::plain;
  const std::string fixed = header_of(derived, options);
  CHECK(contains(fixed, "MatrixView<const Scalar, 64, 32> x"));
  CHECK(contains(fixed, "MatrixView<Scalar, 10, 32> result"));
  options.batch.kind = Batch::Kind::dynamic;
  const std::string dynamic = header_of(derived, options);
  CHECK(contains(dynamic, "const Scalar* x, const Scalar* t, std::ptrdiff_t samples"));
  CHECK(contains(dynamic, "template <std::ptrdiff_t MaxSamples = 256>"));
  for (const std::string& header : {fixed, dynamic}) {
    CHECK_FALSE(contains(header, "Eigen"));
    CHECK_FALSE(contains(header, " assert("));
    CHECK_FALSE(contains(header, "new "));
  }
}

TEST_CASE("a program of outputs alone has no parameters and no loss") {
  const DerivedProgram derived =
      derived_program("input x : R^3\nconst A : R^(2×3)\noutput value = A·x", ir::Reduction::none);
  const std::string header = header_of(derived, {});
  CHECK(contains(header, "inline void value_("));
  CHECK_FALSE(contains(header, "struct Parameters"));
  CHECK_FALSE(contains(header, "Scalar gradient("));
}

TEST_CASE("names of the source never collide with those of the code") {
  const DerivedProgram derived = derived_program(
      "input i, sum, contract : R^3\nparam workspace : R^(3×3)\nparam class : R^3\n"
      "loss L = dot(workspace·i + class, sum.*contract)",
      ir::Reduction::none);
  const std::string header = header_of(derived, {});
  CHECK(contains(header, "workspace_"));
  CHECK(contains(header, "class_()"));
  CHECK(contains(header, "contract_"));
}

TEST_CASE("a header grows in proportion to the program") {
  const auto size_of = [](int layers) {
    const std::string text = "let k = " + std::to_string(layers) +
                             "\ninput x : R^4\nparam W[i] : R^(4×4) for i = 1..k\na[0] = x\n"
                             "a[i] = tanh(W[i]·a[i-1]) for i = 1..k\nloss L = ‖a[k]‖²\n";
    return header_of(derived_program(text, ir::Reduction::none), {}).size();
  };
  const auto base = size_of(10);
  const auto a = size_of(110) - base;
  const auto b = size_of(1010) - base;
  CHECK(static_cast<double>(b) < 11.0 * static_cast<double>(a));
}

}  // namespace
}  // namespace nngen::codegen
