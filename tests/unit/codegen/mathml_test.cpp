// MathML as browsers lay it out: brackets, fractions, accents, spaces.

#include <string>

#include "codegen/formula/show.hpp"
#include "codegen/formula/spelling.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/codegen/programs.hpp"

namespace nngen::codegen {
namespace {

std::string formulas(const std::string& text, FormulaStyle style = FormulaStyle::mathml) {
  DerivedProgram derived = derived_program(text, ir::Reduction::none);
  ShowOptions options;
  options.style = style;
  return show(derived.program, derived.derivation, options);
}

bool contains(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

const std::string open = "<mo stretchy=\"false\">(</mo>";

}  // namespace

TEST_CASE("brackets grow only around what is high", "[show]") {
  CHECK(contains(formulas("input x : R^2\noutput y = exp(x)\n"), open + "<mi>x</mi>"));
  const std::string product = formulas("input x, a, b : R^2\noutput y = (a + b)∘x\n");
  CHECK(contains(product, open));
  CHECK_FALSE(contains(product, "<mo>(</mo>"));
  const std::string quotient = formulas("input a, b : R\noutput y = exp(a/b)\n");
  CHECK(contains(quotient, "<mo>(</mo><mfrac>"));
  CHECK(contains(formulas("input a, b : R\noutput y = exp([a; b])\n"), "<mo>(</mo>"));
}

TEST_CASE("a fraction needs no brackets among factors, but below an exponent", "[show]") {
  const std::string text = "input a, b : R\nparam x : R^2\noutput y = (a/b)·x\n";
  CHECK_FALSE(contains(formulas(text), "(</mo>"));
  CHECK(contains(formulas(text, FormulaStyle::latex), "\\frac{a}{b} \\cdot x"));
  CHECK(contains(formulas("input a, b : R\noutput y = (a/b)²\n"), "<mo>(</mo><mfrac>"));
}

TEST_CASE("a letter with an accent is a slanted letter below a sign", "[show]") {
  const std::string hat = "<mover accent=\"true\"><mi>w</mi><mo>^</mo></mover>";
  CHECK(mathml_name(ir::name_of("ŵ"), std::nullopt) == hat);
  CHECK(mathml_name(ir::name_of("w\u0302"), std::nullopt) == hat);
  CHECK(mathml_name(ir::name_of("ŵ2"), std::nullopt) ==
        "<msub>" + hat + "<mrow><mn>2</mn></mrow></msub>");
  CHECK(mathml_name(ir::name_of("α\u0304"), std::nullopt) ==
        "<mover accent=\"true\"><mi>α</mi><mo>¯</mo></mover>");
  CHECK(mathml_name(ir::name_of("α"), std::nullopt) == "<mi>α</mi>");
  CHECK(mathml_name(ir::name_of("ŵx"), std::nullopt) == "<mi>ŵx</mi>");
}

TEST_CASE("spaces at the ends of a text stay", "[show]") {
  const FormulaSpelling& mathml = spelling_of(FormulaStyle::mathml);
  CHECK(mathml.text(" where ") == "<mtext>\u00A0where\u00A0</mtext>");
  CHECK(mathml.text(" ") == "<mtext>\u00A0</mtext>");
  CHECK(mathml.text("a < b") == "<mtext>a &lt; b</mtext>");
}

}  // namespace nngen::codegen
