#include "cli/further_derivatives.hpp"

#include <string>
#include <vector>

#include "cli/task.hpp"
#include "tests/support/catch.hpp"

namespace nngen::cli {
namespace {

constexpr ir::FurtherRequest jacobian{true, false, false, false};
constexpr ir::FurtherRequest hessian{false, true, false, false};
constexpr ir::FurtherRequest hvp{false, false, true, false};
constexpr ir::FurtherRequest jvp{false, false, false, true};

struct Added {
  Task task;
  std::string failure;
};

Added added(const std::string& text, const ir::FurtherRequest& request,
            const std::vector<std::string>& wrt = {}) {
  Options options;
  options.text = text;
  options.with = request;
  options.wrt = wrt;
  auto task = prepare(options, Sizes::must_be_known);
  REQUIRE(task);
  const auto failure = add_further_derivatives(*task, options);
  return {std::move(*task), failure ? failure->message : ""};
}

TEST_CASE("what has no meaning is refused") {
  const std::string square = "input x : R^3; param w : R^3; loss L = dot(w, x)^2";
  CHECK(added(square, jacobian).failure == "--with jacobian is of the outputs, and there is none");
  CHECK(added("input x : R^3; param w : R^3; output y = w∘x", hvp).failure ==
        "--with hessian, hvp and jvp are of a loss, and there is none");
  CHECK(added("input x : R^3; loss L = ‖x‖²; output y = x", jvp, {"x"}).failure ==
        "--with: there is no param to differentiate by");
  CHECK(added(square, jvp, {"x"}).failure ==
        "--with hessian, hvp and jvp are by all parameters, --wrt names only some");
  CHECK(added(square, jvp, {"x", "w"}).failure.empty());
  CHECK(added("param A : R^(3×3) symmetric; loss L = ‖A‖²_F", hessian).failure ==
        "--with hessian is by single entries, those of A depend on one another");
  CHECK(added("param A : R^(3×3) symmetric; loss L = ‖A‖²_F", hvp).failure.empty());
}

TEST_CASE("what is too large is refused") {
  const std::string large = "input x : R^50000; param w : R^50000; loss L = dot(w, x)^2";
  CHECK(added(large, hessian).failure ==
        "--with hessian: 50000×50000 are 2.5e+09 entries; the limit is 2147483647");
  CHECK(added(large, hvp).failure.empty());
  CHECK(added(large + "; output y = w∘x", jacobian).failure ==
        "--with jacobian: 50000×50000 are 2.5e+09 entries; the limit is 2147483647");
  const Added fits = added("param w : R^20000; loss L = sum(w∘w∘w)", hessian);
  CHECK(fits.failure.empty());
  CHECK(too_large_to_compare(fits.task)->message ==
        "the Hessian has 4e+08 entries; at most 1.34e+08 can be compared");
}

TEST_CASE("the names of what is added are new") {
  const Added result = added(
      "param w, dw, hvp_dw : R^2; loss L = dot(w, dw)·sum(hvp_dw); output jvp = w + dw + hvp_dw",
      {true, true, true, true});
  REQUIRE(result.failure.empty());
  const ir::Program& program = result.task.program;
  std::string names;
  for (const std::uint32_t part : result.task.further.directions) {
    names += program.declarations[part].name.plain() + " ";
  }
  for (const ir::NamedValue& output : program.outputs) names += output.name.plain() + " ";
  CHECK(names == "ddw dddw dhvp_dw jvp jacobian_jvp jvpjvp hvp_w hvp_hvp_dw hvp_hvp_hvp_dw ");
  CHECK(result.task.further.jvp == 2u);
  CHECK(result.task.further.hvp == 3u);
}

TEST_CASE("without --with nothing is added") {
  const Added result = added("param w : R^2; loss L = ‖w‖²; output y = w", {});
  CHECK(result.task.program.outputs.size() == 1);
  CHECK(result.task.program.declarations.size() == 1);
  CHECK(result.task.further.directions.empty());
}

}  // namespace
}  // namespace nngen::cli
