#include "codegen/formula/spelling.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

constexpr std::array<std::string_view, 10> subscript_digits = {"₀", "₁", "₂", "₃", "₄",
                                                               "₅", "₆", "₇", "₈", "₉"};

std::string subscript(std::int64_t value) {
  std::string result;
  for (const char c : std::to_string(value)) {
    result += subscript_digits[static_cast<std::size_t>(c - '0')];
  }
  return result;
}

std::string unicode_relative(std::int64_t offset) {
  if (offset == 0) return "ᵢ";
  return std::string("ᵢ") + (offset < 0 ? "₋" : "₊") + subscript(std::abs(offset));
}

std::string ascii_relative(std::int64_t offset) {
  if (offset == 0) return "[i]";
  return fmt::format("[i{}{}]", offset < 0 ? "-" : "+", std::abs(offset));
}

std::string text_name(const ir::Name& name, std::optional<RelativeIndex> relative, bool unicode) {
  const std::string& base = name.base;
  if (!name.index) return base;
  if (relative) {
    return base + (unicode ? unicode_relative(relative->offset) : ascii_relative(relative->offset));
  }
  if (*name.index < 0) return base + "[" + std::to_string(*name.index) + "]";
  const bool ends_in_digit = base.back() >= '0' && base.back() <= '9';
  if (ends_in_digit) return base + "_" + std::to_string(*name.index);
  return base + (unicode ? subscript(*name.index) : std::to_string(*name.index));
}

std::string unicode_name(const ir::Name& name, std::optional<RelativeIndex> relative) {
  return text_name(name, relative, true);
}

std::string ascii_name(const ir::Name& name, std::optional<RelativeIndex> relative) {
  return text_name(name, relative, false);
}

std::string ascii_number(double value) {
  // what overflowed while constants were put together
  if (std::isinf(value)) return "(1/0)";
  if (std::isnan(value)) return "(0/0)";
  return fmt::format("{}", value);
}

std::string unicode_number(double value) {
  if (value == 0.5) return "½";
  if (value == 0.25) return "¼";
  return ascii_number(value);
}

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

std::string same_text(std::string_view text) { return std::string(text); }

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

std::string unicode_comparison(ir::OpKind op) {
  return fmt::format(" {} ", ir::op_def(op).spelling.unicode);
}

std::string ascii_comparison(ir::OpKind op) {
  return fmt::format(" {} ", ir::op_def(op).spelling.ascii);
}

std::string latex_comparison(ir::OpKind op) {
  return fmt::format(" {} ", ir::op_def(op).spelling.latex);
}

std::string mathml_comparison(ir::OpKind op) {
  return "<mo>" + escaped(ir::op_def(op).spelling.unicode) + "</mo>";
}

constexpr FormulaSpelling unicode{
    .product = "·",
    .hadamard = " ∘ ",
    .elementwise_quotient = " ⊘ ",
    .quotient = "/",
    .reversed = " • ",
    .kronecker = " ⊗ ",
    .plus = " + ",
    .minus = " − ",
    .negative = "−",
    .comma = ", ",
    .semicolon = "; ",
    .block_comma = ", ",
    .brackets = "($0)",
    .transpose = "$0ᵀ",
    .inverse = "$0⁻¹",
    .inverse_transpose = "$0⁻ᵀ",
    .power = "$0^$1",
    .elementwise_power = "$0.^$1",
    .norm_square = "‖$0‖²",
    .matrix_norm_square = "‖$0‖²_F",
    .inner = "⟨$0⟩",
    .call = "$0($1)",
    .index = "$0[$1]",
    .primed = "$0$1",
    .prime = "'",
    .vertical = "[$0]",
    .horizontal = "[$0]",
    .fraction = {},
    .kronecker_call = {},
    .group = "$0",
    .superscript_base = "$0",
    .gradient = "∇_$0 $1",
    .jacobian = "∂$1/∂$0",
    .equation = "$0 = $1",
    .line = "$0 = $1",
    .family = "$0 for i = $1..$2",
    .comment = "# $0\n",
    .begin = {},
    .end = "\n",
    .line_end = "\n",
    .section_end = "\n\n",
    .implicit_half = true,
    .raised_digits = true,
    .name = unicode_name,
    .number = unicode_number,
    .text = same_text,
    .function = same_text,
    .comparison = unicode_comparison,
};

