#include "tests/support/fenced_blocks.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace nngen::tests {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  for (const char c : line) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

bool Block::is(const std::string& word) const {
  return std::find(info.begin(), info.end(), word) != info.end();
}

std::vector<Block> fenced_blocks(const std::string& page) {
  std::vector<Block> blocks;
  bool is_inside = false;
  std::size_t number = 0;
  for (const std::string& line : lines_of(page)) {
    ++number;
    if (line.starts_with("```")) {
      if (!is_inside) blocks.push_back({words_of(line.substr(3)), {}, number});
      is_inside = !is_inside;
    } else if (is_inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

}  // namespace nngen::tests
