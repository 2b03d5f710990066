#pragma once
// Notation that is wrong or can be read in two ways, though the parse can go on behind it.

#include <cstddef>
#include <string_view>
#include <variant>

#include "parser/grammar_config.hpp"

namespace nngen::parser {

template <class What>
const What* get_if(const ast::Expr& expr) {
  return std::get_if<What>(&expr->what);
}

/// ^, .^ and ⁻¹.
bool is_power(ast::PostfixKind kind);

/// Whether the number right before `next` multiplies it. In a row [1 x] a comma may be meant.
bool number_multiplies(const Token* next);
/// `W X`: the left operand, and the first token of the one behind it.
void report_missing_operator(ParseState& state, const ast::Expr& left, const Token* next);
/// `a/2b`, `e^2x`, `√2x`: the operand at `factor` follows a number that belongs to more than
/// itself.
void check_number_before(ParseState& state, const ast::Product& product, std::size_t factor);
/// `√x²` and `∇_W f'`: one application is all that these take.
void check_prefixed_operand(ParseState& state, const ast::Expr& operand, ir::Span operation);
/// `a^b^c`. The first may be a family's index: W^(l)^2 is left to whoever knows what W is.
void check_tower(ParseState& state, const ast::Postfix& postfix,
                 const ast::PostfixOperation& operation);
/// Left of `=` stands a name or a derivative. A function needs `def`.
void check_claim(ParseState& state, const ast::Expr& left);
/// `×`, `**`, `==` and `:=` where ·, ^ and = are meant.
void report_wrong_operator(ParseState& state, ir::Span span, std::string_view meant);

}  // namespace nngen::parser
