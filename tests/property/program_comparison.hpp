#pragma once

#include <optional>
#include <string>

#include "ir/program.hpp"

namespace nngen::tests {

/// What tells the two programs apart: their declarations, activations, named values, loss, outputs
/// or claims, each by its expression; none if they say the same. Places in the source do not count.
std::optional<std::string> difference(const ir::Program& a, const ir::Program& b);

}  // namespace nngen::tests
