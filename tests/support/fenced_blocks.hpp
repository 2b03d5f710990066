#pragma once
// The fenced blocks of a Markdown page: programs, commands and what they print.

#include <string>
#include <vector>

namespace nngen::tests {

std::vector<std::string> lines_of(const std::string& text);
/// Blanks separate; '…' holds together.
std::vector<std::string> words_of(const std::string& line);

struct Block {
  std::vector<std::string> info;  // the words behind ```
  std::string text;
  std::size_t line = 0;  // of its ```, from 1

  bool is(const std::string& word) const;
};

/// The fenced blocks of a page in their order.
std::vector<Block> fenced_blocks(const std::string& page);

}  // namespace nngen::tests
