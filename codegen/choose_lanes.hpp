#pragma once
// Which entries of a kernel are computed together in a register.

#include "codegen/lowering_target.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Chooses the axis of the lanes of every kernel by cost. An operand of a product that does not lie along
/// them is copied across first, where that is cheaper than any other way.
void choose_lanes(ir::KernelProgram& program, const LoweringTarget& target);

/// The axis along which the entries of a view are neighbours in memory: rows, cols or none.
ir::Lanes neighbours_along(const ir::View& view, const ir::Buffer& buffer);

/// The axis that the epilogue's strips of sums lie along.
ir::Lanes epilogue_lanes(const ir::Contract& contract);

/// Whether the epilogue can run on strips along that axis.
bool takes_strips(const ir::Contract& contract);

}  // namespace nngen::codegen
