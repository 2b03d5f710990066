#pragma once
// The rules of statements: the first token says which it is, the rest is expected.

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "parser/expression.hpp"
#include "parser/notation.hpp"
#include "parser/statement.hpp"

namespace nngen::parser::grammar {

using x3::_attr;
using x3::_val;
using x3::expect;

inline constexpr Rule<class TargetRule, ast::Target> target{"a name"};
inline constexpr Rule<class TypeRule, ast::Type> type{"a type (R, R^n or R^(m×n))"};
inline constexpr Rule<class DimensionsRule, ast::Type> dimensions{"a dimension"};
inline constexpr Rule<class InitialiserRule, ast::Initialiser> initialiser{
    "an initialiser, such as xavier or normal(0.1)"};
inline constexpr Rule<class DeclarationRule, ast::Declaration> declaration{"a declaration"};
inline constexpr Rule<class LetItemRule, ast::Let> let_item{"a name"};
inline constexpr Rule<class ActivationPartRule, ast::ActivationPart> activation_part{
    "an activation's name"};
inline constexpr Rule<class CountRule, ast::Expr> count{"a count"};
inline constexpr Rule<class ActivationRule, ast::Activation> activation{"an activation"};
inline constexpr Rule<class FunctionRule, ast::Function> function{"a function"};
inline constexpr Rule<class LossRule, ast::Definition> loss{"a loss"};
inline constexpr Rule<class OutputItemRule, ast::Definition> output_item{"a name"};
inline constexpr Rule<class DefinitionRule, ast::Definition> definition{"a definition"};
inline constexpr Rule<class ClaimRule, ast::Claim> claim{"an expression"};

// ---------------------------------------------------------------- actions

inline constexpr auto take_target = [](auto& context) {
  _val(context).target = std::move(_attr(context));
};
inline constexpr auto take_value = [](auto& context) {
  _val(context).value = std::move(_attr(context));
};
inline constexpr auto take_range = [](auto& context) {
  _val(context).range = std::move(_attr(context));
};
inline constexpr auto take_argument = [](auto& context) {
  _val(context).argument = std::move(_attr(context));
};
inline constexpr auto take_target_index = [](auto& context) {
  _val(context).index = std::move(_attr(context));
};
inline constexpr auto take_dimension = [](auto& context) {
  _val(context).dimensions.push_back(std::move(_attr(context)));
};
inline constexpr auto take_formula = [](auto& context) {
  _val(context).formula = std::move(_attr(context));
};

constexpr auto role(ast::DefinitionRole which) {
  return [which](auto& context) { _val(context).role = which; };
}

constexpr auto declares(ast::DeclarationKind which) {
  return [which](auto& context) { _val(context).kind = which; };
}

/// The rule's value becomes one statement more.
inline constexpr auto add_statement = [](auto& context) {
  _val(context).push_back({ir::Span{}, std::move(_attr(context))});
};

// ---------------------------------------------------------------- tokens and conditions

inline constexpr WordParser reals{"R", "ℝ"};

bool begins_definition(Iterator first, Iterator last);
bool begins_undeclared(Iterator first, Iterator last);

inline constexpr auto is_definition = when([](const ParseState&, Iterator first, Iterator last) {
  return begins_definition(first, last);
});
inline constexpr auto is_declared = when([](const ParseState&, Iterator first, Iterator last) {
  return !begins_undeclared(first, last);
});
/// R^2n: the n would pass for a property.
inline constexpr auto is_separate = when([](const ParseState&, Iterator first, Iterator last) {
  return first != last && !first->glued;
});
inline constexpr auto is_name = when([](const ParseState&, Iterator first, Iterator last) {
  return first != last && first->kind == TokenKind::name;
});

/// In `loss sum(y)` the name is none of a loss.
inline constexpr auto is_loss_name = when([](const ParseState&, Iterator first, Iterator last) {
  const bool is_named = first != last && first->kind == TokenKind::name;
  return is_named && (first + 1 == last || first[1].kind != TokenKind::left_parenthesis);
});

inline constexpr auto comma = skip(TokenKind::comma);
inline constexpr auto left_parenthesis = skip(TokenKind::left_parenthesis);
inline constexpr auto right_parenthesis = skip(TokenKind::right_parenthesis);
inline constexpr auto left_bracket = skip(TokenKind::left_bracket);
inline constexpr auto right_bracket = skip(TokenKind::right_bracket);

inline constexpr auto report_assignment = [](auto& context) {
  report_wrong_operator(state_of(context), _attr(context), "= to define");
};
inline const auto assign =
    described("'='")[skip(TokenKind::equal) | token(TokenKind::double_equal)[report_assignment] |
                     token(TokenKind::define)[report_assignment]];

inline const auto optional_range = -located(range)[take_range];
inline const auto after_expression =
    expect[described("an operator or the end of the statement")[end_of_statement]];

// ---------------------------------------------------------------- names and types

inline constexpr auto take_target_subscript = [](auto& context) {
  add_subscript(state_of(context), _val(context), std::move(_attr(context)));
};
inline constexpr auto take_bracketed_index = [](auto& context) {
  _val(context).index = std::move(_attr(context).inner);
};
inline constexpr auto take_range_last = [](auto& context) {
  _val(context).range_last = std::move(_attr(context));
};

inline const auto bracketed_index = left_bracket >> expect[sum][take_target_index] >>
                                    -(skip(TokenKind::dot_dot) >> expect[sum][take_range_last]) >>
                                    expect[described("'..' or ']'")[right_bracket]];

inline const auto target_def =
    new_name[([](auto& context) { _val(context).name = std::move(_attr(context)); })] >>
    -(located(subscript)[take_target_subscript] | bracketed_index |
      (skip(TokenKind::caret) >>
       expect[described("'(', '{' or '['")[parenthesised[take_bracketed_index] |
                                           braced[take_bracketed_index] | bracketed_index]]));

inline const auto times = skip(TokenKind::type_times) | skip(TokenKind::times) | comma;
inline const auto dimension_list = expect[sum][take_dimension] >>
                                   -(times >> expect[sum][take_dimension]);

template <class Closer>
constexpr auto closes_dimensions(Closer closer) {
  return expect[described("'×' or the closing bracket")[closer]];
}

inline const auto dimensions_def =
    (left_parenthesis >> dimension_list >> closes_dimensions(right_parenthesis)) |
    (skip(TokenKind::left_brace) >> dimension_list >>
     closes_dimensions(skip(TokenKind::right_brace))) |
    (skip(TokenKind::superscript_open) >> dimension_list >>
     closes_dimensions(skip(TokenKind::superscript_close))) |
    number[take_dimension] | (is_name >> application[take_dimension]);

inline const auto type_def = reals >>
                             -(skip(TokenKind::caret) >> expect[dimensions][([](auto& context) {
                                 _val(context).dimensions = std::move(_attr(context).dimensions);
                               })]);

// ---------------------------------------------------------------- let, input, target, param, const

inline const auto let_item_def = located(target)[take_target] >>
                                 -(assign >> expect[sum][take_value]);

inline const auto let_statement = skip(TokenKind::kw_let) >> expect[let_item][add_statement] >>
                                  *(comma >> expect[let_item][add_statement]) >>
                                  -located(range)[([](auto& context) {
                                    std::get<ast::Let>(_val(context).back().what).range =
                                        std::move(_attr(context));
                                  })];

inline const auto declaration_keyword =
    skip(TokenKind::kw_input)[declares(ast::DeclarationKind::input)] |
    skip(TokenKind::kw_target)[declares(ast::DeclarationKind::target)] |
    skip(TokenKind::kw_param)[declares(ast::DeclarationKind::param)] |
    skip(TokenKind::kw_const)[declares(ast::DeclarationKind::constant)];

inline constexpr auto take_declared = [](auto& context) {
  _val(context).targets.push_back(std::move(_attr(context)));
};

inline const auto initialiser_def =
    new_name[([](auto& context) { _val(context).name = std::move(_attr(context)); })] >>
    -(left_parenthesis >> expect[sum][([](auto& context) {
        _val(context).arguments.push_back(std::move(_attr(context)));
      })] >>
      *(comma >> expect[sum][([](auto& context) {
          _val(context).arguments.push_back(std::move(_attr(context)));
        })]) >>
      expect[described("',' or ')'")[right_parenthesis]]);

inline const auto declaration_tail =
    *((skip(TokenKind::kw_init) >> expect[located(initialiser)][([](auto& context) {
         _val(context).init = std::move(_attr(context));
       })]) |
      (is_separate >> new_name[([](auto& context) {
         _val(context).properties.push_back(std::move(_attr(context)));
       })]));

inline const auto declaration_def =
    declaration_keyword >> expect[located(target)][take_declared] >>
    *(comma >> expect[located(target)][take_declared]) >>
    expect[described(
        "':' or '∈' and a type")[skip(TokenKind::colon) | skip(TokenKind::element_of)]] >>
    expect[located(type)]
          [([](auto& context) { _val(context).type = std::move(_attr(context)); })] >>
    declaration_tail >> optional_range;

// ---------------------------------------------------------------- act, def

inline const auto count_def = number | node(parenthesised) | (is_name >> application);

inline const auto activation_part_def =
    new_name[([](auto& context) { _val(context).function = std::move(_attr(context)); })] >>
    -(left_parenthesis >> expect[sum][take_argument] >> expect[right_parenthesis]);

inline constexpr auto take_part = [](auto& context) {
  _val(context).parts.push_back(std::move(_attr(context)));
};
inline const auto counted_part = expect[activation_part][take_part] >>
                                 -((skip(TokenKind::times) | skip(TokenKind::product)) >>
                                   expect[count][([](auto& context) {
                                     _val(context).parts.back().count = std::move(_attr(context));
                                   })]);

inline const auto direct_sum =
    left_bracket[([](auto& context) { _val(context).is_direct_sum = true; })] >> counted_part >>
    *(comma >> counted_part) >> expect[described("'×', ',' or ']'")[right_bracket]];

inline const auto activation_formula =
    left_parenthesis >>
    expect[new_name][([](auto& context) { _val(context).variable = std::move(_attr(context)); })] >>
    expect[right_parenthesis] >> expect[assign] >> expect[sum][take_formula];

inline const auto activation_def =
    skip(TokenKind::kw_act) >> expect[located(target)][take_target] >>
    (activation_formula | (expect[assign] >> (direct_sum | expect[activation_part][take_part]))) >>
    optional_range;

inline constexpr auto take_parameter = [](auto& context) {
  _val(context).parameters.push_back(std::move(_attr(context)));
};

inline const auto function_def =
    skip(TokenKind::kw_def) >> expect[located(target)][take_target] >> expect[left_parenthesis] >>
    expect[new_name][take_parameter] >> *(comma >> expect[new_name][take_parameter]) >>
    expect[described("',' or ')'")[right_parenthesis]] >> expect[assign] >>
    expect[sum][([](auto& context) { _val(context).body = std::move(_attr(context)); })] >>
    optional_range;

// ---------------------------------------------------------------- definitions, loss, output,
// claims

inline const auto definition_def =
    located(target)[take_target] >> expect[assign] >> expect[sum][take_value] >> optional_range;

inline const auto loss_def = skip(TokenKind::kw_loss)[role(ast::DefinitionRole::loss)] >>
                             -(is_loss_name >> located(target)[take_target]) >> expect[assign] >>
                             expect[sum][take_value] >> optional_range;

inline const auto output_item_def =
    located(target)[take_target][role(ast::DefinitionRole::output)] >>
    -(assign >> expect[sum][take_value]);

inline const auto output_statement = skip(TokenKind::kw_output) >>
                                     expect[output_item][add_statement] >>
                                     *(comma >> expect[output_item][add_statement]) >>
                                     -located(range)[([](auto& context) {
                                       std::get<ast::Definition>(_val(context).back().what).range =
                                           std::move(_attr(context));
                                     })];

inline const auto claim_def =
    sum[([](auto& context) { _val(context).left = std::move(_attr(context)); })] >>
    -(assign[([](auto& context) { check_claim(state_of(context), _val(context).left); })] >>
      expect[sum][([](auto& context) { _val(context).right = std::move(_attr(context)); })] >>
      optional_range);

/// A claim without a right side is a bare expression.
inline constexpr auto add_claim = [](auto& context) {
  ast::Claim& parsed = _attr(context);
  if (parsed.right) {
    _val(context).push_back({ir::Span{}, std::move(parsed)});
  } else {
    ast::Definition bare;
    bare.value = std::move(parsed.left);
    _val(context).push_back({ir::Span{}, std::move(bare)});
  }
};

inline const auto undeclared =
    expect[described("'input', 'target', 'param' or 'const'")[is_declared]];

inline const auto statement_def =
    ((declaration[add_statement] >> expect[end_of_statement]) |
     ((let_statement | output_statement | activation[add_statement] | function[add_statement] |
       loss[add_statement] |
       (undeclared >>
        ((is_definition >> expect[definition][add_statement]) | expect[claim][add_claim]))) >>
      after_expression));

BOOST_SPIRIT_DEFINE(target, type, dimensions, initialiser, declaration, let_item)
BOOST_SPIRIT_DEFINE(activation_part, count, activation, function)
BOOST_SPIRIT_DEFINE(definition, loss, output_item, claim, statement)

}  // namespace nngen::parser::grammar
