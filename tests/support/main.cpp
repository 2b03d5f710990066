// The main of every test executable: Catch2's, and a note of the counts for scripts/run_tests.sh.

#define CATCH_CONFIG_RUNNER  // version 2 puts its implementation here
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"

namespace {

#if __has_include(<catch2/catch_all.hpp>)
using EventListener = Catch::EventListenerBase;
#else
using EventListener = Catch::TestEventListenerBase;
#endif

/// Appends a line "PASSED FAILED", test cases both, to the file that NNGEN_TEST_COUNTS names.
class CountTestCases : public EventListener {
 public:
  using EventListener::EventListener;

  void testRunEnded(const Catch::TestRunStats& run) override {
    const char* path = std::getenv("NNGEN_TEST_COUNTS");
    if (path == nullptr) return;
    std::ostringstream line;  // one write, since several executables may run at once
    line << run.totals.testCases.passed << ' ' << run.totals.testCases.failed << '\n';
    std::ofstream(path, std::ios::app) << line.str();
  }
};

CATCH_REGISTER_LISTENER(CountTestCases)

}  // namespace

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
