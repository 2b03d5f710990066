#pragma once
// The mathematical passes between a checked program and its formulas or its code.

#include <string>
#include <vector>

#include "ir/calculus/differentiate.hpp"

namespace nngen::ir {

/// The derivation as a reader wants it: differentiated, simplified, activations as symbols.
/// `by`: the variables asked for (all parameters if empty). Without a loss there is nothing to derive.
Derivation derive_for_reading(Program& program, std::span<const NodeId> by, Reduction reduction,
                              Diagnostics& diagnostics);

/// The same gradients as the code computes them: declared activations expanded into their functions,
/// σ' taken from the stored forward value where the function allows it, only what is needed kept.
struct RunnableProgram {
  NodeId loss;                       // invalid without one
  std::vector<Gradient> gradients;
  std::vector<NamedValue> outputs;
  std::vector<NodeId> named_values;  // parallel to Program::values: their nodes after expansion
  std::vector<Cotangent> cotangents; // of the expanded nodes, for naming
  std::vector<NodeId> images;        // of the derivation's nodes; invalid where none is needed
};
RunnableProgram prepare_for_running(Program& program, const Derivation& derivation);

}  // namespace nngen::ir
