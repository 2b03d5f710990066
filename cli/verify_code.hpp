#pragma once
// `nngen FILE --verify`: the emitted code has been compiled and has run before it is delivered.

#include <string>

#include "cli/emission.hpp"
#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

/// What a comment in the header's head says of the check: how much was compared, the largest error,
/// the compiler. A failure, with the table of errors, where the code does not agree with the
/// runtime reference.
ir::Result<std::string, Failure> verify_code(const Task& task, const Options& options,
                                             const Emission& emission);

}  // namespace nngen::cli
