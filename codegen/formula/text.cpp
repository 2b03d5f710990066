#include "codegen/formula/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

constexpr std::array<std::string_view, 10> superscript_digits = {"⁰", "¹", "²", "³", "⁴",
                                                                 "⁵", "⁶", "⁷", "⁸", "⁹"};

bool is_raised_digit(double exponent) {
  return exponent == std::round(exponent) && exponent >= 2 && exponent <= 9;
}

bool has_superscript(const Box& box) {
  return box.kind == BoxKind::transpose || box.kind == BoxKind::inverse ||
         box.kind == BoxKind::power || box.kind == BoxKind::norm_square;
}

// Brackets that a fraction or another frame makes superfluous.
const Box& without_brackets(const Box& box) {
  const bool is_bracketed = box.kind == BoxKind::product && box.operators.empty();
  return is_bracketed ? box.children[0] : box;
}

bool is_quotient(const Box& box) {
  return box.kind == BoxKind::product && box.operators.size() == 1 &&
         box.operators[0] == ProductSign::quotient;
}

// Whether a fraction or a block of a matrix stands in it.
bool is_high(const Box& box) {
  const bool is_block = box.kind == BoxKind::vertical || box.kind == BoxKind::horizontal;
  const bool is_half = box.kind == BoxKind::number && box.number == 0.5;
  if (is_block || is_half || is_quotient(box)) return true;
  return std::any_of(box.children.begin(), box.children.end(), is_high);
}

}  // namespace

std::string TextRenderer::name(const ir::Name& name) const {
  std::optional<RelativeIndex> relative;
  if (name.index && relative_to_ && name.in_family) {
    relative = RelativeIndex{*name.index - *relative_to_};
  }
  return spelling_.name(name, relative);
}

std::string TextRenderer::gradient(const ir::Name& of, const ir::Name& by,
                                   DerivativeLayout layout) const {
  const bool is_jacobian = layout == DerivativeLayout::jacobian;
  return fill(is_jacobian ? spelling_.jacobian : spelling_.gradient, {name(by), name(of)});
}

std::string_view TextRenderer::sign(ProductSign sign) const {
  switch (sign) {
    case ProductSign::product: return spelling_.product;
    case ProductSign::hadamard: return spelling_.hadamard;
    case ProductSign::elementwise_quotient: return spelling_.elementwise_quotient;
    case ProductSign::quotient: return spelling_.quotient;
    case ProductSign::reversed: return spelling_.reversed;
    case ProductSign::kronecker: return spelling_.kronecker;
  }
  NNGEN_UNREACHABLE();
}

std::string TextRenderer::bracketed(const Box& box) const {
  const bool is_low = !spelling_.low_brackets.empty() && !is_high(box);
  return fill(is_low ? spelling_.low_brackets : spelling_.brackets, {render(box)});
}

std::string TextRenderer::called(const std::string& function, const Box& box) const {
  const bool is_low = !spelling_.low_call.empty() && !is_high(box);
  return fill(is_low ? spelling_.low_call : spelling_.call, {function, list(box, spelling_.comma)});
}

std::string TextRenderer::base(const Box& box) const {
  const std::string text = render(box);
  return has_superscript(box) ? fill(spelling_.superscript_base, {text}) : text;
}

std::string TextRenderer::render(const Box& box) const {
  switch (box.kind) {
    case BoxKind::name: return name(box.name);
    case BoxKind::number: return spelling_.number(box.number);
    case BoxKind::text: return spelling_.text(box.text);
    case BoxKind::sum: return grouped(sum(box));
    case BoxKind::product: return product(box);
    case BoxKind::negation: return grouped(negation(box));
    case BoxKind::transpose: return fill(spelling_.transpose, {base(box.children[0])});
    case BoxKind::inverse:
      return fill(box.transposed ? spelling_.inverse_transpose : spelling_.inverse,
                  {base(box.children[0])});
    case BoxKind::power: return power(box);
    case BoxKind::comparison:
      return grouped(render(box.children[0]) + spelling_.comparison(box.op) +
                     render(box.children[1]));
    case BoxKind::call: return grouped(called(spelling_.function(box.text), box));
    case BoxKind::function: return function(box);
    case BoxKind::norm_square:
      return fill(box.elementwise ? spelling_.matrix_norm_square : spelling_.norm_square,
                  {render(box.children[0])});
    case BoxKind::inner: return grouped(fill(spelling_.inner, {list(box, spelling_.comma)}));
    case BoxKind::index:
      return grouped(fill(spelling_.index, {render(box.children[0]), spelling_.text(box.text)}));
    case BoxKind::vertical:
      return grouped(fill(spelling_.vertical, {list(box, spelling_.semicolon)}));
    case BoxKind::horizontal:
      return grouped(fill(spelling_.horizontal, {list(box, spelling_.block_comma)}));
  }
  NNGEN_UNREACHABLE();
}

