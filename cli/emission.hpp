#pragma once
// From a task to the text of its header.

#include <string>

#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/calculus/passes.hpp"

namespace nngen::cli {

struct Emission {
  ir::RunnableProgram runnable;
  codegen::EmitOptions options;
  codegen::FormulaTexts texts;
  std::string header;
};

/// All that a header is made from, without its text.
Emission prepare_emission(Task& task, const Options& options, codegen::ScalarType scalar);

Emission emit(Task& task, const Options& options, codegen::ScalarType scalar);

}  // namespace nngen::cli
