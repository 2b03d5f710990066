#pragma once
// Large products by a library, where the user asks for one.

#include <optional>

#include "codegen/lowering_target.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// What routines of libraries compute: result ← scale·A·B, or result ← result + scale·A·B.
struct LibraryForm {
  ir::View result;
  bool accumulates = false;
  bool is_subtracted = false;  // −scale
  ir::Body scale;              // gives it; empty for 1
};

/// A product in this form, if it has it.
std::optional<LibraryForm> library_form(const ir::Contract& contract);

/// Marks the products that a library computes. One whose epilogue does more is cut in two: the library's
/// product into memory of its own, and a map of its entries.
void choose_libraries(ir::KernelProgram& program, const LoweringTarget& target);

}  // namespace nngen::codegen
