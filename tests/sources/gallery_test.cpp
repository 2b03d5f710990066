// The gallery: its formulas are nngen's own, and right.

#include <algorithm>
#include <string>
#include <vector>

#include "tests/sources/page.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/update.hpp"

namespace nngen::tests {
namespace {

const std::string file = std::string(NNGEN_SOURCE_DIR) + "/docs/gallery.md";

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++count;
  return count;
}

/// The lines of the program that declare something.
std::string declarations_of(const std::string& program) {
  std::string text;
  for (const std::string& line : lines_of(program)) {
    const std::string first = line.substr(0, line.find(' '));
    for (const char* word : {"let", "input", "target", "param", "const", "act"}) {
      if (first == word) text += line + "\n";
    }
  }
  return text;
}

/// `output H = hessian(f, x)` as the claim `hessian(f, x) = H`, with H as the page shows it.
std::string claims_of(const std::string& program) {
  std::string text;
  for (std::string line : lines_of(program)) {
    if (line.starts_with("output ")) line = line.substr(7);
    const std::size_t equals = line.find(" = ");
    if (equals == std::string::npos || line.back() != ')') continue;
    const std::string right = line.substr(equals + 3);
    for (const char* word : {"grad(", "jacobian(", "hessian(", "hvp("}) {
      if (right.starts_with(word)) text += right + " = " + line.substr(0, equals) + "\n";
    }
  }
  return text;
}

/// What the first command of the console block prints, as the page shows it.
std::string first_answer(const Block& console) {
  std::string text;
  std::size_t commands = 0;
  for (const std::string& line : lines_of(console.text)) {
    if (line.starts_with("$ ")) {
      ++commands;
    } else if (commands == 1) {
      text += line + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("the gallery's formulas are nngen's", "[sources][generated]") {
  const std::string page = with_answers(read_file(file));
  if (is_update()) write_file(file, page);
  INFO("if the page is right: cmake --build build/dev --target update-golden");
  CHECK(read_file(file) == page);
}

TEST_CASE("the gallery's formulas, read as claims, are right", "[sources]") {
  const std::vector<Block> blocks = fenced_blocks(read_file(file));
  CHECK(blocks.size() >= 60);
  const TemporaryFolder folder;
  ProcessOptions options;
  options.working_directory = folder.path();
  for (std::size_t i = 0; i + 1 < blocks.size(); i += 2) {
    REQUIRE(blocks[i].info.at(0) == "expr");
    REQUIRE(blocks[i + 1].is("console"));
    const std::string shown = first_answer(blocks[i + 1]);
    const std::string claims = claims_of(blocks[i].text);
    write_file(folder / "net.expr", declarations_of(blocks[i].text) + shown + claims);
    std::vector<std::string> arguments = {"show", "net.expr"};
    arguments.insert(arguments.end(), blocks[i].info.begin() + 1, blocks[i].info.end());
    const ProcessResult result = run_nngen(arguments, options);
    INFO(blocks[i].text << shown << result.out << result.err);
    CHECK(result.status == 0);
    // A line of a family is judged member by member.
    const std::size_t formulas = count_of(shown, "\n∇_") + count_of(claims, "\n");
    CHECK(formulas > 0);
    CHECK(count_of(result.out, " is right: ") >= formulas);
  }
}

}  // namespace nngen::tests
