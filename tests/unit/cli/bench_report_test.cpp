// What the timing program writes, and how it is said.

#include "cli/bench_report.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

const char* const written =
    "loss 0.5\n"
    "gradient_s 2e-06\n"
    "gradient_time_over_limit 4\n"
    "gradient_time_over_limit_lower 3.5\n"
    "gradient_time_over_limit_upper 4.5\n"
    "step_s 3.2e-06\n"
    "step_time_over_limit 6.4\n"
    "step_time_over_limit_lower 6\n"
    "step_time_over_limit_upper 7\n"
    "limit_s 5e-07\n"
    "limit_flops 24000\n"
    "product 10 20 30 2 2.5e-07 OpenBLAS gemv, transposed\n"
    "peak_flops 1e+11\n";

cli::Measurement measured() {
  cli::Measurement m;
  m.scalar = "float";
  m.samples = 32;
  m.rounds = 15;
  m.times = cli::read_times(written);
  m.parameters = 7;
  m.workspace_bytes = 128;
  m.flops_per_sample = 1000;
  m.compile_s = 1.25;
  m.code_bytes = 4000;
  return m;
}

TEST_CASE("times are read by their names") {
  const cli::Times times = cli::read_times(written);
  CHECK(times.number("gradient_s") == 2e-6);
  CHECK_FALSE(times.number("gradient"));
  REQUIRE(times.products.size() == 1);
  CHECK(times.products[0].product == codegen::MatrixProduct{10, 20, 30, 2});
  CHECK(times.products[0].seconds == 2.5e-7);
  CHECK(times.products[0].fastest == "OpenBLAS gemv, transposed");
  CHECK(std::isnan(*cli::read_times("loss -nan\n").number("loss")));
  CHECK(std::isinf(*cli::read_times("loss inf\n").number("loss")));
}

TEST_CASE("the results as JSON") {
  const auto json = nlohmann::json::parse(cli::json_of(measured()));
  CHECK(json["gradient_samples_per_s"] == Approx(16e6));  // 32 in 2 µs
  CHECK(json["step_samples_per_s"] == Approx(10e6));
  CHECK(json["limit_samples_per_s"] == Approx(64e6));
  CHECK(json["gradient_time_over_limit"] == 4);
  CHECK(json["step_time_over_limit"] == 6.4);
  CHECK(json["gradient_gflops"] == Approx(16));  // 32 · 1000 in 2 µs
  CHECK(json["limit_gflops"] == Approx(48));     // 24000 in 0.5 µs
  CHECK(json["peak_gflops"] == Approx(100));
  CHECK(json["compile_s"] == 1.25);
  CHECK(json["code_bytes"] == 4000);
  CHECK(json["workspace_bytes"] == 128);
  CHECK(json["parameters"] == 7);
  CHECK(json["flops_per_sample"] == 1000);
  CHECK(json["products"][0]["gflops"] == Approx(48));  // 2·10·20·30 in 0.25 µs
}

TEST_CASE("what is not there is null") {
  cli::Measurement m = measured();
  m.times = cli::read_times("loss 1\ngradient_s 1\npeak_flops 1\n");
  m.code_bytes.reset();
  const auto json = nlohmann::json::parse(cli::json_of(m));
  for (const char* key : {"step_samples_per_s", "limit_samples_per_s", "gradient_time_over_limit",
                          "step_time_over_limit", "limit_gflops", "code_bytes"}) {
    CAPTURE(key);
    CHECK(json.at(key).is_null());
  }
  CHECK(json["gradient_samples_per_s"] == 32);
  CHECK_THAT(cli::text_of(m, "x.expr"), Catch::Contains("no matrix products"));
}

TEST_CASE("the results for people") {
  CHECK(cli::text_of(measured(), "net.expr") ==
        "net.expr: 32 samples a call, float, one thread, 15 rounds\n"
        "\n"
        "              samples/s    GFLOP/s   time ÷ limit\n"
        "gradient            16M         16   4 (3.5–4.5)\n"
        "step                10M              6.4 (6–7)\n"
        "limit               64M         48\n"
        "peak                           100   (multiply-adds on registers)\n"
        "\n"
        "the limit is these matrix products, each by the fastest:\n"
        "     2 of 10×20 by 20×30                   48 GFLOP/s  OpenBLAS gemv, transposed\n"
        "\n"
        "parameters   7\n"
        "workspace    128 bytes\n"
        "code         4000 bytes\n"
        "operations   1k a sample\n"
        "compilation  1.2 s\n");
}

}  // namespace
}  // namespace nngen::tests
