#pragma once
// Kernel → kernel: what is computed entry by entry joins the kernel that makes or takes its entries.

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Chains of Maps become one Map; a Map joins the contraction or reduction whose result it takes (bias,
/// activation, its derivative, the update of a parameter) or, where that is its only use, the reduction
/// that takes its result.
void fuse_elementwise(ir::KernelProgram& program);

/// A contraction a sample, summed over the samples, becomes one contraction over (sample, k).
void fuse_sample_sums(ir::KernelProgram& program);

}  // namespace nngen::codegen
