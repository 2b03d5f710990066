#pragma once
// The grammar of statements, language reference section 3. Its rules are defined in
// statement_def.hpp and compiled in statement.cpp alone.

#include <vector>

#include "parser/grammar_config.hpp"

namespace nngen::parser::grammar {

/// One statement of the text, up to the end of its tokens; `let m, n` and `output y, z` come as
/// several. Their spans are left to the caller.
inline constexpr x3::rule<class StatementRule, std::vector<ast::Statement>> statement{
    "a statement"};

BOOST_SPIRIT_DECLARE(decltype(statement))

}  // namespace nngen::parser::grammar
