#pragma once
// The matrix of a linear map that is written as an expression: how Jacobians are read off tangents.

#include "ir/expr.hpp"

namespace nngen::ir {

/// M with vec(t) = M·vec(seed), for a t that is linear in the seed. Structure stays symbolic: an entrywise
/// product becomes diag(d), an outer product u·vᵀ, A·T·B a Kronecker product Bᵀ⊗A.
Expr matrix_of_linear_map(Expr t, Expr seed);

/// ∂vec(y)/∂vec(x)ᵀ: one row an entry of y, one column an entry of x. x is a variable or any other node, which
/// then moves by itself.
Expr jacobian(Expr y, Expr x);

}  // namespace nngen::ir
