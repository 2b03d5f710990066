#pragma once
// The source text cut into pieces for a report: what each name is, and its shape.

#include <vector>

#include "codegen/report/report.hpp"
#include "ir/program.hpp"
#include "ir/source.hpp"

namespace nngen::cli {

/// Together they are the source text.
std::vector<codegen::SourcePiece> source_pieces(const ir::SourceFile& source,
                                                const ir::Program& program);

}  // namespace nngen::cli
