#pragma once
// The X3 parsers and directives that the grammar is made of besides X3's own. Each can say its name
// in the user's terms, for "expected … before …".

#include <string>
#include <string_view>

#include <boost/throw_exception.hpp>

#include "parser/grammar_config.hpp"

namespace nngen::parser {

/// One token of a kind; its attribute is its span.
struct TokenParser : x3::parser<TokenParser> {
  using attribute_type = ir::Span;
  static constexpr bool has_attribute = true;

  TokenKind kind;

  constexpr explicit TokenParser(TokenKind wanted) : kind(wanted) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext&, RuleContext&,
             Attribute& attribute) const {
    if (first == last || first->kind != kind) return false;
    x3::traits::move_to(first->span(), attribute);
    ++first;
    return true;
  }
};

/// One token of a kind, without an attribute.
struct PunctuationParser : x3::parser<PunctuationParser> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  TokenKind kind;

  constexpr explicit PunctuationParser(TokenKind wanted) : kind(wanted) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext&, RuleContext&,
             Attribute&) const {
    if (first == last || first->kind != kind) return false;
    ++first;
    return true;
  }
};

constexpr TokenParser token(TokenKind kind) { return TokenParser(kind); }
constexpr PunctuationParser skip(TokenKind kind) { return PunctuationParser(kind); }

/// A name that is no keyword; where a value may stand, `loss` is a name too.
struct NameParser : x3::parser<NameParser> {
  using attribute_type = ast::Name;
  static constexpr bool has_attribute = true;

  bool takes_loss;

  constexpr explicit NameParser(bool loss_is_a_name) : takes_loss(loss_is_a_name) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context, RuleContext&,
             Attribute& attribute) const {
    if (first == last) return false;
    const bool is_loss = takes_loss && first->kind == TokenKind::kw_loss;
    if (first->kind != TokenKind::name && !is_loss) return false;
    const TokenList& tokens = x3::get<StateTag>(context).tokens;
    const std::string text = is_loss ? "loss" : tokens.names[first->payload];
    x3::traits::move_to(ast::Name{text, first->span()}, attribute);
    ++first;
    return true;
  }
};

constexpr NameParser new_name{false};
constexpr NameParser used_name{true};

struct NumberParser : x3::parser<NumberParser> {
  using attribute_type = ast::Expr;
  static constexpr bool has_attribute = true;

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context, RuleContext&,
             Attribute& attribute) const {
    if (first == last || first->kind != TokenKind::number) return false;
    const NumberValue& number = x3::get<StateTag>(context).tokens.numbers[first->payload];
    x3::traits::move_to(ast::make(first->span(), ast::Number{number.value, number.is_integer}),
                        attribute);
    ++first;
    return true;
  }
};

constexpr NumberParser number{};

/// A name with one of two texts: T, or R and ℝ.
struct WordParser : x3::parser<WordParser> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  std::string_view text;
  std::string_view other;

  constexpr WordParser(std::string_view one, std::string_view another)
      : text(one), other(another) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context, RuleContext&,
             Attribute&) const {
    if (first == last || first->kind != TokenKind::name) return false;
    const std::string& name = x3::get<StateTag>(context).tokens.names[first->payload];
    if (name != text && name != other) return false;
    ++first;
    return true;
  }
};

/// Two operands with nothing between them; takes no token.
struct JuxtapositionParser : x3::parser<JuxtapositionParser> {
  using attribute_type = Juxtaposition;
  static constexpr bool has_attribute = true;

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context, RuleContext&,
             Attribute& attribute) const {
    const ParseState& state = x3::get<StateTag>(context);
    if (first == last || first == state.statement_begin) return false;
    const bool is_juxtaposed = starts_operand(first->kind) && ends_operand(first[-1].kind);
    if (is_juxtaposed) x3::traits::move_to(Juxtaposition{first}, attribute);
    return is_juxtaposed;
  }
};

constexpr JuxtapositionParser juxtaposed{};

/// Takes no token: holds where a condition on the coming tokens, and on what is known besides,
/// does.
template <class Condition>
struct ConditionParser : x3::parser<ConditionParser<Condition>> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  Condition condition;

  constexpr explicit ConditionParser(Condition wanted) : condition(wanted) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context, RuleContext&,
             Attribute&) const {
    return condition(x3::get<StateTag>(context), first, last);
  }
};

/// when([](const ParseState&, Iterator first, Iterator last) { … })
template <class Condition>
constexpr ConditionParser<Condition> when(Condition condition) {
  return ConditionParser<Condition>(condition);
}

/// The end of the statement's tokens.
struct EndParser : x3::parser<EndParser> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext&, RuleContext&,
             Attribute&) const {
    return first == last;
  }
};

constexpr EndParser end_of_statement{};

/// described("a comma")[p]: p under a name for error messages.
template <class Subject>
struct DescribedDirective : x3::unary_parser<Subject, DescribedDirective<Subject>> {
  using base_type = x3::unary_parser<Subject, DescribedDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;

  const char* name;

  constexpr DescribedDirective(const Subject& inner, const char* text)
      : base_type(inner), name(text) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context,
             RuleContext& rule_context, Attribute& attribute) const {
    return this->subject.parse(first, last, context, rule_context, attribute);
  }
};

struct DescribedGenerator {
  const char* name;

  template <class Subject>
  constexpr auto operator[](const Subject& inner) const {
    using Parser = typename x3::extension::as_parser<Subject>::value_type;
    return DescribedDirective<Parser>(x3::as_parser(inner), name);
  }
};

