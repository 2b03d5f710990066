#pragma once
// How far the derived formulas and the emitted code are from the runtime reference.

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"
#include "runtime/compare.hpp"

namespace nngen::cli {

/// A row for the loss, each gradient and each output, a column for each of the two, with the
/// tolerance that the options name. No table where the emitted code cannot be compiled or run.
ir::Result<runtime::ErrorTable, Failure> compare_engines(Task& task, const Options& options,
                                                         const runtime::Point& point);

}  // namespace nngen::cli
