#pragma once
// The page of all functions, made from nngen's own tables: what a function takes is found by trying it, its
// derivative is what nngen derives and prints, and at a kink what its row gives there.

#include <string>

namespace nngen::tests {

/// docs/functions.md as it must be.
std::string functions_page();

}  // namespace nngen::tests
