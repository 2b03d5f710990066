#include "runtime/process.hpp"

#include <cstdlib>

#include "runtime/files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace nngen::tests {
namespace {

TEST_CASE("a setting counts before the environment's, in the process that is run alone") {
  const TemporaryFolder folder;
  const runtime::ProcessStreams streams{"/dev/null", folder / "out", folder / "errors"};
  setenv("NNGEN_COLOUR", "red", 1);
  const auto end = runtime::run_process({"sh", "-c", "echo $NNGEN_COLOUR $NNGEN_SHAPE"}, streams,
                                        {"NNGEN_COLOUR=blue", "NNGEN_SHAPE=round"});
  REQUIRE(end);
  CHECK(runtime::read_file(streams.output) == "blue round\n");
  CHECK(std::getenv("NNGEN_COLOUR") == std::string("red"));
  REQUIRE(runtime::run_process({"sh", "-c", "echo $NNGEN_COLOUR"}, streams));
  CHECK(runtime::read_file(streams.output) == "red\n");
  unsetenv("NNGEN_COLOUR");
}

}  // namespace
}  // namespace nngen::tests
