// docs/tutorial.md, as a reader works through it: files are written, commands are run in order.

#include <algorithm>
#include <filesystem>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/fenced_blocks.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

// One script in the order of the page: files are written where a reader would be at that point.
std::string script_of(const std::string& page) {
  std::string script = "set -euo pipefail\n";
  for (const Block& block : fenced_blocks(page)) {
    const auto file = std::find(block.info.begin(), block.info.end(), "file:");
    if (file != block.info.end() && file + 1 != block.info.end()) {
      script += "cat > " + *(file + 1) + " <<'END_OF_FILE'\n" + block.text + "END_OF_FILE\n";
    } else if (!block.info.empty() && block.info[0] == "sh") {
      script += block.text;
    }
  }
  return script;
}

TEST_CASE("the tutorial works, command by command") {
  const TemporaryFolder folder;
  const auto source = std::filesystem::path(NNGEN_SOURCE_DIR);
  write_file(folder / "run.sh", script_of(read_file(source / "docs/tutorial.md")));
  ProcessOptions options;
  options.environment = {{"NNGEN", source.string()}, {"CXXFLAGS", "-O1"}};
  const std::string tools = std::filesystem::path(NNGEN_BINARY).parent_path().string();
  const ProcessResult run = run_process(
      {"bash", "-c",
       "cd '" + folder.path().string() + "' && PATH='" + tools + "':\"$PATH\" bash run.sh"},
      options);
  INFO(run.out);
  INFO(run.err);
  REQUIRE(run.status == 0);
  CHECK(run.out.find("species ") != std::string::npos);
  CHECK(run.out.find("all within") != std::string::npos);
}

}  // namespace
}  // namespace nngen::tests
