#pragma once
// What a reader calls the tangent rule of an operation, and where it stands in the literature.

#include "ir/calculus/adjoint_rules.hpp"

namespace nngen::ir {

/// "matrix product, Y = A·B: dY = dA·B + A·dB". A d marks a change.
RuleText tangent_rule(OpKind op);

}  // namespace nngen::ir
