#pragma once
// Text as a terminal shows it: how wide it is, and what is safe to send there.

#include <cstddef>
#include <string>
#include <string_view>

namespace nngen::cli {

/// How many columns a terminal gives the code point: 0 for an accent, 2 for a wide East Asian one.
std::size_t display_width(char32_t code_point);

/// The code points' widths added up.
std::size_t display_width(std::string_view text);

/// The text with `�` for every control or invisible character (but the tab) and every byte that is
/// not UTF-8, so that nothing a file contains can move the cursor or turn the direction of writing.
std::string printable(std::string_view text);

}  // namespace nngen::cli
