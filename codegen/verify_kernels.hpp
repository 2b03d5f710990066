#pragma once

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Checks that views stay inside their buffers, bodies are in SSA form and nothing is read before it is
/// written; a failure is a bug of a lowering pass.
void verify_kernels(const ir::KernelProgram& program);

}  // namespace nngen::codegen
