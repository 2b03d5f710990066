// KaTeX reads the LaTeX of the examples and of the gallery, with every warning an error. `make
// check-latex` installs it, and has TeX set the same texts.

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "tests/property/printed_formulas.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

const std::filesystem::path root = NNGEN_SOURCE_DIR;

/// Where `make check-latex` puts it.
std::string katex_module() { return (root / "build/katex/node_modules/katex").string(); }

bool is_missing() {
  const std::string load = fmt::format("require('{}')", katex_module());
  if (run_process({"node", "-e", load}).status == 0) return false;
  // what CTest takes for a skipped test
  std::cout << "[SKIPPED] there is no node, or no KaTeX in build/katex: make check-latex\n";
  return true;
}

/// NNGEN_LATEX_FOLDER in the environment keeps the texts for scripts/check_latex.sh.
std::filesystem::path folder_for_texts(const TemporaryFolder& temporary) {
  const char* given = std::getenv("NNGEN_LATEX_FOLDER");
  return given == nullptr ? temporary.path() : std::filesystem::path(given);
}

}  // namespace

TEST_CASE("KaTeX reads every printed formula", "[formats]") {
  if (is_missing()) return;
  const TemporaryFolder temporary;
  const std::filesystem::path folder = folder_for_texts(temporary);
  const auto texts = printed_formulas(codegen::FormulaStyle::latex);
  CHECK(texts.size() > 100);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    write_file(folder / fmt::format("{:04}.tex", i), texts[i]);
  }
  const std::string script = (root / "tests/property/check_katex.js").string();
  const auto result = run_process({"node", script, katex_module(), folder.string()});
  INFO(result.out << result.err);
  CHECK(result.status == 0);
}

}  // namespace nngen::tests
