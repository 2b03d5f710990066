// `nngen bench`, with a real compiler and so short measurements that the times mean nothing.

#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace nngen::tests {
namespace {

// Without optimisation the compiler needs a third of the time.
ProcessOptions unoptimised() {
  ProcessOptions options;
  options.environment = {{"CXXFLAGS", "-O0"}};
  return options;
}

nlohmann::json bench(std::vector<std::string> arguments) {
  for (const char* word : {"--json", "--rounds", "2", "--seconds", "1e-5"})
    arguments.push_back(word);
  arguments.insert(arguments.begin(), "bench");
  const ProcessResult result = run_nngen(arguments, unoptimised());
  CAPTURE(result.err);
  REQUIRE(result.status == 0);
  CHECK(result.err == "");
  return nlohmann::json::parse(result.out);
}

TEST_CASE("bench measures gradient, step and limit") {
  const auto json = bench({NNGEN_SOURCE_DIR "/examples/iris/net.expr", "--batch", "8"});
  for (const char* key :
       {"gradient_samples_per_s", "step_samples_per_s", "limit_samples_per_s",
        "gradient_time_over_limit", "step_time_over_limit", "compile_s", "gradient_gflops",
        "limit_gflops", "peak_gflops", "workspace_bytes", "parameters", "flops_per_sample"}) {
    CAPTURE(key);
    CHECK(json.at(key).get<double>() > 0);
  }
  CHECK((json.at("code_bytes").is_null() || json["code_bytes"] > 100));
  CHECK(json["samples"] == 8);
  CHECK(json["scalar"] == "float");
}

TEST_CASE("bench measures what has neither parameters nor products, for any number of samples") {
  const auto json =
      bench({"-e", "input x : R^3; input a : R; const B : R^(2×2); loss L = a·‖x‖² + det(B)",
             "--wrt", "x,a", "--batch", "dynamic", "--scalar", "double"});
  CHECK(json["samples"] == 256);
  CHECK(json["gradient_samples_per_s"] > 0);
  CHECK(json["step_samples_per_s"].is_null());
  CHECK(json["limit_samples_per_s"].is_null());
  CHECK(json["products"].empty());
  CHECK(json["parameters"] == 0);
}

TEST_CASE("bench says what there is to measure for want of a gradient") {
  const ProcessResult no_loss = run_nngen({"bench", "-e", "param x : R^3\noutput y = x + x"});
  CHECK(no_loss.status == 1);
  CHECK(no_loss.out == "");
  CHECK_THAT(no_loss.err, Catch::Contains("there is no loss") && Catch::Contains("loss L = "));
  const ProcessResult no_param = run_nngen({"bench", "-e", "input x : R^3\nloss L = x'·x"});
  CHECK(no_param.status == 1);
  CHECK_THAT(no_param.err, Catch::Contains("no param") && Catch::Contains("--wrt x"));
}

TEST_CASE("a loss that is a number nowhere is not measured") {
  const ProcessResult result =
      run_nngen({"bench", "-e", "param x : R\nloss L = log(-1 - x^2)"}, unoptimised());
  CHECK(result.status == 1);
  CHECK_THAT(result.err, Catch::Contains("a number at none of the random points"));
}

}  // namespace
}  // namespace nngen::tests
