#include "cli/task.hpp"

#include <string>

#include "parser/parse_program.hpp"
#include "tests/support/catch.hpp"

namespace nngen::cli {
namespace {

ir::Program program_of(const std::string& text) {
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(ir::SourceFile("test", text), {}, diagnostics);
  REQUIRE(program);
  return *std::move(program);
}

std::string names_of(const ir::Program& program, const std::vector<std::string>& wrt) {
  const auto by = variables_to_differentiate_by(program, wrt);
  if (!by) return by.error().front().message;
  std::string names;
  for (const ir::NodeId node : by.value()) {
    for (const ir::Declaration& declaration : program.declarations) {
      if (declaration.node == node) names += declaration.name.plain() + " ";
    }
  }
  return names;
}

TEST_CASE("--wrt takes names in any spelling and families as a whole") {
  const ir::Program program = program_of(
      "input x : R^2\nparam W[i] : R^(2×2) for i = 1..12\nparam b1 : R^2\n"
      "h = W1·x + b1\nloss L = sum(h) + sum(W12·x)\n");
  CHECK(names_of(program, {"x"}) == "x ");
  CHECK(names_of(program, {"W₁₂", "W_2", "W[3]", "W_{4}", "W5", "b_1"}) == "W12 W2 W3 W4 W5 b1 ");
  CHECK(names_of(program, {"b1", "W"}) == "b1 W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 ");
  CHECK(names_of(program, {"W1", "x", "W1"}) == "W1 x ");
  CHECK(names_of(program, {}) == "W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 b1 ");
  CHECK(names_of(program, {"b"}) == "--wrt: 'b' is not declared");
  CHECK(names_of(program, {"W13"}) == "--wrt: 'W13' is not declared");
  CHECK(names_of(program, {"h"}) == "--wrt: 'h' is computed; derivatives are by declared names");
  CHECK(names_of(program, {"L"}) == "--wrt: 'L' is computed; derivatives are by declared names");
}

}  // namespace
}  // namespace nngen::cli
