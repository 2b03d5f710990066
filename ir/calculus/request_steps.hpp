#pragma once
// How a derivative that a file asks for comes about, step by step.

#include <vector>

#include "ir/calculus/differentiate.hpp"
#include "ir/calculus/linear_map.hpp"
#include "ir/program.hpp"

namespace nngen::ir {

/// Reverse mode first, where it has a part (grad, vjp, hvp, hessian); then forward mode (jvp, hvp,
/// jacobian, hessian); then the matrix is read off (jacobian, hessian).
struct RequestSteps {
  NodeId scalar;    // what the sweep starts from: f, or ⟨f, u⟩ with a constant u
  NodeId gradient;  // what it has found
  std::vector<AdjointStep> sweep;
  NodeId change;  // the tangent of x: the direction, or dx
  std::vector<TangentStep> tangents;
  std::vector<MatrixStep> matrices;
};

/// What made the request's value, done again: the nodes are the same ones.
RequestSteps steps_of(Graph& graph, const RequestedDerivative& request);

}  // namespace nngen::ir
