#pragma once
// What formatting works on: tokens with the text that stands for them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parser/ast.hpp"
#include "parser/format.hpp"
#include "parser/tokens.hpp"

namespace nngen::parser {

struct Piece {
  TokenKind kind = TokenKind::stray;
  std::string text;           // empty for a token that the text has no character for
  std::string name;           // of a name: its plain spelling
  double number = 0;          // of a number: its value
  bool glued = false;         // as in Token
  bool line_start = false;    // as in Token
  bool spaced = false;        // an operator with a blank beside it
  std::size_t statement = 0;  // 0: a semicolon between statements
  std::size_t depth = 0;      // of the brackets around it
  std::uint32_t begin = 0;  // where it comes from: blanks, line ends and comments between are kept
  std::uint32_t end = 0;
};

using Pieces = std::vector<Piece>;

/// The piece behind the bracket that opens at `opener`.
std::size_t behind_bracket(const Pieces& pieces, std::size_t opener);

/// The same statements in the style's spelling.
Pieces respell(const Pieces& pieces, const ast::File& file, FormatStyle style);
/// The rewritings of whole notations: √x and sqrt(x), Aᵀ and A', x² and x^2.
Pieces rewrite_notation(const Pieces& pieces, const ast::File& file, FormatStyle style);

/// The number of blanks before each piece that is not the first of its line.
std::vector<std::size_t> blanks_before(const Pieces& pieces);

/// A sign of the products, which are all of one level.
inline bool is_product(TokenKind kind) {
  switch (kind) {
    case TokenKind::product:
    case TokenKind::hadamard:
    case TokenKind::reversed:
    case TokenKind::kronecker:
    case TokenKind::divide:
    case TokenKind::elementwise_divide: return true;
    default: return false;
  }
}

}  // namespace nngen::parser
