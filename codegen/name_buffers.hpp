#pragma once
// What the emitted code calls the memory that a function works on.

#include <string>
#include <vector>

#include "codegen/header_plan.hpp"
#include "codegen/scalar_code.hpp"

namespace nngen::codegen {

/// Which buffers some statement reads or writes; the others have no names.
std::vector<bool> used_buffers(const ir::KernelProgram& kernels);

/// The names of all buffers of a function and what else its statements are printed with.
FunctionScope name_buffers(const HeaderPlan& plan, const FunctionPlan& function,
                           const FormulaTexts& texts);

/// The names in code whose equal layers are loops: what a loop walks through has a name in the loop, and one of
/// its own only where it is used elsewhere, too.
struct FunctionNames {
  FunctionScope scope;
  std::vector<bool> is_used;                    // by buffer: under a name of its own
  std::string counter;                          // of all loops
  std::vector<std::vector<std::string>> loops;  // in the order of each loop's buffers
};
FunctionNames names_for_code(const HeaderPlan& plan, const FunctionPlan& function,
                             const FormulaTexts& texts);

}  // namespace nngen::codegen
