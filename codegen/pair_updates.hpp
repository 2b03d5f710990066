#pragma once
// One sample: a matrix is read once for the cotangent that passes through it and for its own update.

#include "codegen/lowering_target.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Brings the update W ← W − η·δ·xᵀ of a large matrix next to the product Wᵀ·δ, its last reader, and lets both run
/// together, a few columns at a time: memory is what such a step waits for.
void pair_updates(ir::KernelProgram& program, const LoweringTarget& target);

/// Whether a contraction is W ← W − η·δ·xᵀ and nothing else.
bool is_descent(const ir::Contract& contract);

}  // namespace nngen::codegen
