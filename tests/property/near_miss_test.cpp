// Expressions that look as if a rule applied which must not: negative bases, zero divisors, numbers
// outside a domain. Value and slope by hand against what is derived, simplified and run.

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "ir/calculus/passes.hpp"
#include "parser/parse_program.hpp"
#include "runtime/evaluate.hpp"
#include "tests/support/catch.hpp"

namespace nngen {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

struct Row {
  const char* f;  // of x
  double x;
  double value;
  std::optional<double> slope = std::nullopt;
};

const Row rows[] = {
    {"x/x", 2, 1, 0},
    {"x/x", 0, nan},
    {"(1/x)·x", 3, 1, 0},
    {"(1/x)·x", 0, nan},
    {"x^2/x", -3, -3, 1},
    {"x^2/x", 0, nan},
    {"1/(1/x)", -4, -4, 1},
    {"√(x^2)", -3, 3, -1},
    {"√(x^2)", 5, 5, 1},
    {"(x^2)^0.5", -3, 3, -1},
    {"(x^2)^1.5", -2, 8, -12},
    {"(x^0.5)^2", 4, 4, 1},
    {"(x^0.5)^2", -1, nan},
    {"√x·√x", 4, 4, 1},
    {"√x·√x", -1, nan},
    {"log(x^2)", -2, std::log(4.0), -1},
    {"log(x) + log(x)", -2, nan},
    {"2·log(x)", 2, std::log(4.0), 1},
    {"log(−x)", -2, std::log(2.0), -0.5},
    {"log(x·x)", -2, std::log(4.0), -1},
    {"exp(log(x))", 2, 2, 1},
    {"exp(log(x))", -1, nan},
    {"log(exp(x))", -3, -3, 1},
    {"|x|^2", -3, 9, -6},
    {"|x|·|x|", -3, 9, -6},
    {"sign(x)·|x|", -3, -3, 1},
    {"sign(x)·sign(x)", -3, 1, 0},
    {"sign(x)·sign(x)", 0, 0},
    {"sign(x)^2", 0, 0},
    {"x^0", 0, 1, 0},
    {"x^(-1)", -2, -0.5, -0.25},
    {"x^(-1)", 0, infinite, -infinite},
    {"x^3", -2, -8, 12},
    {"x^(2·0.5)", -3, -3, 1},
    {"x^1.5", 4, 8, 3},
    {"x^1.5", -1, nan},
    {"max(x, x)", -2, -2, 1},
    {"max(x, −x)", -2, 2, -1},
    {"relu(x) − relu(−x)", -3, -3, 1},
    {"‖[x; 0]‖", -3, 3, -1},
    {"‖[x; 0]‖", 0, 0, 0},
    {"log(1 + exp(x))", 800, 800, 1},
    {"log(1 + exp(x))", -800, 0, 0},
    {"asin(sin(x))", 2, std::acos(-1.0) - 2, -1},
    {"atan2(x, −1)", 0, std::acos(-1.0), -1},
};

void check_same(double found, double expected) {
  if (std::isnan(expected)) {
    CHECK(std::isnan(found));
  } else if (std::isinf(expected)) {
    CHECK(found == expected);
  } else {
    CHECK(found == Approx(expected).margin(1e-12));
  }
}

TEST_CASE("what looks like an identity is none outside its domain") {
  for (const Row& row : rows) {
    const std::string text =
        "input x : R\ny = " + std::string(row.f) + "\noutput y\noutput g = grad(y, x)";
    INFO(text << "\nat " << row.x);
    ir::Diagnostics diagnostics;
    auto program = parser::parse_program(ir::SourceFile("test.expr", text), {}, diagnostics);
    REQUIRE(program.has_value());
    const auto derivation = ir::derive_for_reading(*program, {}, ir::Reduction::none, diagnostics);
    const auto running = ir::prepare_for_running(*program, derivation);
    runtime::Point point;
    point.values[0] = {true, {ir::Matrix<double>(1, 1, row.x)}};
    const std::size_t g = program->outputs[0].name.plain() == "g" ? 0 : 1;
    const std::size_t y = 1 - g;
    const std::array roots = {program->outputs[y].node, running.outputs[y].node,
                              program->outputs[g].as_derived(), program->outputs[g].node,
                              running.outputs[g].node};
    const auto values = runtime::evaluate<double>(*program->graph, roots, point);
    for (std::size_t i = 0; i < 2; ++i) check_same(values[i].at(0)[0], row.value);
    for (std::size_t i = 2; i < roots.size() && row.slope; ++i) {
      check_same(values[i].at(0)[0], *row.slope);
    }
  }
}

}  // namespace
}  // namespace nngen