constexpr DescribedGenerator described(const char* name) { return {name}; }

/// The span of the tokens between two iterators, of which there is at least one.
inline ir::Span span_between(Iterator first, Iterator last) {
  return {first->begin, (last - 1)->end};
}

/// node(rule): what the rule makes, as a node of the tree that spans the rule's tokens.
template <class Subject>
struct NodeDirective : x3::unary_parser<Subject, NodeDirective<Subject>> {
  using base_type = x3::unary_parser<Subject, NodeDirective<Subject>>;
  using attribute_type = ast::Expr;
  static constexpr bool has_attribute = true;

  constexpr explicit NodeDirective(const Subject& inner) : base_type(inner) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context,
             RuleContext& rule_context, Attribute& attribute) const {
    const Iterator begin = first;
    typename Subject::attribute_type what{};
    if (!this->subject.parse(first, last, context, rule_context, what)) return false;
    x3::traits::move_to(ast::make(span_between(begin, first), std::move(what)), attribute);
    return true;
  }
};

template <class Subject>
constexpr NodeDirective<Subject> node(const Subject& subject) {
  return NodeDirective<Subject>(subject);
}

/// located(rule): what the rule makes, its member `span` set to the rule's tokens.
template <class Subject>
struct LocatedDirective : x3::unary_parser<Subject, LocatedDirective<Subject>> {
  using base_type = x3::unary_parser<Subject, LocatedDirective<Subject>>;
  using attribute_type = typename Subject::attribute_type;
  static constexpr bool has_attribute = true;

  constexpr explicit LocatedDirective(const Subject& inner) : base_type(inner) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context,
             RuleContext& rule_context, Attribute& attribute) const {
    const Iterator begin = first;
    attribute_type made{};
    if (!this->subject.parse(first, last, context, rule_context, made)) return false;
    made.span = span_between(begin, first);
    x3::traits::move_to(std::move(made), attribute);
    return true;
  }
};

template <class Subject>
constexpr LocatedDirective<Subject> located(const Subject& subject) {
  return LocatedDirective<Subject>(subject);
}

/// bounded[p]: stands wherever a rule may come to itself again, and ends the parse before the stack
/// ends.
template <class Subject>
struct BoundedDirective : x3::unary_parser<Subject, BoundedDirective<Subject>> {
  using base_type = x3::unary_parser<Subject, BoundedDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;

  constexpr explicit BoundedDirective(const Subject& inner) : base_type(inner) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context,
             RuleContext& rule_context, Attribute& attribute) const {
    ParseState& state = x3::get<StateTag>(context);
    if (state.depth > max_depth) {
      state.too_deep = true;
      boost::throw_exception(x3::expectation_failure<Iterator>(first, "less depth"));
    }
    ++state.depth;
    const bool parsed = this->subject.parse(first, last, context, rule_context, attribute);
    --state.depth;
    return parsed;
  }
};

/// in_index[p]: within p, `end` is an operand.
template <class Subject>
struct InIndexDirective : x3::unary_parser<Subject, InIndexDirective<Subject>> {
  using base_type = x3::unary_parser<Subject, InIndexDirective<Subject>>;
  static constexpr bool is_pass_through_unary = true;

  constexpr explicit InIndexDirective(const Subject& inner) : base_type(inner) {}

  template <class ParseContext, class RuleContext, class Attribute>
  bool parse(Iterator& first, const Iterator& last, const ParseContext& context,
             RuleContext& rule_context, Attribute& attribute) const {
    ParseState& state = x3::get<StateTag>(context);
    ++state.index_depth;
    const bool parsed = this->subject.parse(first, last, context, rule_context, attribute);
    --state.index_depth;
    return parsed;
  }
};

template <template <class> class Directive>
struct DirectiveGenerator {
  template <class Subject>
  constexpr auto operator[](const Subject& inner) const {
    using Parser = typename x3::extension::as_parser<Subject>::value_type;
    return Directive<Parser>(x3::as_parser(inner));
  }
};

constexpr DirectiveGenerator<BoundedDirective> bounded{};
constexpr DirectiveGenerator<InIndexDirective> in_index{};

}  // namespace nngen::parser

namespace boost::spirit::x3 {

template <>
struct get_info<nngen::parser::TokenParser> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::TokenParser& parser) const {
    return std::string(nngen::parser::description(parser.kind));
  }
};

template <>
struct get_info<nngen::parser::PunctuationParser> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::PunctuationParser& parser) const {
    return std::string(nngen::parser::description(parser.kind));
  }
};

template <>
struct get_info<nngen::parser::NameParser> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::NameParser&) const { return "a name"; }
};

template <>
struct get_info<nngen::parser::NumberParser> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::NumberParser&) const { return "a number"; }
};

template <>
struct get_info<nngen::parser::EndParser> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::EndParser&) const {
    return "the end of the statement";
  }
};

template <class Subject>
struct get_info<nngen::parser::DescribedDirective<Subject>> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::DescribedDirective<Subject>& parser) const {
    return parser.name;
  }
};

template <class Subject>
struct get_info<nngen::parser::BoundedDirective<Subject>> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::BoundedDirective<Subject>& parser) const {
    return what(parser.subject);
  }
};

template <class Subject>
struct get_info<nngen::parser::LocatedDirective<Subject>> {
  using result_type = std::string;
  std::string operator()(const nngen::parser::LocatedDirective<Subject>& parser) const {
    return what(parser.subject);
  }
};

}  // namespace boost::spirit::x3
