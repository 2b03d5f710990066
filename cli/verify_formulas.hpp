#pragma once
// `--verify`: each derivative that is delivered, as it is delivered, against the reference, which
// knows no rule of the derivation.

#include <string>

#include "cli/delivered_nodes.hpp"
#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

/// The gradients of the loss, and the derivatives that the file asks for, at random points: how
/// many were compared and how they agree, in one line. A failure names the formula, the entry and
/// both values; or says what cannot be verified. Symbolic sizes get small values.
ir::Result<std::string, Failure> verify_formulas(Task& task, const Options& options,
                                                 Delivered delivered);

/// Whether the file asks for derivatives itself.
bool requests_derivatives(const Task& task);

}  // namespace nngen::cli
