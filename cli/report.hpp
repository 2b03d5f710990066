#pragma once
// The derivation as an HTML page.

#include <string>

#include "cli/claims.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"

namespace nngen::cli {

std::string report_page(Task& task, const Options& options, const JudgedClaims& claims);

}  // namespace nngen::cli
