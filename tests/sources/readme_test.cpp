// What the README shows is what nngen prints and emits.

#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

// The contents of the fenced blocks of a page, in order.
std::vector<std::string> fenced_blocks(const std::string& page) {
  std::vector<std::string> blocks;
  std::istringstream lines(page);
  std::string block;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      if (inside) blocks.push_back(block);
      inside = !inside;
      block.clear();
    } else if (inside) {
      block += line + "\n";
    }
  }
  return blocks;
}

}  // namespace

TEST_CASE("the README's formulas and code are nngen's", "[sources]") {
  const std::string folder = NNGEN_SOURCE_DIR;
  const auto blocks = fenced_blocks(read_file(folder + "/README.md"));
  REQUIRE(blocks.size() > 2);
  const std::string net = folder + "/examples/digits/net.expr";
  const auto shown = run_nngen({"show", net, "--batch", "32"});
  std::istringstream formulas(blocks[0]);
  for (std::string line; std::getline(formulas, line);) {
    INFO(line);
    CHECK(shown.out.find(line + "\n") != std::string::npos);
  }
  const auto emitted = run_nngen({net, "--batch", "32"});
  INFO(blocks[1]);
  CHECK(emitted.out.find(blocks[1]) != std::string::npos);
}

}  // namespace nngen::tests
