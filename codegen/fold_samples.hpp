#pragma once

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Samples that follow one another in memory become further columns, rows or terms of a kernel: a shared
/// matrix times a vector a sample is one product for the whole batch. What cannot be folded keeps its
/// loop over the samples.
void fold_samples(ir::KernelProgram& program);

}  // namespace nngen::codegen
