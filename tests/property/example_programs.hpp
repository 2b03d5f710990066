#pragma once
// The programs of examples/, parsed.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "ir/diagnostic.hpp"
#include "parser/parse_program.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {

inline std::vector<std::filesystem::path> example_files() {
  const auto folder = std::filesystem::path(NNGEN_SOURCE_DIR) / "examples";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".expr") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline ir::Program example_program(const std::filesystem::path& file) {
  const ir::SourceFile source(file.string(), read_file(file));
  ir::Diagnostics diagnostics;
  return std::move(parser::parse_program(source, {}, diagnostics).value());
}

}  // namespace nngen::tests
