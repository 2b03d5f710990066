#pragma once
// The manual page nngen(1), from the tables of commands and flags.

#include <string>

namespace nngen::cli {

/// In the language of man: `nngen --man | man -l -`.
std::string manual_page();

}  // namespace nngen::cli
