#include "parser/parse.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "parser/lexer.hpp"
#include "parser/statement.hpp"
#include "parser/statements.hpp"
#include "parser/syntax_error.hpp"
#include "parser/syntax_report.hpp"

namespace nngen::parser {
namespace {

using ir::DiagnosticKind;
using ir::make_diagnostic;
using ir::Span;

/// Whether a statement that begins so declares names even without an =.
bool is_declaration_keyword(TokenKind kind) {
  return is_keyword(kind) && kind != TokenKind::kw_init && kind != TokenKind::kw_for &&
         kind != TokenKind::kw_end && kind != TokenKind::kw_output;
}

bool begins_type(TokenKind kind) {
  return kind == TokenKind::colon || kind == TokenKind::element_of;
}

/// In `param U : R^2, V : R^3` each name before a colon was to be declared.
void add_names_before_types(const TokenList& tokens, Iterator token, Iterator last,
                            std::vector<ast::Name>& names) {
  for (; token != last && token + 1 != last; ++token) {
    if (token->kind != TokenKind::name || !begins_type(token[1].kind)) continue;
    names.push_back({tokens.names[token->payload], token->span()});
  }
}

/// The names that a statement with an error would have declared: those at its begin, with commas
/// between them, before = : ∈ or whatever else is no bracket.
std::vector<ast::Name> find_declared_names(const TokenList& tokens, Iterator first, Iterator last) {
  std::vector<ast::Name> names;
  const bool has_keyword = is_keyword(first->kind);
  Iterator token = has_keyword ? first + 1 : first;
  bool wants_name = true;
  for (; token != last; ++token) {
    const bool is_call = first->kind == TokenKind::kw_loss && token + 1 != last &&
                         token[1].kind == TokenKind::left_parenthesis;
    const bool is_inside = token->enclosing != TokenKind::stray || is_opener(token->kind) ||
                           is_closer(token->kind) || token->kind == TokenKind::caret;
    if (is_inside) continue;
    if (token->kind == TokenKind::comma) {
      wants_name = true;
      continue;
    }
    if (token->kind != TokenKind::name || !wants_name || is_call) break;
    names.push_back({tokens.names[token->payload], token->span()});
    wants_name = false;
  }
  const bool is_defined =
      token != last && (token->kind == TokenKind::equal || token->kind == TokenKind::double_equal);
  const bool lacks_keyword = !has_keyword && token != last && !is_defined;
  if (lacks_keyword) {  // `x : R^3`, `imput x : R^3`
    names.clear();
    add_names_before_types(tokens, first, last, names);
    return names;
  }
  if (!is_defined && !is_declaration_keyword(first->kind)) return {};
  if (!has_keyword && names.size() > 1) names.resize(1);
  if (has_keyword && token != last && begins_type(token->kind)) {
    add_names_before_types(tokens, token + 1, last, names);
  }
  return names;
}

/// What is left of a statement with an error: its names, and that it was the loss or an output.
std::vector<ast::Statement> recover(const TokenList& tokens, Iterator first, Iterator last) {
  const Span span{first->begin, last[-1].end};
  ast::Definition poisoned;
  poisoned.value = ast::make(span, ast::Invalid{});
  if (first->kind == TokenKind::kw_loss) poisoned.role = ast::DefinitionRole::loss;
  std::vector<ast::Statement> statements;
  for (ast::Name& name : find_declared_names(tokens, first, last)) {
    ast::Target target;
    target.span = name.span;
    target.name = std::move(name);
    poisoned.target = std::move(target);
    statements.push_back({span, poisoned});
  }
  if (statements.empty() && first->kind == TokenKind::kw_loss)
    statements.push_back({span, poisoned});
  return statements;
}

/// The statement's tokens through the grammar; nothing where they do not fit it.
std::vector<ast::Statement> parse_statement(ParseState& state, Iterator first, Iterator last) {
  std::vector<ast::Statement> parsed;
  state.statement_begin = first;
  Iterator position = first;
  try {
    const auto context = x3::make_context<StateTag>(state);
    if (grammar::statement.parse(position, last, context, x3::unused, parsed)) return parsed;
    report(state.diagnostics, explain_failure(state, first, last, position, "a statement"));
  } catch (const x3::expectation_failure<Iterator>& failure) {
    report(state.diagnostics,
           explain_failure(state, first, last, failure.where(), failure.which()));
  }
  return {};
}

bool is_claim(const ast::Statement& statement) {
  return std::holds_alternative<ast::Claim>(statement.what);
}

}  // namespace

ast::File parse(const ir::SourceFile& source, ir::Diagnostics& diagnostics) {
  ast::File file;
  if (source.text().size() > max_file_size) {
    diagnostics.add(
        make_diagnostic(DiagnosticKind::file_too_large, source.text().size(), max_file_size)
            .at({0, 0}));
    return file;
  }
  TokenList tokens = lex(source, diagnostics);
  for (const StatementTokens& cut : cut_statements(source, tokens.tokens, diagnostics)) {
    const Iterator first = tokens.tokens.data() + cut.first;
    const Iterator last = tokens.tokens.data() + cut.last;
    std::vector<ast::Statement> parsed;
    if (!cut.broken && is_worth_reporting(diagnostics)) {
      ParseState state{source, tokens, diagnostics};
      const std::size_t errors = diagnostics.error_count();
      parsed = parse_statement(state, first, last);
      // A claim with a mistake claims something else.
      if (diagnostics.error_count() > errors) std::erase_if(parsed, is_claim);
    }
    if (parsed.empty()) parsed = recover(tokens, first, last);
    for (ast::Statement& statement : parsed) {
      statement.span = {first->begin, last[-1].end};
      file.statements.push_back(std::move(statement));
    }
  }
  return file;
}

}  // namespace nngen::parser
