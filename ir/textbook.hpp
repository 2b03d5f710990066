#pragma once
// Textbook spellings that overflow where the function they mean does not, recognised when a node is made: also
// through names and definitions, which are not part of a node.

#include "ir/expr.hpp"

namespace nngen::ir {

/// z where x is sigmoid(z), written directly or through a declared activation; otherwise invalid.
Expr argument_of_sigmoid(Expr x);

/// log(1 + e^z) = softplus(z), log Σ e^z = logsumexp(z), log(softmax(z)) = log_softmax(z),
/// log(sigmoid(z)) = −softplus(−z), log(1 − sigmoid(z)) = −softplus(z); otherwise invalid.
Expr stable_log(Expr x);

/// log1p(e^z) = softplus(z); otherwise invalid.
Expr stable_log_plus_one(Expr x);

/// 1/(1 + e^−z) = e^z/(1 + e^z) = sigmoid(z), e^z/Σ e^z = softmax(z); otherwise invalid.
Expr stable_quotient(Expr a, Expr b);

}  // namespace nngen::ir
