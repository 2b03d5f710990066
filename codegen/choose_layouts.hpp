#pragma once
// How the intermediate values of a batch lie in memory.

#include "codegen/lowering_target.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// A vector a sample that is too short to fill a register lies by row: the same entry of all samples side by
/// side, so that a softmax over ten classes takes many samples at once.
void choose_layouts(ir::KernelProgram& program, const LoweringTarget& target);

}  // namespace nngen::codegen
