#pragma once
// Projects that use an installed nngen: they are configured and built by CMake.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace nngen::tests {

/// Installs this build of nngen.
void install_nngen(const std::filesystem::path& prefix);

/// Runs CMake with these arguments; nothing of a make that runs the tests comes through.
ProcessResult run_cmake(std::vector<std::string> arguments);

/// Configures the project in `source`, which finds nngen at `prefix`.
ProcessResult configure(const std::filesystem::path& source, const std::filesystem::path& build,
                        const std::filesystem::path& prefix,
                        const std::vector<std::string>& options = {});

/// CMake breaks its messages into lines; here they are one.
std::string in_one_line(const std::string& text);

}  // namespace nngen::tests
