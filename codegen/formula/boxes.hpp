#pragma once
// Boxes of formulas, with the brackets that their parts need.

#include <string>
#include <vector>

#include "codegen/formula/layout.hpp"

namespace nngen::codegen {

Box text_box(std::string text);
Box number_box(double value);
Box negated(Box box);
Box call_box(std::string function, std::vector<Box> arguments);
Box bracketed(Box box);

/// A product whose signs are all the same associative one, so that brackets around it may go.
bool is_chain_of(ProductSign sign, const Box& box);
/// Appends to a chain that is read from left to right. A right operand that is a product needs
/// brackets; so does a left one of the other kind, which reads better with them.
Box product_box(Box left, ProductSign sign, Box right);
/// A scalar factor stands in front of a chain of products, without brackets: 2·Aᵀ·r.
Box in_front(Box scalar, Box chain);
Box with_coefficient(double coefficient, Box box);

}  // namespace nngen::codegen
