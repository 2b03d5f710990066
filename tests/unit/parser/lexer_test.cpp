#include "parser/lexer.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace nngen::parser {
namespace {

struct Lexed {
  TokenList list;
  std::vector<ir::Diagnostic> findings;
};

Lexed lex_text(const std::string& text) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  TokenList list = lex(source, diagnostics);
  return {std::move(list), diagnostics.sorted()};
}

/// The tokens' kinds as text; names and numbers by themselves.
std::string kinds(const std::string& text) {
  const TokenList list = lex_text(text).list;
  std::string out;
  for (const Token& token : list.tokens) {
    std::string word(description(token.kind));
    if (token.kind == TokenKind::name) {
      word = list.names[token.payload];
    } else if (token.kind == TokenKind::number) {
      word = fmt::format("{}", list.numbers[token.payload].value);
    } else if (token.kind == TokenKind::subscript_open) {
      word = "_(";
    } else if (token.kind == TokenKind::superscript_open) {
      word = "^(";
    } else if (token.kind == TokenKind::subscript_close ||
               token.kind == TokenKind::superscript_close) {
      word = ")";
    } else if (word.size() > 2 && word.front() == '\'') {
      word = word.substr(1, word.size() - 2);
    }
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

struct Row {
  std::string text;
  std::string tokens;
};

TEST_CASE("every spelling of an operator is one token") {
  const Row rows[] = {
      {"a·b⋅c∗d*e", "a · b · c · d · e"},
      {"a∘b⊙c◦d.*e", "a ∘ b ∘ c ∘ d ∘ e"},
      {"a⊘b./c.^d", "a ⊘ b ⊘ c .^ d"},
      {"a•b⊗c/d", "a • b ⊗ c / d"},
      {"a-b−c–d—e‐f", "a - b - c - d - e - f"},
      {"a' b′ c’ d″", "a ' b ' c ' d ' '"},
      {"Aᵀ A⁻ᵀ A^⊤", "A ᵀ A ⁻ᵀ A ^ ⊤"},
      {"‖a∥ ||b|| |c|", "‖ a ‖ ‖ b ‖ | c |"},
      {"⟨a〉 〈b⟩", "⟨ a ⟩ ⟨ b ⟩"},
      {"… ⋯ ... ..", "… … … .."},
      {"< <= ≤ > >= ≥ = == != ≠ :=", "< ≤ ≤ > ≥ ≥ = == ≠ ≠ :="},
      {"a : b ∈ c", "a : b ∈ c"},
      {"a×b**c", "a × b ** c"},
      {"∇ ∂ √ ∞", "∇ ∂ √ ∞"},
      {"(a) [b] {c}, d; e", "( a ) [ b ] { c } , d ; e"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(kinds(row.text) == row.tokens);
  }
}

TEST_CASE("numbers are as long as possible, and dots of operators are not theirs") {
  const Row rows[] = {
      {"2 0.5 .25 3. 1e-3 2e1 1E+2", "2 0.5 0.25 3 0.001 20 100"},
      {"½ ⅓ ¼", "0.5 0.3333333333333333 0.25"},
      {"2.*x 2./x 2.^x", "2 ∘ x 2 ⊘ x 2 .^ x"},
      {"1..k 1...k", "1 .. k 1 … k"},
      {"2x 2e 2ex 2e1x", "2 x 2 e 2 ex 20 x"},
      {"3.x", "3 x"},
      {"2.5.*x", "2.5 ∘ x"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(kinds(row.text) == row.tokens);
  }
  const TokenList list = lex_text("2 2. 2e0 ½").list;
  CHECK(list.numbers[0].is_integer);
  for (std::size_t i = 1; i < 4; ++i) CHECK_FALSE(list.numbers[i].is_integer);
}

TEST_CASE("a subscript has one meaning in all its spellings") {
  const Row rows[] = {
      {"W1 W_1 W₁ W_{1} W_{ 1 }", "W1 W1 W1 W1 W1"},
      {"W12 W_12 W₁₂ W_{12} W_0 W₀", "W12 W12 W12 W12 W0 W0"},
      {"W01 W_01 W₀₁ W_{01}", "W01 W_01 W_01 W_01"},
      {"W1_2 W1₂ W_1_2", "W1_2 W1_2 W_1_2"},
      {"W_k W_{k} Wₖ Wk", "W_k W_k W_k Wk"},
      {"W_hh W_{hh} W_max", "W_hh W_hh W_max"},
      {"W_{n_1} W_n1", "W_n1 W_n1"},
      {"Wₖ₋₁", "W _( k - 1 )"},
      {"W_{k-1}", "W _( k - 1 }"},
      {"W₂ₖ", "W _( 2 k )"},
      {"W'ₖ W'_1 Wᵀ₁", "W ' _( k ) W ' _( 1 ) W ᵀ _( 1 )"},
      {"W^T_1 W^Tₖ x^{T_1}", "W ^ T _( 1 ) W ^ T _( k ) x ^ { T1 }"},
      {"‖x‖_∞ ‖x‖₁", "‖ x ‖ _( ∞ ) ‖ x ‖ _( 1 )"},
      {"∇_W f ∇_W₁ f", "∇ _( W ) f ∇ _( W1 ) f"},
      {"f_ g__1", "f_ g__1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(kinds(row.text) == row.tokens);
  }
}

TEST_CASE("superscripts become exponents") {
  const Row rows[] = {
      {"x² x³ xⁿ", "x ^ ^( 2 ) x ^ ^( 3 ) x ^ ^( n )"},
      {"x⁻² A⁻¹ x²ⁿ", "x ^ ^( - 2 ) A ^ ^( - 1 ) x ^ ^( 2 n )"},
      {"W⁽ˡ⁺¹⁾", "W ^ ^( ( l + 1 ) )"},
      {"A²ᵀ A²⁻ᵀ", "A ^ ^( 2 ) ᵀ A ^ ^( 2 ) ⁻ᵀ"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(kinds(row.text) == row.tokens);
  }
}

TEST_CASE("in the brackets of a type an x is ×, elsewhere it is a name") {
  const Row rows[] = {
      {": R^(3x4)", ": R ^ ( 3 × 4 )"},          {": R^(m x n)", ": R ^ ( m × n )"},
      {"∈ ℝ^{2n x x1}", "∈ ℝ ^ { 2 n × x1 }"},   {": ℝᵐˣⁿ", ": ℝ ^ ^( m × n )"},
      {": R^(n[x]x3)", ": R ^ ( n [ x ] × 3 )"}, {": R^(x)", ": R ^ ( x )"},
      {"y = R^(3x)", "y = R ^ ( 3 x )"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(kinds(row.text) == row.tokens);
  }
  const TokenList list = lex_text(": R^(3x4)").list;
  CHECK(list.tokens[5].kind == TokenKind::type_times);
}

TEST_CASE("names are of any script, with accents, and look-alikes are mapped") {
  const Row rows[] = {
      {"ŷ y\u0302 x\u0302 w\u0304", "ŷ ŷ x\u0302 w\u0304"},
      {"µ ∆W ∑ ϵ ϕ", "μ ΔW Σ ε φ"},
      {"переменная 变量 δ", "переменная 变量 δ"},
      {"loss loss_1 loss₁ losses", "loss loss1 loss1 losses"},
      {"a\u00A0b\u2009c", "a b c"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(kinds(row.text) == row.tokens);
  }
}

TEST_CASE("a byte order mark, CRLF and comments are no tokens") {
  CHECK(kinds("\xEF\xBB\xBF"
              "a\r\nb # c ‖ ( \r\n# d\nc") == "a b c");
  const TokenList list = lex_text("a b\r\n  # x\n c").list;
  CHECK(list.tokens[0].line_start);
  CHECK_FALSE(list.tokens[1].line_start);
  CHECK(list.tokens[2].line_start);
}

TEST_CASE("spans are byte ranges of the text") {
  const TokenList list = lex_text("σ₁ + Wₖ₋₁").list;
  const auto span = [&](std::size_t i) { return list.tokens[i].span(); };
  CHECK(span(0) == ir::Span{0, 5});
  CHECK(span(1) == ir::Span{6, 7});
  CHECK(span(2) == ir::Span{8, 9});
  CHECK(span(3) == ir::Span{9, 9});
  CHECK(span(4) == ir::Span{9, 12});
  CHECK(list.tokens[3].glued);
  CHECK_FALSE(list.tokens[1].glued);
}

TEST_CASE("what is no token is reported once, at its place") {
  struct ErrorRow {
    std::string text;
    std::string message;
    ir::Span span;
  };
  const ErrorRow rows[] = {
      {"a $ b", "unexpected character '$' (U+0024)", {2, 3}},
      {"a ÷ b", "unexpected character '÷' (U+00F7)", {2, 4}},
      {std::string("a \0 b", 5), "unexpected character (U+0000)", {2, 3}},
      {"a \u202E b", "unexpected character (U+202E)", {2, 5}},
      {"a \xFF\xFF b", "the text is not valid UTF-8: byte 0xFF", {2, 3}},
      {"# \x80", "the text is not valid UTF-8: byte 0x80", {2, 3}},
      {"1.2.3", "'1.2.3' is not a number", {0, 5}},
      {"1e999", "'1e999' is not a number", {0, 5}},
      {"a _ b", "unexpected character '_' (U+005F)", {2, 3}},
  };
  for (const ErrorRow& row : rows) {
    CAPTURE(row.text);
    const std::vector<ir::Diagnostic> findings = lex_text(row.text).findings;
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].message == row.message);
    CHECK(findings[0].place() == row.span);
  }
}

}  // namespace
}  // namespace nngen::parser
