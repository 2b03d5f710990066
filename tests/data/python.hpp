#pragma once
// Python, where it is installed with what a test needs.

#include <string>
#include <vector>

namespace nngen::tests {

/// The interpreter that can import all of these modules; empty if none can, which is said once, as
/// a test that is skipped.
std::string python_with(const std::vector<std::string>& modules);

/// Runs a program of tests/data and checks that it ends well.
void run_python(const std::string& python, const std::string& file,
                const std::vector<std::string>& arguments);

}  // namespace nngen::tests
