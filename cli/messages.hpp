#pragma once
// What nngen says on standard error.

#include <vector>

#include "cli/failure.hpp"
#include "ir/diagnostic.hpp"
#include "ir/source.hpp"

namespace nngen::cli {

/// The exit statuses.
inline constexpr int exit_done = 0;
inline constexpr int exit_fault = 1;  // of the input, or of a check
inline constexpr int exit_usage = 2;
inline constexpr int exit_bug = 3;  // of nngen

void say(const ir::Diagnostics& diagnostics, const ir::SourceFile& source);
void say(const Failure& failure);
void say(const std::vector<Failure>& failures);

}  // namespace nngen::cli
