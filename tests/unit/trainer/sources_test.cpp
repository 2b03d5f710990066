// The texts that `nngen trainer` writes are a program, of C++17 and without a warning.

#include "trainer/sources.hpp"

#include <algorithm>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

std::string program() {
  const trainer::Pasted pasted = trainer::paste();
  std::string text;
  for (const std::string& include : pasted.includes) text += "#include " + include + "\n";
  text += "\n" + pasted.text;
  std::istringstream lines(read_file(NNGEN_SOURCE_DIR "/tests/unit/trainer/networks.hpp"));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind('#', 0) != 0) text += line + "\n";
  }
  return text +
         "int main(int argc, char** argv) {\n"
         "  static nngen::tests::Softmax network;\n"
         "  static nngen::tests::Line<float> line;\n"
         "  return train::run(network, argc, argv) + train::run(line, argc, argv);\n"
         "}\n";
}

TEST_CASE("the order of the texts leaves nothing undeclared") {
  const auto sources = trainer::sources();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    std::istringstream lines(sources[i].second);
    for (std::string line; std::getline(lines, line);) {
      const std::string begin = "#include \"trainer/";
      if (line.rfind(begin, 0) != 0) continue;
      const std::string name = line.substr(begin.size(), line.size() - begin.size() - 1);
      CAPTURE(sources[i].first, name);
      CHECK(std::any_of(sources.begin(), sources.begin() + static_cast<std::ptrdiff_t>(i),
                        [&](const auto& source) { return source.first == name; }));
    }
  }
}

TEST_CASE("the pasted text has its includes once, at the top") {
  const trainer::Pasted pasted = trainer::paste();
  CHECK(pasted.includes.count("<vector>") == 1);
  CHECK(pasted.text.find("#include") == std::string::npos);
  CHECK(pasted.text.find("#pragma once") == std::string::npos);
  CHECK(pasted.text.find("\n\n\n") == std::string::npos);
}

TEST_CASE("the program compiles without a warning") {
  const TemporaryFolder folder;
  const std::string file = (folder / "train.cpp").string();
  write_file(file, program());
  for (const char* compiler : {"g++", "clang++"}) {
    const ProcessResult result =
        run_process({compiler, "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
                     "-Wshadow", "-Werror", "-fsyntax-only", file});
    if (result.status == 127) continue;  // it is not installed
    CHECK(result.err == "");
    CHECK(result.status == 0);
  }
}

}  // namespace
}  // namespace nngen::tests
