#pragma once
// Text to syntax tree.

#include "ir/diagnostic.hpp"
#include "parser/ast.hpp"

namespace nngen::parser {

/// The statements of a text, in order. Every mistake that can be told apart from the others is
/// reported, and none throws. A statement with a mistake still declares its names: see
/// ast::Definition.
ast::File parse(const ir::SourceFile& source, ir::Diagnostics& diagnostics);

}  // namespace nngen::parser
