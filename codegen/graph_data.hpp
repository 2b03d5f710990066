#pragma once
// The derivation as data: the typed graph as JSON (docs/formats.md has the schema) and as Graphviz.

#include <string>

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// `verified`: what has been found about the derivation, if anything has.
std::string graph_json(const ir::Program& program, const ir::Derivation& derivation,
                       std::string_view verified = {});

/// A digraph: an edge from each operand to what is computed from it, the nodes of the derivation
/// apart from the forward ones.
std::string graph_dot(const ir::Program& program, const ir::Derivation& derivation);

}  // namespace nngen::codegen
