#pragma once
// Text to tokens. Whatever needs more than the next few characters to be understood is understood
// here, so that the grammar sees one spelling of each thing:
//
//   W₁ W_1 W_{1}     name W1                     Wₖ W_{k}   name W_k
//   Wₖ₋₁ W_{k-1}     W subscript( k - 1 )        W'ₖ        W ' subscript( k )
//   x² x⁻²           x ^ superscript( - 2 )      A⁻ᵀ        A inverse_transpose
//   R^(3x4) ℝᵐˣⁿ     ( 3 type_times 4 )          2.*x 1..k  2 .* x, 1 .. k
//
// A token that the text has no character for has an empty span.

#include "ir/diagnostic.hpp"
#include "parser/tokens.hpp"

namespace nngen::parser {

/// The tokens of a text. Errors leave a `stray` token, which the grammar never sees.
TokenList lex(const ir::SourceFile& source, ir::Diagnostics& diagnostics);

}  // namespace nngen::parser
