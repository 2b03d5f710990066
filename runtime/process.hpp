#pragma once
// Runs another program by its argument vector: never a shell.

#include <filesystem>
#include <string>
#include <vector>

#include "ir/result.hpp"

namespace nngen::runtime {

/// Its streams are files: no program can wait for another to read or write.
struct ProcessStreams {
  std::filesystem::path input;
  std::filesystem::path output;
  std::filesystem::path errors;
};

/// How a program ended.
struct ProcessEnd {
  int status = 0;  // its exit status
  int signal = 0;  // the signal that ended it, or 0
};

/// Runs arguments[0], looked up in PATH, and waits for its end. The settings, "NAME=value", replace
/// those of nngen's own environment. The error is the system's errno where the program cannot be
/// started.
ir::Result<ProcessEnd, int> run_process(const std::vector<std::string>& arguments,
                                        const ProcessStreams& streams,
                                        const std::vector<std::string>& settings = {});

}  // namespace nngen::runtime
