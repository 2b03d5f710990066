#pragma once
// The program that trains a task's network.

#include <string>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

/// The training program of the task as one C++17 source: the network's code for the batch size and
/// for any smaller number of samples, the parts of trainer/, main.
ir::Result<std::string, Failure> trainer_source(Task& task, const Options& options);

}  // namespace nngen::cli
