// Code of long programs: its length and the work to make it grow as the program does, and no line
// grows with it.

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "codegen/emit_header.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

std::string joined_terms(int n, const char* sign, const char* term) {
  std::string text;
  for (int i = 1; i <= n; ++i) {
    text += (i > 1 ? sign : "") + fmt::format(fmt::runtime(term), i, i % 97 + 0.5);
  }
  return text;
}

struct Family {
  const char* name;
  std::string (*text)(int n);
};
const Family families[] = {
    {"a sum of sines",
     [](int n) {
       return "input x : R\nparam w : R\nloss L = " + joined_terms(n, " + ", "sin({0}·w·x)");
     }},
    {"many params",
     [](int n) {
       return joined_terms(n, "", "param p{0} : R\n") +
              "input x : R\nloss L = " + joined_terms(n, " + ", "p{0}·x");
     }},
    {"a block of numbers",
     [](int n) {
       return fmt::format("param w : R^{}\nc = [{}]\nloss L = cᵀ·w", n,
                          joined_terms(n, "; ", "{1}"));
     }},
    {"a product",
     [](int n) {
       return "input x : R\nparam w : R\nloss L = " + joined_terms(n, "·", "(x + {0}·w)");
     }},
    {"a recurrence",
     [](int n) {
       return fmt::format(
           "input x : R^3\nparam W : R^(3×3)\nact σ = tanh\nlet n = {}\nh[0] = x\n"
           "h[i] = σ(W·h[i-1] + x) for i = 1..n\nloss L = ‖h[n]‖²",
           n);
     }},
};

struct Measured {
  std::size_t size = 0;
  std::size_t longest_line = 0;
  std::size_t allocated = 0;  // bytes
};

Measured emitted(const std::string& text) {
  const tests::AllocationCounter counter;
  const DerivedProgram derived = derived_program(text, ir::Reduction::none);
  FormulaTexts texts;  // each node's line is as long as what it is made of
  texts.line = [&](ir::NodeId node) {
    return std::string(10 * derived.program.graph->operands(node).size(), '+');
  };
  const std::string header =
      emit_header(derived.program, derived.derivation, derived.runnable, {}, texts);
  Measured measured{header.size(), 0, counter.allocations().bytes};
  std::istringstream lines(header);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("//") == std::string::npos) {
      measured.longest_line = std::max(measured.longest_line, line.size());
    }
  }
  return measured;
}

TEST_CASE("code grows as the program does") {
  for (const Family& family : families) {
    const Measured once = emitted(family.text(400));
    const Measured fourfold = emitted(family.text(1600));
    INFO(family.name << ": " << once.size << " and " << fourfold.size << " bytes of code");
    CHECK(10 * fourfold.size < 48 * once.size);
    CHECK(fourfold.longest_line < 3000);
    CHECK(10 * fourfold.allocated < 48 * once.allocated);
  }
}

}  // namespace
}  // namespace nngen::codegen
