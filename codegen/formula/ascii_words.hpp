#pragma once
// The names of rules in ASCII, for those who read formulas in ASCII.

#include <string>
#include <string_view>

namespace nngen::codegen {

/// "Ā = Ȳ·Bᵀ" as "A_bar = Y_bar*B'".
std::string ascii_words(std::string_view text);

}  // namespace nngen::codegen
