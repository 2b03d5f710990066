#pragma once
// Findings as a terminal shows them: place, sentence, the source line with the part underlined,
// hint.

#include <string>

#include "cli/failure.hpp"
#include "cli/paint.hpp"
#include "ir/diagnostic.hpp"
#include "ir/source.hpp"

namespace nngen::cli {

/// All findings in order of place, and a line that counts them if one is an error:
///
///   net.expr:6:5: error: the shapes do not fit: R^4 + R^3 [shape_mismatch]
///     6 | h = W1·x + b1
///       |     ----   ^^ R^3
///       |     |
///       |     R^4
///       = hint: …
///   1 error
std::string render(const ir::Diagnostics& diagnostics, const ir::SourceFile& source, Colour colour);

/// A failure that has no place in a source text: `nngen: error: …`.
std::string render(const Failure& failure, Colour colour);

}  // namespace nngen::cli
