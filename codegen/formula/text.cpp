#include "codegen/formula/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "codegen/formula/family_runs.hpp"
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

// The index of the first name in the box that is a member of a family.
std::optional<std::int64_t> first_index(const Box& box) {
  const bool has_name = box.kind == BoxKind::name || box.kind == BoxKind::function;
  if (has_name && box.name.in_family && box.name.index) return box.name.index;
  for (const Box& child : box.children) {
    if (const auto index = first_index(child)) return index;
  }
  return std::nullopt;
}

// A brace of cases is closed on its left side only.
bool ends_with_choice(const Box& box) {
  const Box* last = &box;
  while (last->kind == BoxKind::negation ||
         (last->kind == BoxKind::product && !last->operators.empty())) {
    last = &last->children.back();
  }
  return last->kind == BoxKind::choice;
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
  const bool is_block = box.kind == BoxKind::vertical || box.kind == BoxKind::horizontal ||
                        box.kind == BoxKind::choice;
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
  const std::string text = operand(box, false);
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
    case BoxKind::choice:
      return grouped(fill(spelling_.choice, {render(box.children[0]), render(box.children[1]),
                                             render(box.children[2])}));
    case BoxKind::underbrace: return underbrace(box);
    case BoxKind::call: return grouped(called(spelling_.function(box.text), box));
    case BoxKind::root: return root(box.children[0]);
    case BoxKind::absolute: return absolute(box.children[0]);
    case BoxKind::norm:
      return fill(box.order == 1    ? spelling_.norm_one
                  : box.elementwise ? spelling_.matrix_norm
                                    : spelling_.norm,
                  {render(box.children[0])});
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

std::string TextRenderer::root(const Box& of) const {
  const bool is_size =
      of.kind == BoxKind::text && of.text.find_first_of(" \xC2") == std::string::npos;
  const bool is_clear = spelling_.root_has_bar || of.kind == BoxKind::name || of.kind == BoxKind::number || is_size;
  return fill(spelling_.root, {is_clear ? render(without_brackets(of)) : bracketed(of)});
}

// Bars within bars would be read as those of a norm.
std::string TextRenderer::absolute(const Box& of) const {
  const std::string text = render(of);
  const bool has_bars = spelling_.absolute.starts_with('|') && text.find('|') != std::string::npos;
  return has_bars ? fill(spelling_.call, {spelling_.function("abs"), text})
                  : fill(spelling_.absolute, {text});
}

std::string TextRenderer::function(const Box& box) const {
  std::string function = name(box.name);
  if (box.order > 0) {
    std::string primes;
    for (std::uint32_t i = 0; i < box.order; ++i) primes += spelling_.prime;
    function = fill(spelling_.primed, {function, primes});
  }
  if (box.children.empty()) return function;
  return grouped(called(function, box));
}

std::string TextRenderer::underbrace(const Box& box) const {
  const std::string product = render(box.children[0]);
  if (!box.name.index) return fill(spelling_.underbrace, {product});
  return fill(spelling_.underbrace_of_layer, {product, std::to_string(*box.name.index)});
}

std::string TextRenderer::operand(const Box& box, bool is_last) const {
  const bool is_open = spelling_.choice_is_open && ends_with_choice(box);
  return is_open && !is_last ? bracketed(box) : render(box);
}

// Terms that recur with a running index are written once: sum(Δᵢ·hᵢ₋₁ᵀ for i = 2..8).
std::string TextRenderer::sum(const Box& box) const {
  std::vector<FamilyMember> members;
  // The lines of a family are compared as they stand.
  const bool may_recur = !relative_to_ && box.children.size() >= fewest_repetitions;
  for (const Box& term : box.children) {
    const bool is_plain = term.precedence > Precedence::sum && term.kind != BoxKind::negation;
    const auto index = is_plain && may_recur ? first_index(term) : std::nullopt;
    members.push_back(index ? FamilyMember{index, TextRenderer(style_, index).render(term)}
                            : FamilyMember{});
  }
  std::string result;
  for (const FamilyRun& run : family_runs(members)) {
    const Box& term = box.children[run.member];
    const bool is_first = result.empty();
    const bool is_last = run.member + 1 == box.children.size();
    if (!is_first) result += term.kind == BoxKind::negation ? spelling_.minus : spelling_.plus;
    if (run.range) {
      result +=
          fill(spelling_.family_sum, {members[run.member].pattern, std::to_string(run.range->first),
                                      std::to_string(run.range->second)});
    } else {
      result += is_first ? operand(term, is_last) : further_term(term, is_last);
    }
  }
  return result;
}

std::string TextRenderer::further_term(const Box& term, bool is_last) const {
  const Box& size = term.kind == BoxKind::negation ? term.children[0] : term;
  return size.precedence == Precedence::sum ? bracketed(size) : operand(size, is_last);
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
  std::string opened;  // A•B•C is rmul(rmul(A, B), C) where there is no sign for it
  std::string result = factor(box.children[0], false);
  for (std::size_t i = 0; i < box.operators.size(); ++i) {
    // ½‖r‖²: a number in front of a bar needs no sign.
    const bool implicit =
        i == 0 && spelling_.implicit_half && box.children[0].kind == BoxKind::number &&
        box.operators[0] == ProductSign::product && box.children[1].kind == BoxKind::norm_square;
    if (!implicit) result += sign(box.operators[i]);
    result += factor(box.children[i + 1], i + 1 == box.operators.size());
    if (box.operators[i] != ProductSign::reversed) continue;
    opened += spelling_.reversed_open;
    result += spelling_.reversed_close;
  }
  return grouped(opened + result);
}

// What is written as a fraction stands among factors without brackets.
std::string TextRenderer::factor(const Box& box, bool is_last) const {
  const Box& inner = without_brackets(box);
  const bool is_fraction = !spelling_.fraction.empty() && is_quotient(inner);
  return operand(is_fraction ? inner : box, is_last);
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
