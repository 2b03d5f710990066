#pragma once
// Runs other programs, nngen itself above all, and catches what they say.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace nngen::tests {

struct ProcessOptions {
  std::string input;                                             // its standard input
  std::vector<std::pair<std::string, std::string>> environment;  // added to the test's own
  std::filesystem::path working_directory;                       // the test's own if empty
};

struct ProcessResult {
  int status = 0;  // the exit status; 128 + n after signal n, 127 where it cannot be started
  std::string out;
  std::string err;
};

/// Runs arguments[0] (looked up in PATH) with these arguments, without a shell, and waits for its end.
/// Throws std::system_error where the system has no pipes or processes left.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options = {});

/// Runs the nngen executable of this build.
ProcessResult run_nngen(std::vector<std::string> arguments, const ProcessOptions& options = {});

}  // namespace nngen::tests
