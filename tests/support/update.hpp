#pragma once
// Whether tests write anew what they would compare: `cmake --build build/dev --target
// update-golden`.

#include <cstdlib>
#include <string_view>

namespace nngen::tests {

inline bool is_update() {
  const char* value = std::getenv("NNGEN_UPDATE_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace nngen::tests
