#pragma once
// The texts of the sources of this folder, for `nngen bench`, which compiles them with the code
// that it times.

#include <utility>
#include <vector>

namespace nngen::timing {

/// Names without folders, and texts.
std::vector<std::pair<const char*, const char*>> sources();

}  // namespace nngen::timing
