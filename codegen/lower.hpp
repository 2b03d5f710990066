#pragma once
// From nodes to kernels, through each operation's own lowering.

#include <vector>

#include "codegen/emit_header.hpp"
#include "ir/kernel.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// What an emitted function leaves behind: the value of a node, in the caller's memory or its workspace.
struct Wanted {
  enum class Place : std::uint8_t {
    returned,   // a scalar, which the function returns
    output,     // the result argument of an output
    gradient,   // the gradients' part for a parameter, or the result argument for another declaration
    update,     // of a parameter, by the value as its gradient
    given       // the same by a gradient that the caller gives; there is no node
  };
  ir::NodeId node;
  Place place = Place::returned;
  std::uint32_t index = 0;  // output or declaration
};

/// The kernels of one function, and where the scalar that it returns stands.
struct LoweredFunction {
  ir::KernelProgram kernels;
  ir::BufferId returned;
};

/// One kernel or more for each node that is needed; transposes, slices and repetitions are views. Never
/// chooses between ways to compute. Without a batch, samples are not counted.
LoweredFunction lower(const ir::Program& program, const std::vector<Wanted>& wanted, bool batched,
                      Optimizer optimizer = Optimizer::none);

}  // namespace nngen::codegen
