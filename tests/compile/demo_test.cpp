// What `make demo` promises, kept: the digits network learns to read.

#include <regex>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace nngen::tests {
namespace {

TEST_CASE("the demonstration trains the digits network to 96 % on images it has not seen") {
  const TemporaryFolder folder;
  ProcessOptions options;
  options.environment = {{"EIGEN_INCLUDE_DIR", NNGEN_EIGEN_INCLUDE_DIR}};
  const ProcessResult demo = run_process(
      {"bash", NNGEN_SOURCE_DIR "/scripts/demo.sh", NNGEN_BINARY, folder.path().string()}, options);
  INFO(demo.out);
  INFO(demo.err);
  REQUIRE(demo.status == 0);

  std::smatch accuracy;
  REQUIRE(std::regex_search(demo.out, accuracy, std::regex("held-out accuracy ([0-9.]+) %")));
  CHECK(std::stod(accuracy[1]) >= 96.0);
}

}  // namespace
}  // namespace nngen::tests
