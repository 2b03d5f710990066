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

std::string same_text(std::string_view text) { return std::string(text); }

std::string unicode_comparison(ir::OpKind op) {
  return fmt::format(" {} ", ir::op_def(op).spelling.unicode);
}

std::string ascii_comparison(ir::OpKind op) {
  return fmt::format(" {} ", ir::op_def(op).spelling.ascii);
}

constexpr FormulaSpelling unicode{
    .product = "·",
    .hadamard = " ∘ ",
    .elementwise_quotient = " ⊘ ",
    .quotient = "/",
    .reversed = " • ",
    .reversed_open = {},
    .reversed_close = {},
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
    .norm = "‖$0‖",
    .matrix_norm = "‖$0‖_F",
    .norm_one = "‖$0‖₁",
    .absolute = "|$0|",
    .root = "√$0",
    .choice = "where($0, $1, $2)",
    .underbrace = "$0",
    .underbrace_of_layer = "$0",
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
    .family_sum = "sum($0 for i = $1..$2)",
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
    .reversed = ", ",
    .reversed_open = "rmul(",
    .reversed_close = ")",
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
    .norm = "norm($0)",
    .matrix_norm = "normF($0)",
    .norm_one = "norm1($0)",
    .absolute = "abs($0)",
    .root = "sqrt($0)",
    .choice = "where($0, $1, $2)",
    .underbrace = "$0",
    .underbrace_of_layer = "$0",
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
    .family_sum = "sum($0 for i = $1..$2)",
    .comment = "# $0\n",
    .begin = {},
    .end = "\n",
    .line_end = "\n",
    .section_end = "\n\n",
    .root_has_bar = true,
    .name = ascii_name,
    .number = ascii_number,
    .text = same_text,
    .function = same_text,
    .comparison = ascii_comparison,
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
    case FormulaStyle::latex: return latex_spelling();
    case FormulaStyle::mathml: return mathml_spelling();
  }
  NNGEN_UNREACHABLE();
}

}  // namespace nngen::codegen
