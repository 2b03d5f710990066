#pragma once
// What a computation costs, in operations on numbers.

#include <span>

#include "ir/graph.hpp"

namespace nngen::ir {

/// The operations on numbers that the roots take, each node computed once: an addition,
/// multiplication, comparison or function of a number counts 1; moving numbers (transposes, slices,
/// blocks, broadcasts) nothing. Every size must be known. `samples`: how often what depends on a
/// sample is computed.
double flops(const Graph& graph, std::span<const NodeId> roots, double samples = 1);

}  // namespace nngen::ir
