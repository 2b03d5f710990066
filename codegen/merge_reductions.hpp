#pragma once

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Reductions along the same lines that stand beside one another become one, which walks each line once
/// for what they have in common: a softmax and its cross-entropy share maximum and sum.
void merge_reductions(ir::KernelProgram& program);

}  // namespace nngen::codegen
