#pragma once
// One source line and the underlines below it.

#include <cstddef>
#include <string>
#include <vector>

#include "cli/paint.hpp"
#include "ir/diagnostic.hpp"
#include "ir/source.hpp"

namespace nngen::cli {

/// The line and, below it, its labels (one at least): `^` under the primary one, `-` under the
/// others, each with its text. A label belongs to the line on which it begins and is cut at the
/// line's end. Underlines stand by display width and repeat the line's tabs. Of a very long line a
/// part around the primary label is shown.
std::vector<std::string> excerpt(const ir::SourceFile& source, std::size_t line,
                                 const std::vector<ir::Label>& labels, Style primary_style,
                                 const Paint& paint);

}  // namespace nngen::cli
