#pragma once
// What the emitted code calls the memory that a function works on.

#include <string>
#include <vector>

#include "codegen/header_plan.hpp"
#include "codegen/scalar_code.hpp"

namespace nngen::codegen {

/// Which buffers some statement reads or writes; the others have no names.
std::vector<bool> used_buffers(const ir::KernelProgram& kernels);

/// Where a parameter or its gradient stands; nothing for other buffers.
const ParameterSlot* slot_of(const HeaderPlan& plan, const ir::Buffer& buffer);

/// The names of all buffers of a function and what else its statements are printed with.
FunctionScope name_buffers(const HeaderPlan& plan, const FunctionPlan& function,
                           const FormulaTexts& texts);

}  // namespace nngen::codegen
