// The steps of a derivation as a reader sees them.

#include "codegen/formula/steps.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include "codegen/formula/ascii_words.hpp"
#include "ir/calculus/adjoint_rules.hpp"
#include "ir/calculus/rewrite.hpp"
#include "ir/op.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

std::string steps_of(const std::string& text, FormulaStyle style = FormulaStyle::unicode) {
  const DerivedProgram derived = derived_program(text, ir::Reduction::none);
  return show_steps(derived.program, derived.derivation, style);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string deep_network(int layers) {
  return "let k = " + std::to_string(layers) +
         "\ninput X : R^4\nparam W[i] : R^(4×4) for i = 1..k\nact σ = tanh\n"
         "a[0] = X\na[i] = σ(W[i]·a[i-1]) for i = 1..k\nloss L = sum(a[k])\n";
}

}  // namespace

TEST_CASE("a scalar product goes through its steps", "[steps]") {
  CHECK(steps_of("param x : R^2\nconst a : R^2\nloss f = ⟨a, x⟩\n") ==
        "# Steps, from the loss back:\n"
        "#  1. inner product, y = ⟨a, b⟩: ā = ȳ·b, b̄ = ȳ·a  [Cookbook (69)]\n"
        "#       ∂f/∂f = 1 where f = ⟨a, x⟩\n"
        "#       → ∂f/∂x = a\n");
}

TEST_CASE("all steps are comments, in ASCII where that is asked for", "[steps]") {
  for (const char* text : {digits_text, attention_text}) {
    for (const FormulaStyle style : {FormulaStyle::unicode, FormulaStyle::ascii}) {
      std::istringstream lines(steps_of(text, style));
      for (std::string line; std::getline(lines, line);) CHECK(line.substr(0, 1) == "#");
    }
  }
  CHECK(is_ascii(steps_of(attention_text, FormulaStyle::ascii)));
}

TEST_CASE("every rule has an ASCII name", "[steps]") {
  for (std::size_t i = 0; i < ir::op_count(); ++i) {
    const ir::RuleText rule = ir::adjoint_rule(static_cast<ir::OpKind>(i));
    CHECK(is_ascii(ascii_words(rule.text)));
    CHECK(is_ascii(ascii_words(rule.source)));
  }
  for (const auto& rules : {ir::product_rules(), ir::quotient_rules(), ir::choice_rules(),
                            ir::factor_rules(), ir::assumption_rules()}) {
    for (const ir::RewriteRule& rule : rules) CHECK(is_ascii(ascii_words(rule.name)));
  }
  CHECK(ascii_words("Ā = Ȳ·Bᵀ, X⁻ᵀ") == "A_bar = Y_bar*B', X^-T");
}

TEST_CASE("a family of layers has the steps of one", "[steps]") {
  const auto count_lines = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  const std::string ten = steps_of(deep_network(10));
  const std::string hundred = steps_of(deep_network(100));
  CHECK(count_lines(ten) == count_lines(hundred));
  CHECK(count_lines(hundred) < 40);
  CHECK(hundred.find("for i = 2..100") != std::string::npos);
}

TEST_CASE("a step shows no more of a long formula than can be read", "[steps]") {
  std::string nested = "x";
  for (int i = 0; i < 200; ++i) nested = "(a ∘ " + nested + " + b)";
  std::istringstream lines(
      steps_of("const a, b : R^3\nparam x : R^3\nloss f = sum(" + nested + ")\n"));
  for (std::string line; std::getline(lines, line);) CHECK(line.size() < 400);
}

}  // namespace nngen::codegen
