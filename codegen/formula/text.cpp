#include "codegen/formula/text.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {
namespace {

constexpr std::array<std::string_view, 10> subscript_digits = {"₀", "₁", "₂", "₃", "₄",
                                                               "₅", "₆", "₇", "₈", "₉"};
constexpr std::array<std::string_view, 10> superscript_digits = {"⁰", "¹", "²", "³", "⁴",
                                                                 "⁵", "⁶", "⁷", "⁸", "⁹"};

std::string digits(std::int64_t value, const std::array<std::string_view, 10>& glyphs) {
  std::string result;
  for (const char c : std::to_string(value)) result += glyphs[static_cast<std::size_t>(c - '0')];
  return result;
}

bool is_raised_digit(double exponent) {
  return exponent == std::round(exponent) && exponent >= 2 && exponent <= 9;
}

}  // namespace

std::string TextRenderer::subscript(std::int64_t index) const {
  return unicode() ? digits(index, subscript_digits) : std::to_string(index);
}

std::string TextRenderer::relative(const ir::Name& name) const {
  const std::int64_t offset = *name.index - *relative_to_;
  if (!unicode()) {
    if (offset == 0) return "[i]";
    return fmt::format("[i{}{}]", offset < 0 ? "-" : "+", std::abs(offset));
  }
  if (offset == 0) return "ᵢ";
  return std::string("ᵢ") + (offset < 0 ? "₋" : "₊") + digits(std::abs(offset), subscript_digits);
}

std::string TextRenderer::name(const ir::Name& name) const {
  const std::string& base = name.base;
  if (!name.index) return base;
  if (relative_to_ && name.in_family) return base + relative(name);
  if (*name.index < 0) return base + "[" + std::to_string(*name.index) + "]";
  const bool ends_in_digit = base.back() >= '0' && base.back() <= '9';
  if (ends_in_digit) return base + "_" + std::to_string(*name.index);
  return base + subscript(*name.index);
}

std::string TextRenderer::gradient(const ir::Name& of, const ir::Name& by) const {
  if (!unicode()) return fmt::format("grad({}, {})", name(of), name(by));
  return fmt::format("∇_{} {}", name(by), name(of));
}

std::string TextRenderer::number(double value) const {
  // what overflowed while constants were put together
  if (std::isinf(value)) return "(1/0)";
  if (std::isnan(value)) return "(0/0)";
  if (unicode() && value == 0.5) return "½";
  if (unicode() && value == 0.25) return "¼";
  return fmt::format("{}", value);
}

const char* TextRenderer::sign(ProductSign sign) const {
  switch (sign) {
    case ProductSign::product: return unicode() ? "·" : "*";
    case ProductSign::hadamard: return unicode() ? " ∘ " : " .* ";
    case ProductSign::elementwise_quotient: return unicode() ? " ⊘ " : " ./ ";
    case ProductSign::quotient: return "/";
    case ProductSign::reversed: return " • ";
    case ProductSign::kronecker: return " ⊗ ";
  }
  NNGEN_UNREACHABLE();
}

std::string TextRenderer::render(const Box& box) const {
  switch (box.kind) {
    case BoxKind::name: return name(box.name);
    case BoxKind::number: return number(box.number);
    case BoxKind::text: return box.text;
    case BoxKind::sum: return sum(box);
    case BoxKind::product: return product(box);
    case BoxKind::negation: return negation(box);
    case BoxKind::transpose: return render(box.children[0]) + (unicode() ? "ᵀ" : "'");
    case BoxKind::inverse: return inverse(box);
    case BoxKind::power: return power(box);
    case BoxKind::comparison: return comparison(box);
    case BoxKind::call: return box.text + "(" + list(box, ", ") + ")";
    case BoxKind::function:
      return name(box.name) + std::string(box.order, '\'') + "(" + list(box, ", ") + ")";
    case BoxKind::norm_square: return norm_square(box);
    case BoxKind::inner:
      return unicode() ? "⟨" + list(box, ", ") + "⟩" : "dot(" + list(box, ", ") + ")";
    case BoxKind::index: return render(box.children[0]) + "[" + box.text + "]";
    case BoxKind::vertical: return "[" + list(box, "; ") + "]";
    case BoxKind::horizontal: return "[" + list(box, ", ") + "]";
  }
  NNGEN_UNREACHABLE();
}

