#include <sstream>

#include "trainer/sources.hpp"

namespace nngen::trainer {

Pasted paste() {
  static const std::string include = "#include ";
  Pasted pasted;
  for (const auto& [name, text] : sources()) {
    pasted.text += std::string("// ---- ") + name + "\n\n";
    std::istringstream lines(text);
    bool is_after_blank = true;  // what is left out leaves no gaps
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind(include + "<", 0) == 0) pasted.includes.insert(line.substr(include.size()));
      const bool is_left_out = line == "#pragma once" || line.rfind(include, 0) == 0;
      if (is_left_out || (line.empty() && is_after_blank)) continue;
      is_after_blank = line.empty();
      pasted.text += line + "\n";
    }
    if (!is_after_blank) pasted.text += "\n";
  }
  return pasted;
}

}  // namespace nngen::trainer
