// A plan as text and as JSON.

#include "cli/plan_report.hpp"

#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"

namespace nngen::tests {
namespace {

codegen::PlanTable small_plan() {
  codegen::StatementRow product{{"N1", "h"}, "product", "32×64×8", "rows", "2×8", "", {}, {}};
  product.cost = {32768, 10240, 2048, 3000};
  codegen::StatementRow many{{"a", "b", "c", "d", "e"}, "map", "5×8", "", "", "", {}, {}};
  many.cost = {40, 160, 800, 1000};
  many.marks = {"one by one", "unfused"};
  codegen::FunctionTable function{"value", "the loss L", {product, many}, {}, {}, 4096};
  function.cost = {32808, 10400, 2848, 4000};
  function.buffers = {{"h", 32, 8, true, "workspace + 16", 1024}};
  return {codegen::ScalarType::float32, 8, false, {function}, 8192};
}

TEST_CASE("a plan for people") {
  // Columns without an entry are left out; 4000 cycles are a microsecond.
  CHECK_THAT(cli::text_of(small_plan(), "net.expr"), Catch::EndsWith(R"(
value: the loss L

  result              kernel   shape    lanes  tile  flops  B read  B written     µs   time  slow because
  N1, h               product  32×64×8  rows   2×8   32768   10240       2048  0.750   75 %
  a, b, c and 2 more  map      5×8                      40     160        800  0.250   25 %  one by one, unfused
  in all                                             32808   10400       2848  1.000  100 %

  buffer  shape  layout  place           bytes
  h       32×8   by row  workspace + 16   1024
  workspace 4096 bytes

workspace of all functions: 8192 bytes
)"));
}

TEST_CASE("a plan for programs") {
  const auto json = nlohmann::json::parse(cli::json_of(small_plan()));
  CHECK(json["scalar"] == "float");
  CHECK(json["samples"] == 8);
  CHECK(json["any_number_of_samples"] == false);
  CHECK(json["workspace_bytes"] == 8192);
  const auto& function = json["functions"][0];
  CHECK(function["name"] == "value");
  CHECK(function["flops"] == 32808);
  CHECK(function["flops"].is_number_integer());
  CHECK(function["workspace_bytes"] == 4096);
  CHECK(function["statements"][0]["tile"] == "2×8");
  CHECK(function["statements"][0]["predicted_us"] == Approx(0.75));
  CHECK(function["statements"][0]["marks"].empty());
  CHECK(function["statements"][1]["results"].size() == 5);
  CHECK(function["statements"][1]["marks"][1] == "unfused");
  CHECK(function["statements"][1]["bytes_written"] == 800);
  CHECK(function["buffers"][0]["layout"] == "by row");
  CHECK(function["buffers"][0]["cols"] == 8);
}

}  // namespace
}  // namespace nngen::tests
