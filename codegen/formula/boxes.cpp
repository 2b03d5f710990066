#include "codegen/formula/boxes.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace nngen::codegen {
namespace {

bool is_product(const Box& box) { return box.kind == BoxKind::product; }

bool same_family(ProductSign a, ProductSign b) {
  if (a == ProductSign::kronecker || b == ProductSign::kronecker) return a == b;
  const auto is_matrix = [](ProductSign s) {
    return s == ProductSign::product || s == ProductSign::reversed;
  };
  return is_matrix(a) == is_matrix(b);
}

}  // namespace

Box text_box(std::string text) { return {.kind = BoxKind::text, .text = std::move(text)}; }

Box number_box(double value) {
  if (value < 0 || std::signbit(value)) {
    Box size{.kind = BoxKind::number, .number = -value};
    return {.kind = BoxKind::negation,
            .precedence = Precedence::negation,
            .children = {std::move(size)}};
  }
  return {.kind = BoxKind::number, .number = value};
}

Box negated(Box box) {
  return {
      .kind = BoxKind::negation, .precedence = Precedence::negation, .children = {std::move(box)}};
}

Box call_box(std::string function, std::vector<Box> arguments) {
  return {.kind = BoxKind::call,
          .precedence = Precedence::postfix,
          .text = std::move(function),
          .children = std::move(arguments)};
}

Box bracketed(Box box) {
  return {.kind = BoxKind::product, .precedence = Precedence::atom, .children = {std::move(box)}};
}

Box product_box(Box left, ProductSign sign, Box right) {
  if (right.precedence <= Precedence::negation) right = bracketed(std::move(right));
  if (left.precedence == Precedence::sum) left = bracketed(std::move(left));
  if (is_product(left) && left.precedence == Precedence::product) {
    const bool plain = std::all_of(left.operators.begin(), left.operators.end(),
                                   [&](ProductSign s) { return same_family(s, sign); });
    const bool quotient = left.operators.back() == ProductSign::quotient ||
                          left.operators.back() == ProductSign::elementwise_quotient;
    if (plain && !quotient) {
      left.children.push_back(std::move(right));
      left.operators.push_back(sign);
      return left;
    }
    // A·B/c: what is divided ends at the sign.
    const bool divides_chain =
        sign == ProductSign::quotient && is_chain_of(ProductSign::product, left);
    if (!divides_chain) left = bracketed(std::move(left));
  }
  return {.kind = BoxKind::product,
          .precedence = Precedence::product,
          .children = {std::move(left), std::move(right)},
          .operators = {sign}};
}

Box in_front(Box scalar, Box chain) {
  if (!is_product(chain) || chain.precedence != Precedence::product) {
    return product_box(std::move(scalar), ProductSign::product, std::move(chain));
  }
  if (chain.operators[0] == ProductSign::kronecker) {
    return product_box(std::move(scalar), ProductSign::product, bracketed(std::move(chain)));
  }
  if (scalar.precedence < Precedence::postfix) scalar = bracketed(std::move(scalar));
  chain.children.insert(chain.children.begin(), std::move(scalar));
  chain.operators.insert(chain.operators.begin(), ProductSign::product);
  return chain;
}

Box with_coefficient(double coefficient, Box box) {
  if (coefficient == 1) return box;
  const double size = std::abs(coefficient);
  if (size != 1) {
    box = in_front({.kind = BoxKind::number, .number = size}, std::move(box));
  } else if (box.precedence == Precedence::sum) {
    box = bracketed(std::move(box));
  }
  return coefficient < 0 ? negated(std::move(box)) : box;
}

bool is_chain_of(ProductSign sign, const Box& box) {
  return is_product(box) && box.precedence == Precedence::product &&
         std::all_of(box.operators.begin(), box.operators.end(),
                     [&](ProductSign other) { return other == sign; });
}

}  // namespace nngen::codegen
