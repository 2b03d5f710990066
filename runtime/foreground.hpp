#pragma once
// A program that the user has to do with: it has nngen's own streams, and signals are for it.

#include <string>
#include <vector>

#include "ir/result.hpp"
#include "runtime/process.hpp"

namespace nngen::runtime {

/// While it lives, the signals that ask nngen to end (SIGINT, SIGTERM, SIGHUP) do not end it, so
/// that it can clean up. From a terminal they come to all programs there; one that was sent to
/// nngen alone is passed on to the program that `run_in_foreground` runs. One at a time.
class SignalsPassedOn {
 public:
  SignalsPassedOn();
  ~SignalsPassedOn();
  SignalsPassedOn(const SignalsPassedOn&) = delete;
  SignalsPassedOn& operator=(const SignalsPassedOn&) = delete;

  /// The last of these signals that came; 0 before the first.
  static int last();
};

/// Runs arguments[0], looked up in PATH, with nngen's own standard streams and waits for its end.
/// The error is the system's errno where the program cannot be started.
ir::Result<ProcessEnd, int> run_in_foreground(const std::vector<std::string>& arguments);

}  // namespace nngen::runtime
