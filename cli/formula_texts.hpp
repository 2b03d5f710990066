#pragma once
// The derivation's formulas as comments of the emitted header.

#include "cli/task.hpp"
#include "codegen/emit_header.hpp"
#include "ir/calculus/passes.hpp"

namespace nngen::cli {

/// The header opens with what `show` prints; above the code of a named value stands its formula. In
/// a batch the formulas above the code are those of one sample.
codegen::FormulaTexts formula_texts(Task& task, const ir::RunnableProgram& runnable);

}  // namespace nngen::cli
