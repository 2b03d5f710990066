#pragma once
// In which order a chain of matrix products is computed.

#include <span>
#include <vector>

#include "ir/graph.hpp"

namespace nngen::ir {

/// The images of the roots with every chain of products, A·B·C·…, computed in the order that takes the fewest
/// multiplications; chains that are as cheap as they stand stay. Only products that nothing else uses are taken
/// apart, and only where all sizes are known. `samples`: how many samples a call is thought to have, for what
/// is the same for all of them is computed once. Behind the roots' images stand those of the named nodes, whose
/// being asked for is no use.
std::vector<NodeId> order_products(Graph& graph, std::span<const NodeId> roots,
                                   std::span<const NodeId> named, double samples);

}  // namespace nngen::ir