std::string TextRenderer::list(const Box& box, std::string_view separator) const {
  std::string result;
  for (std::size_t i = 0; i < box.children.size(); ++i) {
    if (i > 0) result += separator;
    result += render(box.children[i]);
  }
  return result;
}

std::string TextRenderer::function(const Box& box) const {
  std::string function = name(box.name);
  if (box.order > 0) {
    std::string primes;
    for (std::uint32_t i = 0; i < box.order; ++i) primes += spelling_.prime;
    function = fill(spelling_.primed, {function, primes});
  }
  return grouped(called(function, box));
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
    result += negative ? spelling_.minus : spelling_.plus;
    result += size.precedence == Precedence::sum ? bracketed(size) : render(size);
  }
  return result;
}

std::string TextRenderer::product(const Box& box) const {
  const bool has_call = !spelling_.kronecker_call.empty();
  const auto is_kronecker = [](const Box& b) {
    return b.kind == BoxKind::product && !b.operators.empty() &&
           b.operators[0] == ProductSign::kronecker;
  };
  if (box.operators.empty()) {
    const Box& inner = box.children[0];
    return has_call && is_kronecker(inner) ? kronecker_call(inner) : bracketed(inner);
  }
  if (has_call && is_kronecker(box)) return kronecker_call(box);
  if (!spelling_.fraction.empty() && is_quotient(box)) return fraction(box);
  std::string result = factor(box.children[0]);
  for (std::size_t i = 0; i < box.operators.size(); ++i) {
    // ½‖r‖²: a number in front of a bar needs no sign.
    const bool implicit =
        i == 0 && spelling_.implicit_half && box.children[0].kind == BoxKind::number &&
        box.operators[0] == ProductSign::product && box.children[1].kind == BoxKind::norm_square;
    if (!implicit) result += sign(box.operators[i]);
    result += factor(box.children[i + 1]);
  }
  return grouped(result);
}

// What is written as a fraction stands among factors without brackets.
std::string TextRenderer::factor(const Box& box) const {
  const Box& inner = without_brackets(box);
  const bool is_fraction = !spelling_.fraction.empty() && is_quotient(inner);
  return render(is_fraction ? inner : box);
}

std::string TextRenderer::fraction(const Box& box) const {
  return fill(spelling_.fraction, {render(without_brackets(box.children[0])),
                                   render(without_brackets(box.children[1]))});
}

// Where there is no sign for it: kron(kron(A, B), C).
std::string TextRenderer::kronecker_call(const Box& box) const {
  std::string result = render(box.children[0]);
  for (std::size_t i = 1; i < box.children.size(); ++i) {
    result = fill(spelling_.kronecker_call, {result, render(box.children[i])});
  }
  return result;
}

std::string TextRenderer::negation(const Box& box) const {
  const Box& size = box.children[0];
  return std::string(spelling_.negative) +
         (size.precedence == Precedence::sum ? bracketed(size) : render(size));
}

std::string TextRenderer::power(const Box& box) const {
  const std::string of = base(box.children[0]);
  const std::string_view pattern = box.elementwise ? spelling_.elementwise_power : spelling_.power;
  if (box.children.size() > 1) return fill(pattern, {of, render(box.children[1])});
  if (spelling_.raises_exponents) {  // without brackets
    const std::string size = spelling_.number(std::abs(box.number));
    return fill(pattern,
                {of, box.number < 0 ? grouped(std::string(spelling_.negative) + size) : size});
  }
  if (!box.elementwise && spelling_.raised_digits && is_raised_digit(box.number)) {
    return of + std::string(superscript_digits[static_cast<std::size_t>(box.number)]);
  }
  std::string exponent = fmt::format("{}", box.number);
  if (box.number < 0) exponent = "(" + exponent + ")";
  return fill(pattern, {of, exponent});
}

}  // namespace nngen::codegen
