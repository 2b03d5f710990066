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
  std::string header;
};

Emission emit(Task& task, const Options& options, codegen::ScalarType scalar);

}  // namespace nngen::cli