constexpr FormulaSpelling ascii{
    .product = "*",
    .hadamard = " .* ",
    .elementwise_quotient = " ./ ",
    .quotient = "/",
    .reversed = " • ",
    .kronecker = {},
    .plus = " + ",
    .minus = " - ",
    .negative = "-",
    .comma = ", ",
    .semicolon = "; ",
    .block_comma = ", ",
    .brackets = "($0)",
    .transpose = "$0'",
    .inverse = "inv($0)",
    .inverse_transpose = "inv($0)'",
    .power = "$0^$1",
    .elementwise_power = "$0.^$1",
    .norm_square = "norm($0)^2",
    .matrix_norm_square = "normF($0)^2",
    .inner = "dot($0)",
    .call = "$0($1)",
    .index = "$0[$1]",
    .primed = "$0$1",
    .prime = "'",
    .vertical = "[$0]",
    .horizontal = "[$0]",
    .fraction = {},
    .kronecker_call = "kron($0, $1)",
    .group = "$0",
    .superscript_base = "$0",
    .gradient = "grad($1, $0)",
    .jacobian = "jacobian($1, $0)",
    .equation = "$0 = $1",
    .line = "$0 = $1",
    .family = "$0 for i = $1..$2",
    .comment = "# $0\n",
    .begin = {},
    .end = "\n",
    .line_end = "\n",
    .section_end = "\n\n",
    .name = ascii_name,
    .number = ascii_number,
    .text = same_text,
    .function = same_text,
    .comparison = ascii_comparison,
};

// Needs amsmath alone.
constexpr FormulaSpelling latex{
    .product = " \\cdot ",
    .hadamard = " \\circ ",
    .elementwise_quotient = " \\oslash ",
    .quotient = " / ",
    .reversed = " \\bullet ",
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
    .comment = "% $0\n",
    .begin = "\\begin{align}\n",
    .end = "\n\\end{align}\n",
    .line_end = " \\\\\n",
    .section_end = " \\\\[1ex]\n",
    .implicit_half = true,
    .raises_exponents = true,
    .name = latex_name,
    .number = latex_number,
    .text = latex_text,
    .function = latex_function,
    .comparison = latex_comparison,
};

constexpr FormulaSpelling mathml{
    .product = "<mo>·</mo>",
    .hadamard = "<mo>∘</mo>",
    .elementwise_quotient = "<mo>⊘</mo>",
    .quotient = "<mo>/</mo>",
    .reversed = "<mo>•</mo>",
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
    .comment = "<!-- $0 -->\n",
    .begin =
        "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">\n"
        "<mtable displaystyle=\"true\" columnalign=\"right center left\">\n",
    .end = "\n</mtable>\n</math>\n",
    .line_end = "\n",
    .section_end = "\n",
    .implicit_half = true,
    .raises_exponents = true,
    .name = mathml_name,
    .number = mathml_number,
    .text = mathml_text,
    .function = mathml_function,
    .comparison = mathml_comparison,
};

}  // namespace

std::string fill(std::string_view pattern, const std::vector<std::string>& parts) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '$') {
      result += pattern[i];
      continue;
    }
    const auto part = static_cast<std::size_t>(pattern[++i] - '0');
    NNGEN_CHECK(part < parts.size());
    result += parts[part];
  }
  return result;
}

const FormulaSpelling& spelling_of(FormulaStyle style) {
  switch (style) {
    case FormulaStyle::unicode: return unicode;
    case FormulaStyle::ascii: return ascii;
    case FormulaStyle::latex: return latex;
    case FormulaStyle::mathml: return mathml;
  }
  NNGEN_UNREACHABLE();
}

}  // namespace nngen::codegen
