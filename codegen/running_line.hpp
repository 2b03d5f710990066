#pragma once

#include <string>
#include <string_view>

namespace nngen::codegen {

/// One line for formulas whose subscripts count on evenly, of which the first, the second and the
/// last are given: h₂ = σ(N₂), h₃ = σ(N₃), … → hᵢ = σ(Nᵢ) for i = 2..7. Empty where they do not.
std::string running_line(std::string_view first, std::string_view second, std::string_view last,
                         std::size_t count);

}  // namespace nngen::codegen
