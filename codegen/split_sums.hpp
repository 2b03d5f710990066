#pragma once

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// In a body, a sum of many terms that differ in their buffers only is added up before, term by
/// term, so that these statements can become a loop.
void split_sums(ir::KernelProgram& program);

/// Fewer equal terms stay in one expression.
constexpr std::size_t fewest_terms_to_split = 16;

}  // namespace nngen::codegen
