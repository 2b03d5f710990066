#pragma once

#include <string_view>

#include "ir/program.hpp"

namespace nngen::ir {

/// The word of the language that declares the role: "input", "const".
std::string_view role_word(Role role);

}  // namespace nngen::ir
