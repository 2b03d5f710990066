#pragma once
// How the grammar's parts become the tree, and the errors after which the parse can go on.

#include <vector>

#include "parser/grammar_config.hpp"

namespace nngen::parser {

/// A subscript that stands by itself: _1, ₖ₋₁, _{k-1}, _∞.
struct Subscript {
  ast::Expr value;
  ir::Span span;
};

/// A single operand is itself, without a chain around it.
ast::Expr finish(ast::Sum sum);
ast::Expr finish(ast::Product product);
ast::Expr finish(ast::Postfix postfix);
ast::Expr finish(ast::Compare comparison);

/// Begins a link whose operator is not written: right behind a number or beside an ellipsis, else
/// an error.
void begin_juxtaposed(ParseState& state, ast::Product& product, Juxtaposition juxtaposition);
/// Ends a link. `a/2b` and its like ask for brackets.
void set_last_operand(ParseState& state, ast::Product& product, ast::Expr operand);

/// Adds an operation. `a^b^c` and `√x²` ask for brackets; ^-1 becomes the inverse.
void add_operation(ParseState& state, ast::Postfix& postfix, ast::PostfixOperation operation);
/// Gives the subscript to the name, behind primes and transposes too, or to the norm.
void add_subscript(ParseState& state, ast::Postfix& postfix, Subscript subscript);
/// The same for the name left of `=` or `:`.
void add_subscript(ParseState& state, ast::Target& target, Subscript subscript);

}  // namespace nngen::parser
