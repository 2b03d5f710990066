#pragma once
// Products of two as products of many.

#include <vector>

#include "ir/expr.hpp"

namespace nngen::ir {

/// The factors of a product from left to right, where `opens(x)` says whether x is a product of two that is
/// looked into. At most 16 are: a chain may be as long as a program.
template <class Opens>
std::vector<Expr> factors_of(Expr product, Opens opens) {
  constexpr std::size_t most = 16;
  std::vector<Expr> factors;
  std::size_t opened = 0;
  std::vector<Expr> open = {product};
  while (!open.empty()) {
    const Expr x = open.back();
    open.pop_back();
    if (opened < most && opens(x)) {
      ++opened;
      open.push_back(x.operand(1));
      open.push_back(x.operand(0));
    } else {
      factors.push_back(x);
    }
  }
  return factors;
}

}  // namespace nngen::ir
