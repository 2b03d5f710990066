#pragma once

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Orders the statements: each as early as what it needs allows, otherwise as their nodes were made; a
/// parameter is updated once its last reader has run.
void schedule(ir::KernelProgram& program);

}  // namespace nngen::codegen
