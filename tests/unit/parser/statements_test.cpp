#include "parser/statements.hpp"

#include <string>

#include "parser/lexer.hpp"
#include "tests/support/catch.hpp"

namespace nngen::parser {
namespace {

/// The texts of the statements, separated by " | "; broken ones in < >; then the findings'
/// messages.
std::string cut(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  TokenList list = lex(source, diagnostics);
  std::string out;
  for (const StatementTokens& statement : cut_statements(source, list.tokens, diagnostics)) {
    const ir::Span span{list.tokens[statement.first].begin, list.tokens[statement.last - 1].end};
    const std::string words(source.text(span));
    out += (out.empty() ? "" : " | ") + (statement.broken ? "<" + words + ">" : words);
  }
  for (const ir::Diagnostic& finding : diagnostics.sorted()) out += "\n" + finding.message;
  return out;
}

struct Row {
  std::string text;
  std::string statements;
};

TEST_CASE("a statement ends at the end of its line or at a semicolon") {
  const Row rows[] = {
      {"a = 1\nb = 2", "a = 1 | b = 2"},
      {"a = 1; b = 2;", "a = 1 | b = 2"},
      {"a = 1 # comment; c\n\n\nb = 2", "a = 1 | b = 2"},
      {";;a = 1", "a = 1"},
      {"", ""},
      {"# nothing\n", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(cut(row.text) == row.statements);
  }
}

TEST_CASE("brackets and operators carry a statement over the end of its line") {
  const Row rows[] = {
      {"a = f(b,\nc)\nd = 1", "a = f(b,\nc) | d = 1"},
      {"a = [1, 2\n; 3, 4]\nd = 1", "a = [1, 2\n; 3, 4] | d = 1"},
      {"a = [1; 2]; b = 3", "a = [1; 2] | b = 3"},
      {"a = b +\nc", "a = b +\nc"},
      {"a =\n  b", "a =\n  b"},
      {"param A,\n B : R", "param A,\n B : R"},
      {"a = b\n + c\n # comment\n\n · d", "a = b\n + c\n # comment\n\n · d"},
      {"a = b\n- c", "a = b\n- c"},
      {"a[i] = b\n for i = 1..3", "a[i] = b\n for i = 1..3"},
      {"a = ⟨b,\nc⟩", "a = ⟨b,\nc⟩"},
      {"y = where(\n x = 0,\n 1, 2)", "y = where(\n x = 0,\n 1, 2)"},
      {"let m = 1,\n n = 2", "let m = 1,\n n = 2"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(cut(row.text) == row.statements);
  }
}

TEST_CASE("an unclosed bracket is reported at its opener and swallows nothing") {
  const Row rows[] = {
      {"a = f(b\nparam c : R", "<a = f(b> | param c : R\n'(' is never closed"},
      {"a = f(b\nc = d\ne = 1", "<a = f(b> | c = d | e = 1\n'(' is never closed"},
      {"a = f(b\nc[i] = d(1)", "<a = f(b> | c[i] = d(1)\n'(' is never closed"},
      {"a = [f(b\nloss L = c", "<a = [f(b> | loss L = c\n'[' is never closed\n'(' is never closed"},
      {"a = [f(b]\nc = d", "<a = [f(b]> | c = d\n'(' is never closed"},
      {"a = ‖b\nc = d", "<a = ‖b> | c = d\n'‖' is never closed"},
      {"a = b +\nc = d", "a = b + | c = d"},
      {"param a : R^(\nc = d", "<param a : R^(> | c = d\n'(' is never closed"},
      {"a = [\nc = d", "<a = [> | c = d\n'[' is never closed"},
      {"a = b)\nc = d", "<a = b)> | c = d\n')' closes nothing"},
      {"a = f(b]\nc = d", "<a = f(b]> | c = d\n']' closes nothing"},
      {"a = b|\nc = d", "<a = b|> | c = d\n'|' closes nothing"},
      {"a = ⟨|b, c⟩", "<a = ⟨|b, c⟩>\n'|' is never closed"},
      {"a = W_{b\nc = d", "<a = W_{b> | c = d\n'_{' is never closed"},
      {"a = (x⁽²)", "<a = (x⁽²)>\n'⁽' is never closed"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(cut(row.text) == row.statements);
  }
}

/// o and c for each bar that opens and closes.
std::string bars(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  TokenList list = lex(source, diagnostics);
  cut_statements(source, list.tokens, diagnostics);
  std::string out;
  for (const Token& token : list.tokens) {
    if (token.kind == TokenKind::norm_open || token.kind == TokenKind::absolute_open) out += 'o';
    if (token.kind == TokenKind::norm_close || token.kind == TokenKind::absolute_close) out += 'c';
  }
  return out;
}

TEST_CASE("a bar opens where an operand is expected and closes elsewhere") {
  const Row rows[] = {
      {"|x| + |y|", "ococ"}, {"‖x‖·‖y‖", "ococ"},
      {"|-|x| |", "oocc"},   {"‖|x| - |y|‖", "oococc"},
      {"‖a + ‖b‖‖", "oocc"}, {"|x - 2|", "oc"},
      {"2|x|", "oc"},        {"½‖y - 2‖²", "oc"},
      {"|f(2|x|)|", "oocc"}, {"‖x'‖ + ‖xᵀ‖ + ‖x²‖ + ‖x[1]‖", "ococococ"},
      {"||x|| + 1", "oc"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(bars(row.text) == row.statements);
  }
  CHECK(cut("y = |-|x||") == "<y = |-|x||>\n'|' is never closed\n'||' closes nothing");
}

}  // namespace
}  // namespace nngen::parser
