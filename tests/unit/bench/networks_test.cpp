// The programs of the bench: what is timed must be right.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"
#include "runtime/compare.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(NNGEN_SOURCE_DIR) / "bench/networks";

ir::Program program_of(const std::string& name, const std::map<std::string, double>& defines = {}) {
  const fs::path file = folder / (name + ".expr");
  const ir::SourceFile source(file.string(), read_file(file));
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(source, {defines}, diagnostics);
  REQUIRE(program.has_value());
  return std::move(*program);
}

/// The largest error of the loss and of the gradients at a random point, two samples.
double largest_error(ir::Program program) {
  std::vector<ir::NodeId> by;
  for (const auto& declaration : program.declarations) {
    if (declaration.role == ir::Role::param) by.push_back(declaration.node);
  }
  ir::Diagnostics diagnostics;
  const ir::NodeId primal = program.loss->node;
  const auto derivation = ir::derive_for_reading(program, by, ir::Reduction::mean, diagnostics);
  const runtime::Point point = runtime::random_point(program, 2, 1);
  const auto reference =
      runtime::reference_gradient(program, primal, by, ir::Reduction::mean, point);
  std::vector<ir::NodeId> roots = {derivation.loss};
  for (const ir::Gradient& gradient : derivation.gradients) roots.push_back(gradient.value);
  const auto values = runtime::evaluate<double>(*program.graph, roots, point);
  double error = std::abs(values[0].at(0)(0, 0) / reference.loss - 1);
  for (std::size_t k = 0; k < by.size(); ++k) {
    error = std::max(error, runtime::relative_error(values[k + 1], reference.gradients[k]));
  }
  return error;
}

TEST_CASE("every program of the bench derives") {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    INFO(name);
    ir::Program program = program_of(name);
    ir::Diagnostics diagnostics;
    const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::mean, diagnostics);
    CHECK_FALSE(diagnostics.has_errors());
    CHECK_FALSE(derivation.gradients.empty());
  }
}

TEST_CASE("the gradients of the bench's small programs are those of the reference") {
  // D and F are C with other sizes; their reference would take seconds.
  for (const char* name : {"a_iris", "b_digits", "c_images", "e_deep", "scalar_program"}) {
    INFO(name);
    CHECK(largest_error(program_of(name)) < 1e-10);
  }
  CHECK(largest_error(program_of("attention", {{"d", 8}, {"n", 5}})) < 1e-10);
  CHECK(largest_error(program_of("logistic_regression", {{"samples", 20}, {"features", 3}})) <
        1e-10);
}

TEST_CASE("the list of the bench's programs names each of them") {
  const std::string list = read_file(fs::path(NNGEN_SOURCE_DIR) / "bench/programs.json");
  for (const auto& entry : fs::directory_iterator(folder)) {
    CHECK(list.find("\"name\": " + ('"' + entry.path().stem().string()) + '"') !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace nngen::tests
