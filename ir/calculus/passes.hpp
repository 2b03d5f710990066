#pragma once
// The mathematical passes between a checked program and its formulas or its code.

#include <string>
#include <vector>

#include "ir/calculus/differentiate.hpp"

namespace nngen::ir {

struct RewriteContext;

/// Derivatives that the file itself asks for, simplified for reading; `by`: what the loss is
/// differentiated by later. Part of `derive_for_reading`. `steps` takes each use of a rule, if it
/// is not null.
void simplify_derivatives(Program& program, std::span<const NodeId> by,
                          std::vector<RewriteStep>* steps = nullptr);

/// The derivation as a reader wants it: differentiated, simplified, activations as symbols.
/// `by`: the variables asked for (all parameters if empty). Without a loss there is nothing to derive.
Derivation derive_for_reading(Program& program, std::span<const NodeId> by, Reduction reduction,
                              Diagnostics& diagnostics);

/// Derivatives of a derived program as a reader wants them: what several places need stays whole.
std::vector<NodeId> simplify_shared(const Program& program, std::vector<NodeId> nodes,
                                    RewriteContext context);

/// One derived node as a reader wants it.
NodeId simplified(const Program& program, NodeId node, std::vector<RewriteStep>* steps = nullptr);

/// The same values as the code computes them: declared activations expanded into their functions, σ' taken
/// from the stored forward value where the function allows it, products by the fewest operations, only what is
/// needed kept.
struct RunnableProgram {
  NodeId loss;                  // invalid without one
  std::vector<Gradient> gradients;
  std::vector<NamedValue> outputs;
  std::vector<NodeId> images;   // of the nodes asked for
};
/// `named`: nodes of the derivation whose images are wanted; they are computed only if something needs them.
RunnableProgram prepare_for_running(Program& program, const Derivation& derivation,
                                    std::span<const NodeId> named = {});

}  // namespace nngen::ir
