#pragma once
// Source text within a sentence.

#include <string>

#include "ir/source.hpp"

namespace nngen::cli {

/// The text of a range in one line.
std::string quoted_line(const ir::SourceFile& source, ir::Span span);

}  // namespace nngen::cli
