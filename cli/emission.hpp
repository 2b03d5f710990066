#pragma once
// From a task to the text of its header.

#include <string>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/calculus/passes.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

struct Emission {
  ir::RunnableProgram runnable;
  codegen::EmitOptions options;
  std::string header;
};

/// Fails where an operation that the program needs has no code yet.
ir::Result<Emission, Failure> emit(Task& task, const Options& options, codegen::ScalarType scalar);

}  // namespace nngen::cli
