// The examples of the README and of the pages in docs/ are what nngen accepts, prints and computes.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/sources/page.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

const std::filesystem::path folder = NNGEN_SOURCE_DIR;

std::string joined(const std::vector<std::string>& mistakes) {
  std::string text;
  for (const std::string& mistake : mistakes) text += mistake + "\n";
  return text;
}

std::string mistakes_in(const std::string& page) { return joined(check_examples(page)); }

bool mentions(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("the examples of every page hold", "[sources]") {
  std::vector<std::filesystem::path> pages = {folder / "README.md", folder / "examples/README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(folder / "docs")) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  }
  std::sort(pages.begin(), pages.end());
  for (const auto& page : pages) {
    INFO(page);
    CHECK(mistakes_in(read_file(page)) == "");
  }
}

TEST_CASE("a wrong example is found", "[sources]") {
  CHECK(mentions(mistakes_in("```expr\noutput a = 1/3  # = 0.34\n```\n"), "1: a is 0.333"));
  CHECK(mistakes_in("```expr\noutput a = 1/3  # = 0.33\n```\n").empty());
  CHECK(mentions(mistakes_in("\n```expr\noutput a = [1; 2]  # = [1, 3]\n```\n"), "2: a is [1,2]"));
  CHECK(mentions(mistakes_in("```expr\noutput a = b\n```\n"), "'b' is not declared"));
  CHECK(mentions(mistakes_in("```expr\ninput b : R\noutput a = 2\n```\n"), "'b' is never used"));
  CHECK(mentions(mistakes_in("```expr error\noutput a = 1\n```\n"), "the exit status is 0"));
  CHECK(mentions(mistakes_in("```expr error\noutput a = b\n```\n```text\n```\n"), "'b'"));
  CHECK(mentions(mistakes_in("```console\n$ nngen --version\nb\n```\n"), "nngen says"));
  CHECK(mentions(mistakes_in("```text from: nngen --version\nno such line\n```\n"),
                 "does not print"));
}

TEST_CASE("the blocks of a page", "[sources]") {
  const auto blocks = fenced_blocks("a\n```expr -D n=3\nx\n\ny\n```\nb\n```\n```\n");
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].info == std::vector<std::string>{"expr", "-D", "n=3"});
  CHECK(blocks[0].text == "x\n\ny\n");
  CHECK(blocks[0].line == 2);
  CHECK(blocks[1].text.empty());
}

}  // namespace nngen::tests
