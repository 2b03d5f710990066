// LaTeX and MathML, which nothing parses again.

#include <cmath>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "codegen/formula/spelling.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

std::string latex_number(double value) {
  if (std::isinf(value)) return "\\infty";
  if (std::isnan(value)) return "\\mathrm{NaN}";
  if (value == 0.5) return "\\tfrac{1}{2}";
  if (value == 0.25) return "\\tfrac{1}{4}";
  const std::string text = fmt::format("{}", value);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::stoi(text.substr(e + 1));
  const std::string mantissa = text.substr(0, e);
  const std::string power = fmt::format("10^{{{}}}", exponent);
  return mantissa == "1" ? "{" + power + "}" : fmt::format("{{{} \\cdot {}}}", mantissa, power);
}

std::string mathml_number(double value) {
  if (std::isinf(value)) return "<mi>∞</mi>";
  if (value == 0.5) return "<mfrac><mn>1</mn><mn>2</mn></mfrac>";
  return fmt::format("<mn>{}</mn>", value);
}

// Sizes and ranges: "2·n + 1", "3:5, :".
std::string latex_text(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("·")) {
      result += " \\cdot ";
      i += std::string_view("·").size() - 1;
    } else if (text[i] == ':') {
      result += "{:}";
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '&')
      result += "&amp;";
    else
      result += c;
  }
  return result;
}

// The spaces at the ends of a text would be dropped.
std::string mathml_text(std::string_view text) {
  std::string result = escaped(text);
  if (text.ends_with(' ')) result.replace(result.size() - 1, 1, "\u00A0");
  if (text.size() > 1 && text.starts_with(' ')) result.replace(0, 1, "\u00A0");
  return "<mtext>" + result + "</mtext>";
}

// Functions that LaTeX has a command for.
constexpr std::string_view latex_commands[] = {"exp",  "log",  "sin", "cos", "tan", "sinh",
                                               "cosh", "tanh", "det", "max", "min"};

std::string latex_function(std::string_view name) {
  for (const std::string_view known : latex_commands) {
    if (name == known) return "\\" + std::string(name);
  }
  std::string escaped_name;
  for (const char c : name) escaped_name += c == '_' ? std::string("\\_") : std::string(1, c);
  return "\\operatorname{" + escaped_name + "}";
}

std::string mathml_function(std::string_view name) {
  return "<mi>" + escaped(name) + "</mi><mo>&#x2061;</mo>";
}

std::string latex_comparison(ir::OpKind op) {
  return fmt::format(" {} ", ir::op_def(op).spelling.latex);
}

std::string mathml_comparison(ir::OpKind op) {
  return "<mo>" + escaped(ir::op_def(op).spelling.unicode) + "</mo>";
}

}  // namespace

// Needs amsmath alone.
const FormulaSpelling& latex_spelling() {
  static constexpr FormulaSpelling latex{
      .product = " \\cdot ",
      .hadamard = " \\circ ",
      .elementwise_quotient = " \\oslash ",
      .quotient = " / ",
      .reversed = " \\bullet ",
      .reversed_open = {},
      .reversed_close = {},
      .kronecker = " \\otimes ",
      .plus = " + ",
      .minus = " - ",
      .negative = "-",
      .comma = ", ",
      .semicolon = " \\\\ ",
      .block_comma = " & ",
      .brackets = "\\left($0\\right)",
      .transpose = "$0^{\\top}",
      .inverse = "$0^{-1}",
      .inverse_transpose = "$0^{-\\top}",
      .power = "$0^{$1}",
      .elementwise_power = "$0^{\\circ $1}",
      .norm_square = "\\left\\lVert $0 \\right\\rVert^{2}",
      .matrix_norm_square = "\\left\\lVert $0 \\right\\rVert_{F}^{2}",
      .inner = "\\left\\langle $0 \\right\\rangle",
      .norm = "\\left\\lVert $0 \\right\\rVert",
      .matrix_norm = "\\left\\lVert $0 \\right\\rVert_{F}",
      .norm_one = "\\left\\lVert $0 \\right\\rVert_{1}",
      .absolute = "\\left\\lvert $0 \\right\\rvert",
      .root = "\\sqrt{$0}",
      .choice = "\\begin{cases} $1 & \\text{if } $0 \\\\ $2 & \\text{otherwise} \\end{cases}",
      .underbrace = "\\underbrace{$0}",
      .underbrace_of_layer = "\\underbrace{$0}_{$1}",
      .call = "$0\\left($1\\right)",
      .index = "$0\\left[$1\\right]",
      .primed = "$0$1",
      .prime = "'",
      .vertical = "\\begin{bmatrix} $0 \\end{bmatrix}",
      .horizontal = "\\begin{bmatrix} $0 \\end{bmatrix}",
      .fraction = "\\frac{$0}{$1}",
      .kronecker_call = {},
      .group = "$0",
      .superscript_base = "{$0}",
      .gradient = "\\nabla_{$0} $1",
      .jacobian = "\\frac{\\partial $1}{\\partial $0}",
      .equation = "$0 = $1",
      .line = "$0 &= $1",
      .family = "$0, \\quad i = $1, \\ldots, $2",
      .family_sum = "\\sum_{i=$1}^{$2} $0",
      .comment = "% $0\n",
      .begin = "\\begin{align}\n",
      .end = "\n\\end{align}\n",
      .line_end = " \\\\\n",
      .section_end = " \\\\[1ex]\n",
      .implicit_half = true,
      .choice_is_open = true,
      .root_has_bar = true,
      .raises_exponents = true,
      .name = latex_name,
      .number = latex_number,
      .text = latex_text,
      .function = latex_function,
      .comparison = latex_comparison,
  };
  return latex;
}

