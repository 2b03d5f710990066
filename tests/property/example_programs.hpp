#pragma once
// The programs of examples/, parsed, and the texts of those in the gallery.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "ir/diagnostic.hpp"
#include "parser/parse_program.hpp"
#include "tests/support/fenced_blocks.hpp"
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

/// The texts of the programs of examples/ and of docs/gallery.md.
inline std::vector<std::string> documented_programs() {
  std::vector<std::string> texts;
  for (const auto& file : example_files()) texts.push_back(read_file(file));
  const auto page = std::filesystem::path(NNGEN_SOURCE_DIR) / "docs/gallery.md";
  for (const Block& block : fenced_blocks(read_file(page))) {
    if (block.is("expr")) texts.push_back(block.text);
  }
  return texts;
}

}  // namespace nngen::tests
