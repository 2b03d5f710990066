#pragma once
// A text written anew: canonical spacing, and the operators in one spelling.

#include <cstdint>
#include <optional>
#include <string>

#include "ir/diagnostic.hpp"

namespace nngen::parser {

/// Which spelling: the author's own, W₁·x ∘ yᵀ, or W1*x .* y'.
enum class FormatStyle : std::uint8_t { keep, unicode, ascii };

/// The text with canonical spacing in the style's spelling. Lines, comments and blank lines stay;
/// so do names, but for their subscripts. What it means stays the same, and formatting it again
/// changes nothing. None if the text does not parse; that it makes sense is not asked for.
std::optional<std::string> format(const ir::SourceFile& source, FormatStyle style,
                                  ir::Diagnostics& diagnostics);

}  // namespace nngen::parser
