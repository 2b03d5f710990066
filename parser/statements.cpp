#include "parser/statements.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "parser/syntax_report.hpp"

namespace nngen::parser {
namespace {

using ir::DiagnosticKind;
using ir::make_diagnostic;

bool is_bar(TokenKind kind) {
  return kind == TokenKind::norm_open || kind == TokenKind::absolute_open;
}

/// Behind these an operand follows, so that the statement goes on in the next line.
bool needs_operand_behind(TokenKind kind) {
  return is_binary_operator(kind) || kind == TokenKind::nabla || kind == TokenKind::partial ||
         kind == TokenKind::square_root;
}

class StatementCutter {
 public:
  StatementCutter(const ir::SourceFile& source, std::vector<Token>& tokens,
                  ir::Diagnostics& diagnostics)
      : source_(source), tokens_(tokens), diagnostics_(diagnostics) {}

  std::vector<StatementTokens> run();

 private:
  bool ends_before(std::size_t i) const;
  bool starts_statement(std::size_t i) const;
  bool lacks_operand(std::size_t i) const;
  bool may_compare() const;
  bool is_definition_line(std::size_t i) const;
  bool in_brackets() const { return bracket_count_ > 0; }

  void take(std::size_t i);
  void classify_bar(std::size_t i);
  bool is_bar_open(TokenKind opener) const;
  void open(std::size_t i);
  void close(std::size_t i);
  void pop();
  void finish(std::size_t last);
  void report_unclosed(std::size_t opener);
  void report_stray_closer(std::size_t closer);

  const ir::SourceFile& source_;
  std::vector<Token>& tokens_;
  ir::Diagnostics& diagnostics_;

  std::vector<StatementTokens> statements_;
  StatementTokens current_;
  std::vector<std::size_t> open_;   // the open brackets' tokens, bars among them
  std::size_t bracket_count_ = 0;   // the open brackets that are no bars
  bool defines_ = false;            // the statement has an = outside of brackets
  std::size_t excused_ = SIZE_MAX;  // an opener whose wrong closer has been reported
};

std::vector<StatementTokens> StatementCutter::run() {
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_[i].kind == TokenKind::semicolon && !in_brackets()) {
      finish(i);
      current_.first = i + 1;
      continue;
    }
    if (i > current_.first && tokens_[i].line_start && ends_before(i)) {
      finish(i);
      current_.first = i;
    }
    take(i);
  }
  finish(tokens_.size());
  return std::move(statements_);
}

/// Whether the statement under way ends before token i, the first of its line.
bool StatementCutter::ends_before(std::size_t i) const {
  if (starts_statement(i)) return true;
  const TokenKind previous = tokens_[i - 1].kind;
  if (in_brackets()) {
    return (ends_operand(previous) || !may_compare()) && is_definition_line(i);
  }
  const TokenKind kind = tokens_[i].kind;
  const bool goes_on =
      is_binary_operator(kind) || kind == TokenKind::kw_for || kind == TokenKind::kw_init;
  if (goes_on) return false;
  return !needs_operand_behind(previous) || (lacks_operand(i) && is_definition_line(i));
}

/// Whether a definition behind the operator before token i would be the second one in its
/// statement, so that an operand is missing. `let m = 3,` and `output y = a,` may have one more.
bool StatementCutter::lacks_operand(std::size_t i) const {
  const TokenKind first = tokens_[current_.first].kind;
  const bool is_list = first == TokenKind::kw_let || first == TokenKind::kw_output;
  return defines_ && !(is_list && tokens_[i - 1].kind == TokenKind::comma);
}

/// Keywords that begin a statement end the one before even within its brackets. `loss` may also be
/// the name of a value, and then neither a name nor = follows.
bool StatementCutter::starts_statement(std::size_t i) const {
  const TokenKind kind = tokens_[i].kind;
  if (kind == TokenKind::kw_loss) {
    const TokenKind next = i + 1 < tokens_.size() ? tokens_[i + 1].kind : TokenKind::stray;
    return next == TokenKind::name || next == TokenKind::equal;
  }
  return is_keyword(kind) && kind != TokenKind::kw_init && kind != TokenKind::kw_for &&
         kind != TokenKind::kw_end;
}

/// Whether an = may stand within the innermost bracket: where(x = 0, …).
bool StatementCutter::may_compare() const {
  for (auto i = open_.rbegin(); i != open_.rend(); ++i) {
    if (is_bar(tokens_[*i].kind)) continue;
    const bool is_exponent = *i > 0 && tokens_[*i - 1].kind == TokenKind::caret;
    return tokens_[*i].kind == TokenKind::left_parenthesis && !is_exponent;
  }
  return false;
}

