#pragma once
// The gradient of a call's loss without any symbolic rule: the primal program runs on a scalar
// reverse tape, one sample after another. Costs a constant times the forward pass, in time and (for
// one sample) in memory.

#include <span>
#include <vector>

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// By a param or const one matrix of its shape, by an input or target one for each sample. By a
/// symmetric, spd or diagonal param it is the projection onto that space.
struct ReferenceGradient {
  double loss = 0;
  std::vector<SampledValue<double>> gradients;  // parallel to `by`
};

/// The gradient by the given variables of the loss of the call: of one sample (none), or the mean
/// or sum over the samples, in which a term that no sample enters counts once. `loss` is a scalar
/// node of the primal program, `by` are nodes of declarations.
ReferenceGradient reference_gradient(const ir::Program& program, ir::NodeId loss,
                                     std::span<const ir::NodeId> by, ir::Reduction reduction,
                                     const Point& point);

/// The derivative of that gradient along a direction (for each declaration that moves, its
/// tangent): the Hessian times the direction, on a tape of dual numbers.
std::vector<SampledValue<double>> reference_hessian_product(
    const ir::Program& program, ir::NodeId loss, std::span<const ir::NodeId> by,
    ir::Reduction reduction, const Point& point, const Point& direction);

}  // namespace nngen::runtime
