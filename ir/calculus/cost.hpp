#pragma once
// What a computation costs, in operations on numbers.

#include <optional>
#include <span>

#include "ir/graph.hpp"

namespace nngen::ir {

/// The operations on numbers that the roots take, each node computed once: an addition,
/// multiplication, comparison or function of a number counts 1; moving numbers (transposes, slices,
/// blocks, broadcasts) nothing. Every size must be known. `samples`: how often what depends on a
/// sample is computed.
double flops(const Graph& graph, std::span<const NodeId> roots, double samples = 1);

/// The same of one node (of one sample, where it depends on a sample), as a polynomial where sizes
/// are symbolic. Nothing where it is no polynomial with integer coefficients, or too large to be
/// exact.
std::optional<Dim> node_flops(const Graph& graph, NodeId node);

/// A number of entries or operations that is exact: nothing where sums and products have saturated.
std::optional<Dim> exact_count(Dim count);

}  // namespace nngen::ir