/// Whether the line that begins with token i is `… = …` on its own level. Behind a complete operand
/// such a line is no continuation: a bracket above it was left open.
bool StatementCutter::is_definition_line(std::size_t i) const {
  int depth = 0;
  for (std::size_t j = i; j < tokens_.size() && (j == i || !tokens_[j].line_start); ++j) {
    const TokenKind kind = tokens_[j].kind;
    if (is_opener(kind)) ++depth;
    if (is_closer(kind)) --depth;
    if (depth < 0) return false;
    if (depth == 0 && kind == TokenKind::equal) return j > i;
  }
  return false;
}

void StatementCutter::take(std::size_t i) {
  classify_bar(i);
  Token& token = tokens_[i];
  if (is_closer(token.kind)) close(i);
  token.enclosing = open_.empty() ? TokenKind::stray : tokens_[open_.back()].kind;
  if (is_opener(token.kind)) open(i);
  if (token.kind == TokenKind::equal && open_.empty()) defines_ = true;
  if (token.kind == TokenKind::stray) current_.broken = true;
}

/// A bar opens where an operand is expected and closes elsewhere; behind a number it multiplies,
/// and so opens, unless it can close a bar.
void StatementCutter::classify_bar(std::size_t i) {
  Token& token = tokens_[i];
  const bool is_double = token.kind == TokenKind::double_bar;
  if (!is_double && token.kind != TokenKind::bar) return;
  const TokenKind opener = is_double ? TokenKind::norm_open : TokenKind::absolute_open;
  const TokenKind previous = i > current_.first ? tokens_[i - 1].kind : TokenKind::stray;
  const bool closes = previous == TokenKind::number ? is_bar_open(opener) : ends_operand(previous);
  token.kind = closes ? closer_of(opener) : opener;
}

/// Whether a bar of this kind is open within the innermost bracket.
bool StatementCutter::is_bar_open(TokenKind opener) const {
  for (auto i = open_.rbegin(); i != open_.rend() && is_bar(tokens_[*i].kind); ++i) {
    if (tokens_[*i].kind == opener) return true;
  }
  return false;
}

void StatementCutter::open(std::size_t i) {
  open_.push_back(i);
  if (!is_bar(tokens_[i].kind)) ++bracket_count_;
}

void StatementCutter::close(std::size_t i) {
  Token& token = tokens_[i];
  const auto matches = [&](std::size_t opener) {
    const TokenKind kind = tokens_[opener].kind;
    const bool closes_subscript =
        kind == TokenKind::subscript_open && token.kind == TokenKind::right_brace;
    return closes_subscript || closer_of(kind) == token.kind;
  };
  // A bar closes only what is open within its bracket: elsewhere it would close half the line.
  // Nothing within ₍₎ closes what stands outside.
  const bool stays_inside =
      token.kind == TokenKind::norm_close || token.kind == TokenKind::absolute_close;
  const auto is_wall = [&](std::size_t opener) {
    const bool is_virtual = tokens_[opener].begin == tokens_[opener].end;
    return is_virtual || (stays_inside && !is_bar(tokens_[opener].kind));
  };
  auto found = open_.rbegin();
  while (found != open_.rend() && !matches(*found)) {
    found = is_wall(*found) ? open_.rend() : found + 1;
  }
  if (found == open_.rend()) return report_stray_closer(i);
  const std::size_t opener = *found;
  while (open_.back() != opener) {
    report_unclosed(open_.back());
    pop();
  }
  if (tokens_[opener].kind == TokenKind::subscript_open) token.kind = TokenKind::subscript_close;
  pop();
}

void StatementCutter::pop() {
  if (!is_bar(tokens_[open_.back()].kind)) --bracket_count_;
  open_.pop_back();
}

/// Ends the statement under way before token `last`.
void StatementCutter::finish(std::size_t last) {
  while (!open_.empty()) {
    report_unclosed(open_.back());
    pop();
  }
  current_.last = last;
  if (current_.first < last) statements_.push_back(current_);
  current_ = StatementTokens{last, last, false};
  defines_ = false;
  excused_ = SIZE_MAX;
}

void StatementCutter::report_unclosed(std::size_t opener) {
  current_.broken = true;
  if (opener == excused_) return;
  const ir::Span span = tokens_[opener].span();
  report(diagnostics_,
         make_diagnostic(DiagnosticKind::unclosed_bracket, source_.text(span)).at(span));
}

void StatementCutter::report_stray_closer(std::size_t closer) {
  current_.broken = true;
  const ir::Span span = tokens_[closer].span();
  ir::Diagnostic finding =
      make_diagnostic(DiagnosticKind::stray_closer, source_.text(span)).at(span);
  if (!open_.empty()) {
    excused_ = open_.back();
    const ir::Span opener = tokens_[excused_].span();
    finding.labels.push_back(
        {opener, "'" + std::string(source_.text(opener)) + "' is open", false});
  }
  report(diagnostics_, std::move(finding));
}

}  // namespace

std::vector<StatementTokens> cut_statements(const ir::SourceFile& source,
                                            std::vector<Token>& tokens,
                                            ir::Diagnostics& diagnostics) {
  return StatementCutter(source, tokens, diagnostics).run();
}

}  // namespace nngen::parser
