#include "tests/support/process.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

TEST_CASE("run_process catches both streams and the exit status") {
  const ProcessResult result = run_process({"sh", "-c", "echo said; echo wrong >&2; exit 3"});
  CHECK(result.status == 3);
  CHECK(result.out == "said\n");
  CHECK(result.err == "wrong\n");
}

TEST_CASE("run_process hands arguments over as they are") {
  CHECK(run_process({"printf", "%s|", "a b", "$HOME", ""}).out == "a b|$HOME||");
}

TEST_CASE("run_process feeds input larger than a pipe while it reads") {
  const std::string text(1 << 20, 'x');
  CHECK((run_process({"cat"}, {.input = text, .environment = {}, .working_directory = {}}).out ==
         text));
}

TEST_CASE("run_process is not harmed by a child that ignores its input") {
  ProcessOptions options;
  options.input = std::string(1 << 20, 'x');
  CHECK(run_process({"true"}, options).status == 0);
}

TEST_CASE("run_process sets environment and working directory") {
  const TemporaryFolder folder;
  ProcessOptions options;
  options.environment = {{"NNGEN_GREETING", "good day"}};
  options.working_directory = folder.path();
  const ProcessResult result = run_process({"sh", "-c", "pwd -P; echo $NNGEN_GREETING"}, options);
  CHECK(result.out == std::filesystem::canonical(folder.path()).string() + "\ngood day\n");
}

TEST_CASE("run_process tells of signals and of programs that do not exist") {
  CHECK(run_process({"sh", "-c", "kill -TERM $$"}).status == 128 + 15);
  CHECK(run_process({"no-such-program-here"}).status == 127);
}

TEST_CASE("a temporary folder goes with its object") {
  std::filesystem::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    write_file(folder / "a.txt", "one\n");
    CHECK(read_file(folder / "a.txt") == "one\n");
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK_THROWS_AS(read_file(path / "a.txt"), std::runtime_error);
}

}  // namespace
}  // namespace nngen::tests
