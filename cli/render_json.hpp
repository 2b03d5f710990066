#pragma once
// Findings as other programs read them; docs/diagnostics.md describes the objects.

#include <string>

#include "cli/failure.hpp"
#include "ir/diagnostic.hpp"
#include "ir/source.hpp"

namespace nngen::cli {

/// One JSON object in one line. Bytes of the source that are no UTF-8 become U+FFFD.
std::string render_json(const ir::Diagnostic& diagnostic, const ir::SourceFile& source);
std::string render_json(const Failure& failure);

}  // namespace nngen::cli
