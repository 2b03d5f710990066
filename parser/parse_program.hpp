#pragma once
// The parser's whole way from a source text to a program.

#include "parser/elaborate.hpp"

namespace nngen::parser {

/// Parses and elaborates; none if the text has errors of either kind.
std::optional<ir::Program> parse_program(const ir::SourceFile& source,
                                         const ElaborateOptions& options,
                                         ir::Diagnostics& diagnostics);

}  // namespace nngen::parser