const FormulaSpelling& mathml_spelling() {
  static constexpr FormulaSpelling mathml{
      .product = "<mo>·</mo>",
      .hadamard = "<mo>∘</mo>",
      .elementwise_quotient = "<mo>⊘</mo>",
      .quotient = "<mo>/</mo>",
      .reversed = "<mo>•</mo>",
      .reversed_open = {},
      .reversed_close = {},
      .kronecker = "<mo>⊗</mo>",
      .plus = "<mo>+</mo>",
      .minus = "<mo>−</mo>",
      .negative = "<mo form=\"prefix\">−</mo>",
      .comma = "<mo>,</mo>",
      .semicolon = "</mtd></mtr><mtr><mtd>",
      .block_comma = "</mtd><mtd>",
      .brackets = "<mrow><mo>(</mo>$0<mo>)</mo></mrow>",
      .transpose = "<msup>$0<mo>⊤</mo></msup>",
      .inverse = "<msup>$0<mrow><mo>−</mo><mn>1</mn></mrow></msup>",
      .inverse_transpose = "<msup>$0<mrow><mo>−</mo><mo>⊤</mo></mrow></msup>",
      .power = "<msup>$0$1</msup>",
      .elementwise_power = "<msup>$0<mrow><mo>∘</mo>$1</mrow></msup>",
      .norm_square = "<msup><mrow><mo>‖</mo>$0<mo>‖</mo></mrow><mn>2</mn></msup>",
      .matrix_norm_square =
          "<msubsup><mrow><mo>‖</mo>$0<mo>‖</mo></mrow><mi>F</mi><mn>2</mn></msubsup>",
      .inner = "<mo>⟨</mo>$0<mo>⟩</mo>",
      .norm = "<mrow><mo>‖</mo>$0<mo>‖</mo></mrow>",
      .matrix_norm = "<msub><mrow><mo>‖</mo>$0<mo>‖</mo></mrow><mi>F</mi></msub>",
      .norm_one = "<msub><mrow><mo>‖</mo>$0<mo>‖</mo></mrow><mn>1</mn></msub>",
      .absolute = "<mrow><mo>|</mo>$0<mo>|</mo></mrow>",
      .root = "<msqrt>$0</msqrt>",
      .choice =
          "<mrow><mo>{</mo><mtable columnalign=\"left\">"
          "<mtr><mtd>$1</mtd><mtd><mtext>if&#xA0;</mtext>$0</mtd></mtr>"
          "<mtr><mtd>$2</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>",
      .underbrace = "<munder><mrow>$0</mrow><mo>⏟</mo></munder>",
      .underbrace_of_layer =
          "<munder><munder><mrow>$0</mrow><mo>⏟</mo></munder><mn>$1</mn></munder>",
      // a sign that may grow has more space beside it
      .low_brackets = "<mrow><mo stretchy=\"false\">(</mo>$0<mo stretchy=\"false\">)</mo></mrow>",
      .low_call = "$0<mrow><mo stretchy=\"false\">(</mo>$1<mo stretchy=\"false\">)</mo></mrow>",
      .call = "$0<mrow><mo>(</mo>$1<mo>)</mo></mrow>",
      .index = "$0<mrow><mo stretchy=\"false\">[</mo>$1<mo stretchy=\"false\">]</mo></mrow>",
      .primed = "<msup>$0<mo>$1</mo></msup>",
      .prime = "′",
      .vertical = "<mo>[</mo><mtable><mtr><mtd>$0</mtd></mtr></mtable><mo>]</mo>",
      .horizontal = "<mo>[</mo><mtable><mtr><mtd>$0</mtd></mtr></mtable><mo>]</mo>",
      .fraction = "<mfrac>$0$1</mfrac>",
      .kronecker_call = {},
      .group = "<mrow>$0</mrow>",
      .superscript_base = "$0",
      .gradient = "<mrow><msub><mo>∇</mo>$0</msub>$1</mrow>",
      .jacobian = "<mfrac><mrow><mo>∂</mo>$1</mrow><mrow><mo>∂</mo>$0</mrow></mfrac>",
      .equation = "<mrow>$0<mo>=</mo>$1</mrow>",
      .line = "<mtr><mtd>$0</mtd><mtd><mo>=</mo></mtd><mtd>$1</mtd></mtr>",
      .family =
          "$0\n<mtr><mtd/><mtd/><mtd><mi>i</mi><mo>=</mo><mn>$1</mn><mo>,</mo><mo>…</mo>"
          "<mo>,</mo><mn>$2</mn></mtd></mtr>",
      .family_sum =
          "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>$1</mn></mrow><mn>$2</mn>"
          "</munderover>$0",
      .comment = "<!-- $0 -->\n",
      .begin =
          "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">\n"
          "<mtable displaystyle=\"true\" columnalign=\"right center left\">\n",
      .end = "\n</mtable>\n</math>\n",
      .line_end = "\n",
      .section_end = "\n",
      .implicit_half = true,
      .choice_is_open = true,
      .root_has_bar = true,
      .raises_exponents = true,
      .name = mathml_name,
      .number = mathml_number,
      .text = mathml_text,
      .function = mathml_function,
      .comparison = mathml_comparison,
  };
  return mathml;
}

}  // namespace nngen::codegen
