#pragma once
// What every grammar file shares: over what the rules run, and what they carry along.

#include <boost/spirit/home/x3.hpp>

#include "ir/diagnostic.hpp"
#include "parser/ast.hpp"
#include "parser/limits.hpp"
#include "parser/tokens.hpp"

namespace nngen::parser {

namespace x3 = boost::spirit::x3;

/// What the rules know besides the tokens of their statement.
struct ParseState {
  const ir::SourceFile& source;
  const TokenList& tokens;
  ir::Diagnostics& diagnostics;
  const Token* statement_begin = nullptr;  // in front of it there is no token to look at
  int depth = 0;                           // brackets and prefix signs around the current token
  int index_depth = 0;                     // indices around it: there `end` is an operand
  bool too_deep = false;

  std::string_view text(ir::Span span) const { return source.text(span); }
};

/// Two operands with nothing between them; `next` is the second one's first token.
struct Juxtaposition {
  const Token* next = nullptr;
};

struct StateTag;
using Iterator = const Token*;
using Context = x3::context<StateTag, ParseState>;

}  // namespace nngen::parser
