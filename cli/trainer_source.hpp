#pragma once
// The training program of a task.

#include <string>

#include "cli/options.hpp"
#include "cli/task.hpp"

namespace nngen::cli {

/// One C++17 source: the network's code for the batch and for any smaller number of samples, the parts of trainer/,
/// main. The loss and at least one parameter must be there. The optimiser is that of the options, Adam without one.
ir::Result<std::string, Failure> trainer_source(Task& task, const Options& options);

}  // namespace nngen::cli
