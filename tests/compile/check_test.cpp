// `nngen check` and the compiled engine of `nngen eval`, with a real compiler.

#include <string>

#include "cli/compare_engines.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace nngen::tests {
namespace {

const std::string iris = NNGEN_SOURCE_DIR "/examples/iris/net.expr";

cli::Options options_for(const std::string& text) {
  cli::Options options;
  options.command = cli::Command::check;
  options.text = text;
  return options;
}

runtime::ErrorTable table_of(cli::Task& task, const cli::Options& options) {
  const auto point = cli::point_of(options, task.program, cli::roots_of(task));
  REQUIRE(point);
  const cli::Emission emission = cli::emit(task, options, codegen::ScalarType::float64);
  const auto compared = cli::compare_engines(task, options, emission, {&*point, 1});
  REQUIRE(compared.ok());
  return compared.value().table;
}

TEST_CASE("a wrong adjoint is found in the formulas and in the compiled code") {
  const cli::Options options =
      options_for("input x : R^3; param W : R^(2×3); param b : R^2; loss L = ½‖tanh(W·x + b)‖²");
  auto task = cli::prepare(options, cli::Sizes::must_be_known);
  REQUIRE(task);
  CHECK(runtime::within_tolerance(table_of(*task, options)));

  // as if the rule of the square of a norm had forgotten the half
  ir::NodeId& gradient = task->derivation.gradients[0].value;
  gradient = (2 * task->program.expr(gradient)).id;
  const runtime::ErrorTable table = table_of(*task, options);
  CHECK_FALSE(runtime::within_tolerance(table));
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[1].name == "∂L/∂W");
  CHECK(table.rows[1].errors[0] == Approx(1));
  CHECK(table.rows[1].errors[1] == Approx(1));
  CHECK(table.rows[2].errors[1] < table.tolerance);
}

TEST_CASE("check prints a table and passes on what nngen emits") {
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{}, {"--batch", "dynamic", "--scalar", "float", "--wrt", "W2,x"}}) {
    std::vector<std::string> arguments = {"check", iris};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const ProcessResult result = run_nngen(arguments);
    CAPTURE(result.out, result.err);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, Catch::Contains("derived    compiled") && Catch::Contains("∂L/∂W2"));
  }
}

TEST_CASE("past the tolerance check fails, and still prints the table") {
  const ProcessResult result = run_nngen({"check", iris, "--scalar", "float", "--rtol", "1e-12"});
  CHECK(result.status == 1);
  CHECK_THAT(result.out, Catch::Contains("past the tolerance 1e-12"));
}

TEST_CASE("a compiler that is missing or fails has an error of its own") {
  ProcessOptions options;
  options.environment = {{"CXX", "no-such-compiler"}};
  const ProcessResult missing = run_nngen({"check", iris}, options);
  CHECK(missing.status == 1);
  CHECK(missing.out == "");
  CHECK_THAT(missing.err, Catch::Contains("no-such-compiler"));
  options.environment = {{"CXXFLAGS", "-DEigen=1"}};
  const ProcessResult failing =
      run_nngen({"eval", iris, "--seed", "1", "--engine", "compiled"}, options);
  CHECK(failing.status == 1);
  CHECK(failing.out == "");
  CHECK_THAT(failing.err, Catch::Contains("the C++ compiler failed with status") &&
                              Catch::Contains("-DEigen=1"));
}

TEST_CASE("data that Eigen would not put on the stack can be passed") {
  const std::vector<std::string> matrix = {
      "check", "-e", "const A : R^(150×150); param x : R^150; loss f = ½‖A·x‖²"};
  CHECK(run_nngen(matrix).status == 0);
  const std::vector<std::string> column = {"check", "-e",
                                           "const a : R^20000; param x : R; loss f = x²·sum(a)"};
  CHECK(run_nngen(column).status == 0);
  const std::vector<std::string> batch = {
      "check", "-e", "input x : R^64; param w : R^64; loss f = (wᵀ·x)²", "--batch", "300"};
  CHECK(run_nngen(batch).status == 0);
}

TEST_CASE("outputs of params need no loss") {
  const std::vector<std::string> arguments = {"eval", "-e", "param x : R^2; output y = x + x",
                                              "--at", "-"};
  ProcessOptions options;
  options.input = R"({"x": [1, 2]})";
  std::vector<std::string> compiled = arguments;
  compiled.insert(compiled.end(), {"--engine", "compiled"});
  const ProcessResult result = run_nngen(compiled, options);
  CHECK(result.err == "");
  CHECK_THAT(result.out, Catch::Contains("\"y\": [2, 4]"));
}

TEST_CASE("check draws a point at which the loss is a number") {
  const ProcessResult result =
      run_nngen({"check", "-e", "param X : R^(3×3); loss f = logdet(X)"});
  CHECK(result.status == 0);
  CHECK_THAT(result.out, Catch::Contains("all within"));
  const ProcessResult never = run_nngen({"check", "-e", "param x : R; loss f = log(−x² − 1)"});
  CHECK(never.status == 1);
  CHECK_THAT(never.err, Catch::Contains("at none of the random points"));
}

TEST_CASE("the compiled engine of eval gives the reference's numbers") {
  const std::vector<std::string> arguments = {
      "eval",
      "-e",
      "input x : R^2; param w : R^2; s = dot(w, x); loss L = s² + 1; output y = s·x",
      "--batch",
      "2",
      "--at",
      "-"};
  ProcessOptions options;
  options.input = R"({"x": [[1, 2], [3, 4]], "w": [5, 6]})";
  std::vector<std::string> compiled = arguments;
  compiled.insert(compiled.end(), {"--engine", "compiled"});
  const ProcessResult result = run_nngen(compiled, options);
  CHECK(result.err == "");
  CHECK(result.out == run_nngen(arguments, options).out);
  CHECK_THAT(result.out, Catch::Contains("\"s\": [17, 39]"));
}

}  // namespace
}  // namespace nngen::tests
