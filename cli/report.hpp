#pragma once
// The derivation as an HTML page.

#include <string>

#include "cli/claims.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"

namespace nngen::cli {

/// `verdict`: of --verify; empty without it.
std::string report_page(Task& task, const Options& options, const JudgedClaims& claims,
                        const std::string& verdict);

}  // namespace nngen::cli
