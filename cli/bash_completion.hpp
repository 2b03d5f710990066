#pragma once
// Completion of nngen's command line in bash, from the tables of commands and flags.

#include <string>

namespace nngen::cli {

/// A script for bash: `source <(nngen --bash-completion)`.
std::string bash_completion();

}  // namespace nngen::cli