std::string TextRenderer::list(const Box& box, const char* separator) const {
  std::string result;
  for (std::size_t i = 0; i < box.children.size(); ++i) {
    if (i > 0) result += separator;
    result += render(box.children[i]);
  }
  return result;
}

std::string TextRenderer::sum(const Box& box) const {
  std::string result;
  for (std::size_t i = 0; i < box.children.size(); ++i) {
    const Box& term = box.children[i];
    const bool negative = term.kind == BoxKind::negation;
    if (i == 0) {
      result += render(term);
      continue;
    }
    const Box& size = negative ? term.children[0] : term;
    result += negative ? (unicode() ? " − " : " - ") : " + ";
    const bool brackets = size.precedence == Precedence::sum;
    result += brackets ? "(" + render(size) + ")" : render(size);
  }
  return result;
}

std::string TextRenderer::product(const Box& box) const {
  if (box.operators.empty()) {
    const Box& inner = box.children[0];
    const bool is_call = !unicode() && inner.kind == BoxKind::product && !inner.operators.empty() &&
                         inner.operators[0] == ProductSign::kronecker;
    return is_call ? nested_kronecker(inner) : "(" + render(inner) + ")";
  }
  if (box.operators[0] == ProductSign::kronecker && !unicode()) return nested_kronecker(box);
  std::string result = render(box.children[0]);
  for (std::size_t i = 0; i < box.operators.size(); ++i) {
    // ½‖r‖²: a number in front of a bar needs no sign.
    const bool implicit = i == 0 && unicode() && box.children[0].kind == BoxKind::number &&
                          box.operators[0] == ProductSign::product &&
                          box.children[1].kind == BoxKind::norm_square;
    if (!implicit) result += sign(box.operators[i]);
    result += render(box.children[i + 1]);
  }
  return result;
}

// There is no ASCII sign for it: kron(kron(A, B), C).
std::string TextRenderer::nested_kronecker(const Box& box) const {
  std::string result = render(box.children[0]);
  for (std::size_t i = 1; i < box.children.size(); ++i) {
    result = "kron(" + result + ", " + render(box.children[i]) + ")";
  }
  return result;
}

std::string TextRenderer::negation(const Box& box) const {
  const Box& size = box.children[0];
  const std::string minus = unicode() ? "−" : "-";
  return size.precedence == Precedence::sum ? minus + "(" + render(size) + ")"
                                            : minus + render(size);
}

std::string TextRenderer::comparison(const Box& box) const {
  const ir::Spelling& spelling = ir::op_def(box.op).spelling;
  return fmt::format("{} {} {}", render(box.children[0]),
                     unicode() ? spelling.unicode : spelling.ascii, render(box.children[1]));
}

std::string TextRenderer::inverse(const Box& box) const {
  const std::string base = render(box.children[0]);
  if (unicode()) return base + (box.transposed ? "⁻ᵀ" : "⁻¹");
  return "inv(" + base + ")" + (box.transposed ? "'" : "");
}

std::string TextRenderer::power(const Box& box) const {
  const std::string base = render(box.children[0]);
  if (box.children.size() > 1) {
    return base + (box.elementwise ? ".^" : "^") + render(box.children[1]);
  }
  if (!box.elementwise && unicode() && is_raised_digit(box.number)) {
    return base + std::string(superscript_digits[static_cast<std::size_t>(box.number)]);
  }
  std::string exponent = fmt::format("{}", box.number);
  if (box.number < 0) exponent = "(" + exponent + ")";
  return base + (box.elementwise ? ".^" : "^") + exponent;
}

std::string TextRenderer::norm_square(const Box& box) const {
  const std::string inner = render(box.children[0]);
  if (unicode()) return "‖" + inner + "‖" + (box.elementwise ? "²_F" : "²");
  return (box.elementwise ? "normF(" : "norm(") + inner + ")^2";
}

}  // namespace nngen::codegen
