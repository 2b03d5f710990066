#pragma once
// Syntax trees as one-line text, so that a test row can say what a statement becomes.

#include <string>

#include "parser/ast.hpp"

namespace nngen::parser {

/// `a·b + c'` → "(+ (· a b) (c '))"; null → "-".
std::string tree_text(const ast::Expr& expr);
std::string tree_text(const ast::Statement& statement);
/// The statements of a text, one a line, and after them its findings in order of place.
std::string parsed_text(const std::string& text);

}  // namespace nngen::parser
