#pragma once
// What a reader calls the adjoint rule of an operation, and where it stands in the literature.

#include <string_view>

#include "ir/graph.hpp"

namespace nngen::ir {

/// "matrix product: Ā = Ȳ·Bᵀ, B̄ = Aᵀ·Ȳ", of Y = A·B. A bar marks a cotangent.
struct RuleText {
  std::string_view text;
  /// Author and number: MS, MA as in README.md; Cookbook: Petersen and Pedersen, The Matrix
  /// Cookbook, 2012.
  std::string_view source = {};
};

/// The name of the rule in the operation's row; elementwise functions share the chain rule.
RuleText adjoint_rule(OpKind op);

}  // namespace nngen::ir
