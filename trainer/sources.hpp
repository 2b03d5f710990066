#pragma once
// The texts of the headers of this folder, for `nngen trainer`, which writes them into the program
// that trains a network.

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace nngen::trainer {

/// Names without folders, and texts; each needs only those before it.
std::vector<std::pair<const char*, const char*>> sources();

/// All of them as one text.
struct Pasted {
  std::set<std::string> includes;  // "<vector>", …
  std::string text;
};
Pasted paste();

}  // namespace nngen::trainer
