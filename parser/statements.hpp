#pragma once
// Tokens to statements: which brackets belong together, where each statement ends.

#include <cstddef>
#include <vector>

#include "ir/diagnostic.hpp"
#include "parser/tokens.hpp"

namespace nngen::parser {

/// The tokens [first, last) of one statement, without a semicolon.
struct StatementTokens {
  std::size_t first = 0;
  std::size_t last = 0;
  bool broken = false;  // an error in it has been reported: the grammar would only repeat it
};

/// Cuts the tokens into statements. Bars become openers and closers, a brace that closes a
/// subscript a `subscript_close`, and every token learns its innermost bracket. In statements that
/// are not broken all brackets match.
std::vector<StatementTokens> cut_statements(const ir::SourceFile& source,
                                            std::vector<Token>& tokens,
                                            ir::Diagnostics& diagnostics);

}  // namespace nngen::parser
