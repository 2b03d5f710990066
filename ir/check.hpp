#pragma once
// Broken invariants. A user's mistake is a Diagnostic; these are bugs in nngen.

#include <stdexcept>
#include <string>

namespace nngen::ir {

/// Thrown where an invariant of nngen itself is broken; the command line reports it as a bug.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] inline void fail_check(const char* condition, const char* file, int line) {
  throw InternalError(std::string(file) + ":" + std::to_string(line) + ": " + condition);
}

}  // namespace nngen::ir

/// Checks an invariant in every build; the cost of nngen lies elsewhere.
#define NNGEN_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::nngen::ir::fail_check(#condition, __FILE__, __LINE__))
#define NNGEN_UNREACHABLE() ::nngen::ir::fail_check("unreachable", __FILE__, __LINE__)
