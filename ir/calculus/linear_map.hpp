#pragma once
// The matrix of a linear map that is written as an expression: how Jacobians are read off tangents.

#include <vector>

#include "ir/calculus/adjoint_rules.hpp"
#include "ir/expr.hpp"

namespace nngen::ir {

/// vec(map) = matrix·vec(seed), by the matrices of the map's operands and what the rule says of its
/// operation.
struct MatrixStep {
  RuleText rule;
  NodeId map;
  NodeId matrix;
};

/// M with vec(t) = M·vec(seed), for a t that is linear in the seed. Structure stays symbolic: an
/// entrywise product becomes diag(d), an outer product u·vᵀ, A·T·B a Kronecker product Bᵀ⊗A.
/// `steps` takes what becomes of each operation, if it is not null.
Expr matrix_of_linear_map(Expr t, Expr seed, std::vector<MatrixStep>* steps = nullptr);

/// ∂vec(y)/∂vec(x)ᵀ: one row an entry of y, one column an entry of x. x is a variable or any other node, which
/// then moves by itself.
Expr jacobian(Expr y, Expr x);

/// The seed of the tangent in `jacobian`: dx.
Expr jacobian_seed(Expr x);

}  // namespace nngen::ir
