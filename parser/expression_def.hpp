#pragma once
// The rules of expressions. In every cycle of rules one stands in bounded[…], so that no text can
// exhaust the stack; an alternative is chosen by its first token and, once chosen, expects the
// rest: nothing is parsed twice.

#include "parser/expression.hpp"
#include "parser/notation.hpp"

namespace nngen::parser::grammar {

using x3::_attr;
using x3::_val;
using x3::expect;

// ---------------------------------------------------------------- rules that only expressions use

inline constexpr Rule<class SumChainRule, ast::Sum> sum_chain{"an expression"};
inline constexpr Rule<class ProductRule, ast::Expr> product{"an operand"};
inline constexpr Rule<class ProductChainRule, ast::Product> product_chain{"an operand"};
inline constexpr Rule<class PrefixedRule, ast::Expr> prefixed{"an operand"};
inline constexpr Rule<class NegationRule, ast::Negate> negation{"'-'"};
inline constexpr Rule<class PostfixRule, ast::Expr> postfix{"an operand"};
inline constexpr Rule<class PostfixChainRule, ast::Postfix> postfix_chain{"an operand"};
inline constexpr Rule<class ApplicationChainRule, ast::Postfix> application_chain{"an operand"};
inline constexpr Rule<class PrimaryRule, ast::Expr> primary{"an operand"};

inline constexpr Rule<class ArgumentRule, ast::Expr> argument{"an expression"};
inline constexpr Rule<class ComparisonRule, ast::Compare> comparison{"an expression"};
inline constexpr Rule<class CallRule, ast::PostfixOperation> call{"'('"};
inline constexpr Rule<class IndexRule, ast::PostfixOperation> index{"'['"};
inline constexpr Rule<class SliceRule, ast::Slice> slice{"an index"};
inline constexpr Rule<class MarkRule, ast::PostfixOperation> mark{"'ᵀ'"};
inline constexpr Rule<class PowerRule, ast::PostfixOperation> power{"'^'"};
inline constexpr Rule<class ExponentRule, ast::Expr> exponent{"an exponent"};
inline constexpr Rule<class SignedExponentRule, ast::Negate> signed_exponent{"'-'"};
inline constexpr Rule<class BracketExponentRule, ast::Block> bracket_exponent{"'['"};

inline constexpr Rule<class SubscriptValueRule, ast::Expr> subscript_value{"an expression"};

inline constexpr Rule<class ReferenceRule, ast::Reference> reference{"a name"};
inline constexpr Rule<class EllipsisRule, ast::Ellipsis> ellipsis{"'…'"};
inline constexpr Rule<class EndRule, ast::End> end{"'end'"};
inline constexpr Rule<class InfinityRule, ast::Reference> infinity{"'∞'"};
inline constexpr Rule<class BlockRule, ast::Block> block{"'['"};
inline constexpr Rule<class NormRule, ast::Norm> norm{"'‖'"};
inline constexpr Rule<class AbsoluteRule, ast::Norm> absolute{"'|'"};
inline constexpr Rule<class InnerProductRule, ast::InnerProduct> inner_product{"'⟨'"};
inline constexpr Rule<class SquareRootRule, ast::SquareRoot> square_root{"'√'"};
inline constexpr Rule<class GradientRule, ast::Gradient> gradient{"'∇'"};
inline constexpr Rule<class GradientVariableRule, ast::Postfix> gradient_variable{
    "'[' or a subscript that names the variable"};
inline constexpr Rule<class PartialRule, ast::Gradient> partial{"'∂'"};

// ---------------------------------------------------------------- actions

inline constexpr auto finish_chain = [](auto& context) {
  _val(context) = finish(std::move(_attr(context)));
};
inline constexpr auto take_first = [](auto& context) {
  _val(context).first = std::move(_attr(context));
};
inline constexpr auto take_operand = [](auto& context) {
  _val(context).operand = std::move(_attr(context));
};
inline constexpr auto take_inner = [](auto& context) {
  _val(context).inner = std::move(_attr(context));
};
inline constexpr auto take_left = [](auto& context) {
  _val(context).left = std::move(_attr(context));
};
inline constexpr auto take_right = [](auto& context) {
  _val(context).right = std::move(_attr(context));
};
inline constexpr auto take_last = [](auto& context) {
  _val(context).last = std::move(_attr(context));
};
inline constexpr auto take_by = [](auto& context) { _val(context).by = std::move(_attr(context)); };
inline constexpr auto take_of = [](auto& context) { _val(context).of = std::move(_attr(context)); };
inline constexpr auto take_range = [](auto& context) {
  _val(context).range = std::move(_attr(context));
};
inline constexpr auto take_argument = [](auto& context) {
  _val(context).arguments.push_back(std::move(_attr(context)));
};
inline constexpr auto take_operation = [](auto& context) {
  add_operation(state_of(context), _val(context), std::move(_attr(context)));
};
inline constexpr auto take_subscript = [](auto& context) {
  add_subscript(state_of(context), _val(context), std::move(_attr(context)));
};
inline constexpr auto ignore = [](auto&) {};

template <class Operator>
constexpr auto link(Operator op) {
  return [op](auto& context) { _val(context).rest.push_back({op, _attr(context), nullptr}); };
}

constexpr auto compare(ast::Comparison op) {
  return [op](auto& context) {
    _val(context).op = op;
    _val(context).op_span = _attr(context);
  };
}

constexpr auto kind(ast::PostfixKind which) {
  return [which](auto& context) { _val(context).kind = which; };
}

constexpr auto norm_of(ast::NormKind which) {
  return [which](auto& context) {
    _val(context).kind = which;
    _val(context).operand = std::move(_attr(context));
  };
}

constexpr auto report_meant(const char* meant) {
  return
      [meant](auto& context) { report_wrong_operator(state_of(context), _attr(context), meant); };
}

// ---------------------------------------------------------------- single tokens

/// The T of A^T.
inline const auto transpose_letter = WordParser("T", "T") | skip(TokenKind::top);

/// Behind dots a bracket is the next operand, and behind a number a parenthesis is a factor.
inline constexpr auto is_callable = when([](const ParseState& state, Iterator first, Iterator) {
  return first != state.statement_begin && first[-1].kind != TokenKind::ellipsis &&
         first[-1].kind != TokenKind::number;
});
inline constexpr auto is_indexable = when([](const ParseState& state, Iterator first, Iterator) {
  return first != state.statement_begin && first[-1].kind != TokenKind::ellipsis;
});
inline constexpr auto is_glued = when(
    [](const ParseState&, Iterator first, Iterator last) { return first != last && first->glued; });
inline constexpr auto is_name = when([](const ParseState&, Iterator first, Iterator last) {
  return first != last && (first->kind == TokenKind::name || first->kind == TokenKind::kw_loss);
});
inline constexpr auto is_in_index =
    when([](const ParseState& state, Iterator, Iterator) { return state.index_depth > 0; });

inline constexpr auto comma = skip(TokenKind::comma);

// ---------------------------------------------------------------- sums, products, signs

inline const auto sum_operator = token(TokenKind::plus)[link(ast::SumOperator::add)] |
                                 token(TokenKind::minus)[link(ast::SumOperator::subtract)];

inline const auto sum_chain_def = product[take_first] >>
                                  *(sum_operator >> expect[product][([](auto& context) {
                                      _val(context).rest.back().operand = std::move(_attr(context));
                                    })]);

inline const auto sum_def = bounded[sum_chain][finish_chain];

inline const auto product_operator =
    token(TokenKind::product)[link(ast::ProductOperator::product)] |
    token(TokenKind::hadamard)[link(ast::ProductOperator::hadamard)] |
    token(TokenKind::divide)[link(ast::ProductOperator::divide)] |
    token(TokenKind::reversed)[link(ast::ProductOperator::reversed)] |
    token(TokenKind::kronecker)[link(ast::ProductOperator::kronecker)] |
    token(TokenKind::elementwise_divide)[link(ast::ProductOperator::elementwise_divide)] |
    token(TokenKind::times)[link(ast::ProductOperator::product)]
                           [report_meant("· for the product or ∘ for the elementwise one")] |
    juxtaposed[(
        [](auto& context) { begin_juxtaposed(state_of(context), _val(context), _attr(context)); })];

inline const auto product_chain_def = prefixed[take_first] >>
                                      *(product_operator >> expect[prefixed][([](auto& context) {
                                          set_last_operand(state_of(context), _val(context),
                                                           std::move(_attr(context)));
                                        })]);

inline const auto product_def = product_chain[finish_chain];

inline const auto negation_def = skip(TokenKind::minus) >> expect[bounded[prefixed]][take_operand];

inline const auto prefixed_def = node(negation) | postfix;

// ---------------------------------------------------------------- what stands behind an operand

inline const auto call_or_index = (is_callable >> located(call)[take_operation]) |
                                  (is_indexable >> located(index)[take_operation]);

inline const auto application_chain_def = primary[take_operand] >>
                                          *(call_or_index | located(subscript)[take_subscript]);

inline const auto application_def = application_chain[finish_chain];

inline const auto postfix_chain_def = primary[take_operand] >>
                                      *(call_or_index | located(mark)[take_operation] |
                                        located(power)[take_operation] |
                                        located(subscript)[take_subscript]);

inline const auto postfix_def = postfix_chain[finish_chain];

inline const auto closing_parenthesis = described("',' or ')'")[skip(TokenKind::right_parenthesis)];
inline const auto closing_bracket = described("',' or ']'")[skip(TokenKind::right_bracket)];

inline const auto call_def = skip(TokenKind::left_parenthesis)[kind(ast::PostfixKind::call)] >>
                             (skip(TokenKind::right_parenthesis) |
                              (expect[argument][take_argument] >>
                               (located(range)[take_range] |
                                *(comma >> expect[argument][take_argument])) >>
                               expect[closing_parenthesis]));

inline constexpr auto take_slice = [](auto& context) {
  _val(context).indices.push_back(std::move(_attr(context)));
};

inline const auto index_def = skip(TokenKind::left_bracket)[kind(ast::PostfixKind::index)] >>
                              in_index[expect[located(slice)][take_slice] >>
                                       *(comma >> expect[located(slice)][take_slice])] >>
                              expect[closing_bracket];

inline const auto slice_colon =
    skip(TokenKind::colon)[([](auto& context) { _val(context).is_range = true; })];
inline const auto slice_def =
    (slice_colon >> -sum[take_last]) | (sum[take_first] >> -(slice_colon >> -sum[take_last]));

inline const auto caret = skip(TokenKind::caret);
inline const auto minus = skip(TokenKind::minus);
inline const auto left_brace = skip(TokenKind::left_brace);
inline const auto right_brace = skip(TokenKind::right_brace);

inline const auto mark_def =
    skip(TokenKind::prime)[kind(ast::PostfixKind::prime)] |
    (skip(TokenKind::transpose) | (caret >> transpose_letter) |
     (caret >> left_brace >> transpose_letter >> right_brace))[kind(ast::PostfixKind::transpose)] |
    (skip(TokenKind::inverse_transpose) | (caret >> minus >> transpose_letter) |
     (caret >> left_brace >> minus >> transpose_letter >>
      right_brace))[kind(ast::PostfixKind::inverse_transpose)];

inline const auto power_def =
    (skip(TokenKind::caret)[kind(ast::PostfixKind::power)] |
     skip(TokenKind::elementwise_caret)[kind(ast::PostfixKind::elementwise_power)] |
     token(TokenKind::double_star)[report_meant("^ for a power")][kind(ast::PostfixKind::power)]) >>
    expect[exponent][take_argument];

inline const auto signed_exponent_def = minus >> expect[bounded[exponent]][take_operand];

inline const auto bracket_exponent_def =
    skip(TokenKind::left_bracket) >>
    expect[sum]
          [([](auto& context) { _val(context).rows.push_back({std::move(_attr(context))}); })] >>
    expect[skip(TokenKind::right_bracket)];

inline const auto superscript =
    skip(TokenKind::superscript_open) >> expect[sum] >> expect[skip(TokenKind::superscript_close)];

inline const auto exponent_def =
    number | node(signed_exponent) | (is_name >> application) | superscript | node(parenthesised) |
    node(braced) | node(bracket_exponent) | node(norm) | node(absolute) | node(inner_product);

inline const auto subscript_value_def = node(infinity) | sum;
inline const auto subscript_def =
    skip(TokenKind::subscript_open) >>
    expect[subscript_value]
          [([](auto& context) { _val(context).value = std::move(_attr(context)); })] >>
    expect[described("the end of the subscript")[skip(TokenKind::subscript_close)]];

// ---------------------------------------------------------------- operands

inline constexpr auto take_name = [](auto& context) {
  _val(context).name = std::move(_attr(context));
};

inline const auto reference_def = used_name[take_name];
inline const auto ellipsis_def = skip(TokenKind::ellipsis)[ignore];
inline const auto end_def = is_in_index >> skip(TokenKind::kw_end)[ignore];
inline const auto infinity_def = token(TokenKind::infinity)[([](auto& context) {
  _val(context).name = {"∞", _attr(context)};
})];

inline const auto parenthesised_def = skip(TokenKind::left_parenthesis) >>
                                      expect[argument][take_inner] >>
                                      expect[skip(TokenKind::right_parenthesis)];
inline const auto braced_def = left_brace >> expect[sum][take_inner] >> expect[right_brace];

inline constexpr auto take_entry = [](auto& context) {
  _val(context).rows.back().push_back(std::move(_attr(context)));
};
inline constexpr auto begin_row = [](auto& context) { _val(context).rows.emplace_back(); };

inline const auto block_row_tail = *(comma >> expect[sum][take_entry]);
inline const auto block_def = skip(TokenKind::left_bracket)[begin_row] >> expect[sum][take_entry] >>
                              (located(range)[take_range] |
                               (block_row_tail >> *(skip(TokenKind::semicolon)[begin_row] >>
                                                    expect[sum][take_entry] >> block_row_tail))) >>
                              expect[described("',', ';' or ']'")[skip(TokenKind::right_bracket)]];

inline const auto norm_def = skip(TokenKind::norm_open) >>
                             expect[sum][norm_of(ast::NormKind::euclidean)] >>
                             expect[skip(TokenKind::norm_close)];
inline const auto absolute_def = skip(TokenKind::absolute_open) >>
                                 expect[sum][norm_of(ast::NormKind::absolute)] >>
                                 expect[skip(TokenKind::absolute_close)];

inline const auto inner_product_def = skip(TokenKind::left_angle) >> expect[sum][take_left] >>
                                      expect[comma] >> expect[sum][take_right] >>
                                      expect[skip(TokenKind::right_angle)];

inline const auto square_root_def =
    skip(TokenKind::square_root) >> expect[bounded[application]][take_operand];

inline constexpr auto finish_by = [](auto& context) {
  _val(context).by = finish(std::move(_attr(context)));
};
inline constexpr auto take_variable = [](auto& context) {
  _val(context).operand = std::move(_attr(context).value);
};

inline const auto gradient_variable_def =
    (skip(TokenKind::left_bracket) >> expect[sum][take_operand] >>
     expect[skip(TokenKind::right_bracket)]) |
    (located(subscript)[take_variable] >>
     *((is_glued >> located(index)[take_operation]) | located(subscript)[take_subscript]));

inline const auto gradient_def = skip(TokenKind::nabla) >> expect[gradient_variable][finish_by] >>
                                 expect[bounded[application]][take_of];

inline const auto partial_def =
    skip(TokenKind::partial) >> expect[bounded[application]][take_of] >>
    expect[described("'/∂'")[skip(TokenKind::divide) >> skip(TokenKind::partial)]] >>
    expect[bounded[application]][take_by];

inline const auto primary_def = number | node(reference) | node(parenthesised) | node(ellipsis) |
                                node(block) | node(norm) | node(absolute) | node(inner_product) |
                                node(square_root) | node(gradient) | node(partial) | node(end);

// ---------------------------------------------------------------- arguments

inline const auto comparison_operator =
    token(TokenKind::less)[compare(ast::Comparison::less)] |
    token(TokenKind::less_equal)[compare(ast::Comparison::less_equal)] |
    token(TokenKind::greater)[compare(ast::Comparison::greater)] |
    token(TokenKind::greater_equal)[compare(ast::Comparison::greater_equal)] |
    token(TokenKind::equal)[compare(ast::Comparison::equal)] |
    token(TokenKind::double_equal)[compare(ast::Comparison::equal)] |
    token(TokenKind::not_equal)[compare(ast::Comparison::not_equal)];

inline const auto comparison_def = sum[take_left] >>
                                   -(comparison_operator >> expect[sum][take_right]);

inline const auto argument_def = comparison[finish_chain];

inline constexpr auto take_index = [](auto& context) {
  _val(context).index = std::move(_attr(context));
};

inline const auto range_def = skip(TokenKind::kw_for) >> expect[new_name][take_index] >>
                              expect[skip(TokenKind::equal)] >> expect[sum][take_first] >>
                              expect[skip(TokenKind::dot_dot)] >> expect[sum][take_last];

BOOST_SPIRIT_DEFINE(sum, sum_chain, product, product_chain, prefixed, negation, postfix,
                    postfix_chain, application, application_chain, primary)
BOOST_SPIRIT_DEFINE(argument, comparison, call, index, slice, mark, power, exponent,
                    signed_exponent, bracket_exponent, subscript, subscript_value, range)
BOOST_SPIRIT_DEFINE(reference, ellipsis, end, infinity, parenthesised, braced, block, norm,
                    absolute, inner_product, square_root, gradient, gradient_variable, partial)

}  // namespace nngen::parser::grammar
