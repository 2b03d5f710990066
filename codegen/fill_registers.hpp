#pragma once
// Which columns of the workspace may be written in whole registers.

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// A single column of the workspace that every kernel walks from its first to its last row is given memory up to
/// the end of a register, so that its last rows are read and written like the others.
void fill_registers(ir::KernelProgram& program);

}  // namespace nngen::codegen
