#pragma once
// Declared activations become the functions they stand for.

#include <span>
#include <vector>

#include "ir/expr.hpp"

namespace nngen::ir {

/// The declared activation's derivative at z, by the rules of the functions that it stands for.
Expr expand_activation(FunctionUse use, Expr z);

/// Rebuilds what the roots need with every Σ(z), Σ'(z), Σ''(z) replaced by its function. A derivative that
/// is a formula in the function's value (tanh, sigmoid, exp) refers to the forward node, which the graph
/// holds already. Result: for each node its image; invalid for nodes that the roots do not need.
std::vector<NodeId> expand_activations(Graph& graph, std::span<const NodeId> roots);

}  // namespace nngen::ir
