// Code and formulas of long programs: their length and the work to make them grow as the program
// does, and no line of code grows with it.

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include "codegen/emit_header.hpp"
#include "codegen/formula/show.hpp"
#include "ir/calculus/passes.hpp"
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

std::string network(int n) {
  return fmt::format(
      "input x : R^3\nlet n = {}\nparam W[i] : R^(3×3) for i = 1..n\n"
      "act σ[i] = tanh for i = 1..n\nh[0] = x\nh[i] = σ[i](W[i]·h[i-1]) for i = 1..n\n"
      "loss L = ‖h[n]‖²",
      n);
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
    {"a network", [](int n) { return network(n); }},
    {"its Hessian times a matrix",
     [](int n) { return network(n) + "\nconst V : R^(3×3)\noutput H = hvp(L, W1, V)"; }},
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

// Formulas of every form are in proportion too: where a chain gets long, it is cut; where one cell
// of a table is wide, the others are not.
TEST_CASE("formulas grow as the program does") {
  const auto size_of = [](const std::string& text, FormulaForm form, bool steps) {
    ir::Program program = parsed_program(text);
    ir::Diagnostics diagnostics;
    const tests::AllocationCounter counter;
    const auto derivation = ir::derive_for_reading(program, {}, ir::Reduction::none, diagnostics);
    const std::string formulas = show(program, derivation, {.form = form, .steps = steps});
    CHECK(formulas.size() > 100);
    return std::pair(formulas.size(), counter.allocations().bytes);
  };
  for (const Family& family : families) {
    for (const FormulaForm form : {FormulaForm::recurrent, FormulaForm::expanded,
                                   FormulaForm::forward_table, FormulaForm::reverse_table}) {
      CAPTURE(family.name, static_cast<int>(form));
      const bool steps = form == FormulaForm::recurrent;
      const auto [size, bytes] = size_of(family.text(400), form, steps);
      const auto [fourfold_size, fourfold_bytes] = size_of(family.text(1600), form, steps);
      CHECK(10 * fourfold_size < 55 * size);
      CHECK(10 * fourfold_bytes < 55 * bytes);
    }
  }
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
