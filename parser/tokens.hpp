#pragma once
// Tokens: what the lexer makes of the text and the grammar is written over.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ir/source.hpp"

namespace nngen::parser {

enum class TokenKind : std::uint8_t {
  // operands
  name,
  number,
  ellipsis,
  infinity,
  top,  // ⊤, a transpose behind ^
  // keywords
  kw_let,
  kw_input,
  kw_target,
  kw_param,
  kw_const,
  kw_act,
  kw_def,
  kw_loss,
  kw_output,
  kw_init,
  kw_for,
  kw_end,
  // brackets; each opener is followed by its closer
  left_parenthesis,
  right_parenthesis,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  left_angle,
  right_angle,
  subscript_open,
  subscript_close,
  superscript_open,
  superscript_close,
  norm_open,
  norm_close,
  absolute_open,
  absolute_close,
  // bars as the lexer finds them; the statement splitter makes openers and closers of them
  bar,
  double_bar,
  // operators
  plus,
  minus,
  product,
  hadamard,
  reversed,
  kronecker,
  divide,
  elementwise_divide,
  times,       // ×: in direct sums; in an expression an error with a hint
  type_times,  // × (or x) in the brackets of a type
  double_star,
  caret,
  elementwise_caret,
  prime,
  transpose,
  inverse_transpose,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  double_equal,
  define,  // := and its like, an error with a hint
  not_equal,
  // punctuation
  colon,
  element_of,
  dot_dot,
  comma,
  semicolon,
  nabla,
  partial,
  square_root,
  stray,  // reported already
};

struct Token {
  TokenKind kind = TokenKind::stray;
  bool glued = false;                      // nothing stands between it and the token before it
  bool line_start = false;                 // the first of its line
  TokenKind enclosing = TokenKind::stray;  // the innermost open bracket around it; `stray`: none
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t payload = 0;  // name, number: its place in the token list's table

  ir::Span span() const { return {begin, end}; }
};

struct NumberValue {
  double value = 0;
  bool is_integer = false;  // written without a point or exponent
};

struct TokenList {
  std::vector<Token> tokens;
  std::vector<std::string> names;  // in their plain spelling: "W1" for W₁
  std::vector<NumberValue> numbers;
};

/// How a token of this kind is called in messages: "')'", "a name".
std::string_view description(TokenKind kind);

bool is_keyword(TokenKind kind);
bool is_opener(TokenKind kind);
bool is_closer(TokenKind kind);
/// The closer of an opener.
TokenKind closer_of(TokenKind opener);
/// An operator that needs an operand on both sides, = : ∈ and .. among them: a statement does not
/// end behind it or before it.
bool is_binary_operator(TokenKind kind);
/// Behind such a token an operand is complete: a bar closes, an operator has two operands.
bool ends_operand(TokenKind kind);
/// An operand may begin with it; bars and minus aside.
bool starts_operand(TokenKind kind);

}  // namespace nngen::parser
