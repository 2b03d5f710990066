#pragma once
// The grammar of expressions, language reference section 4. Its rules are defined in
// expression_def.hpp and compiled in expression.cpp alone.

#include <utility>

#include "parser/building.hpp"
#include "parser/token_parsers.hpp"

namespace nngen::parser::grammar {

template <class ID, class Attribute>
using Rule = x3::rule<ID, Attribute>;

/// An operation or a comparison-free sum: what stands right of `=`.
inline constexpr Rule<class SumRule, ast::Expr> sum{"an expression"};
/// A name, number or bracket with its calls, indices and subscripts: σ(z), n[i-1], W_{k-1}.
inline constexpr Rule<class ApplicationRule, ast::Expr> application{"an operand"};
inline constexpr Rule<class ParenthesisedRule, ast::Parenthesised> parenthesised{"'('"};
inline constexpr Rule<class BracedRule, ast::Parenthesised> braced{"'{'"};
inline constexpr Rule<class SubscriptRule, Subscript> subscript{"a subscript"};
/// for i = a..b
inline constexpr Rule<class RangeRule, ast::Range> range{"'for'"};

BOOST_SPIRIT_DECLARE(decltype(sum), decltype(application), decltype(parenthesised),
                     decltype(braced), decltype(subscript), decltype(range))

// Actions that many rules share.

/// The rule's value is that of its part.
inline constexpr auto take = [](auto& context) {
  x3::_val(context) = std::move(x3::_attr(context));
};

template <class ActionContext>
ParseState& state_of(const ActionContext& context) {
  return x3::get<StateTag>(context);
}

}  // namespace nngen::parser::grammar
