#pragma once
// Equations are solved where products need an inverse and nothing else does.

#include <span>
#include <vector>

#include "ir/graph.hpp"

namespace nngen::ir {

/// X⁻¹·B = solve(X, B) and A·X⁻¹ = solve(Xᵀ, Aᵀ)ᵀ, where no root and nothing but products (through
/// transposes too) needs X⁻¹. The images of the roots, then of the further nodes, which count as no
/// need.
std::vector<NodeId> solve_products(Graph& graph, std::span<const NodeId> roots,
                                   std::span<const NodeId> further);

}  // namespace nngen::ir
