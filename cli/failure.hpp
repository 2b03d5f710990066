#pragma once
// What went wrong outside the source text: with a file, a value, an option, the compiler.

#include <string>

namespace nngen::cli {

/// A sentence for the user, and a mend where there is an obvious one.
struct Failure {
  std::string message;
  std::string hint = {};
  std::string details = {};  // lines of others, such as the compiler's
};

}  // namespace nngen::cli
