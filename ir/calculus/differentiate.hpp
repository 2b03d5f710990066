#pragma once
// Reverse and forward accumulation on the graph, with the rules of the operation table.

#include <span>
#include <string_view>
#include <vector>

#include "ir/diagnostic.hpp"
#include "ir/program.hpp"

namespace nngen::ir {

/// How one sample's loss becomes the loss of a call: no batch, or the mean or sum over the samples.
enum class Reduction : std::uint8_t { none, mean, sum };

/// The cotangent x̄ = ∂loss/∂x of a node that the sweep passed (per sample where the node is; in a mean
/// over M samples without the factor 1/M, which stands in the gradients only, as in MA (51)–(56)).
struct Cotangent {
  NodeId primal;
  NodeId value;
};

struct Gradient {
  NodeId by;     // the variable
  NodeId value;  // of its shape
};

/// The use of an operation's adjoint rule: what the cotangent of a node gives to those of its operands.
struct AdjointStep {
  NodeId of;
  NodeId cotangent;              // the sum of what the users of the node gave
  std::vector<Cotangent> parts;  // one for each operand that the variables can change
};

/// The use of an operation's tangent rule: the change of a node, made of the changes of its
/// operands.
struct TangentStep {
  NodeId of;
  NodeId tangent;
};

/// One use of a named rule: of a simplification, an assumption, a projection.
struct RewriteStep {
  std::string_view rule;
  NodeId before;
  NodeId after;
};

/// How a derivation came about, in order.
struct DerivationSteps {
  std::vector<AdjointStep> sweep;           // one for each of the derivation's cotangents
  std::vector<RewriteStep> simplifications;
  std::vector<RewriteStep> of_requests;     // of the derivatives that the file asks for
  std::vector<RewriteStep> projections;     // of gradients, and what becomes simpler by them, last
};

/// The derivation of one scalar: everything a printer or the lowering needs.
struct Derivation {
  Reduction reduction = Reduction::none;
  NodeId objective;   // of one sample
  NodeId loss;        // of the call: the objective, or its mean or sum over the samples
  std::vector<Cotangent> cotangents;  // in the order of the reverse sweep
  std::vector<Gradient> gradients;    // in the order asked for
  DerivationSteps steps;
};

/// Reverse mode in matrix form: the gradient of a scalar by each variable in `by`; an operation without an
/// adjoint rule is reported.
Derivation differentiate(Graph& graph, NodeId scalar, std::span<const NodeId> by,
                         Reduction reduction, Diagnostics& diagnostics);

/// The loss of a call over all samples: terms that a sample enters are averaged or added over the
/// samples, the others (a weight penalty; seen through sums and shared scalar factors) count once.
NodeId batch_loss(Graph& graph, NodeId objective, Reduction reduction);

/// Forward mode: the tangent of y for the tangents of the given variables.
struct Tangent {
  NodeId variable;
  NodeId value;
};
/// `steps` takes each use of a rule, if it is not null.
NodeId tangent_of(Graph& graph, NodeId y, std::span<const Tangent> tangents,
                  std::vector<TangentStep>* steps = nullptr);

}  // namespace nngen::ir
