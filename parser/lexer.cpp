#include "parser/lexer.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "parser/spellings.hpp"
#include "parser/syntax_report.hpp"
#include "parser/unicode.hpp"
#include "parser/words.hpp"

namespace nngen::parser {
namespace {

using ir::DiagnosticKind;
using ir::make_diagnostic;

/// Behind these keywords a new statement is under way, whatever bracket was left open before.
bool starts_statement(TokenKind kind) {
  return is_keyword(kind) && kind != TokenKind::kw_init && kind != TokenKind::kw_for &&
         kind != TokenKind::kw_end && kind != TokenKind::kw_loss;
}

class Lexer {
 public:
  Lexer(const ir::SourceFile& source, ir::Diagnostics& diagnostics)
      : text_(source.text()), diagnostics_(diagnostics) {}

  TokenList run();

 private:
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  std::string_view slice(std::uint32_t begin, std::uint32_t end) const {
    return text_.substr(begin, end - begin);
  }
  bool previous_is(TokenKind kind) const {
    return !out_.tokens.empty() && out_.tokens.back().kind == kind;
  }

  void push(TokenKind kind, std::uint32_t begin, std::uint32_t end, std::uint32_t payload = 0);
  void push_name(std::string name, std::uint32_t begin, std::uint32_t end);
  void push_number(double value, bool is_integer, std::uint32_t begin, std::uint32_t end);
  void follow_type_brackets(TokenKind kind);
  bool opens_type() const;

  void lex_token(CodePoint c);
  void lex_operator(const Spelling& spelling);
  void lex_number();
  void lex_name();
  bool lex_type_times(char32_t c, std::uint32_t length);
  void lex_bare_subscript();
  void lex_script(char32_t (*plain)(char32_t), TokenKind opener);
  void lex_script_word(char32_t (*plain)(char32_t));
  void check_exponent(std::uint32_t begin);
  void skip_comment();

  void report_stray(CodePoint c);
  void report_number(std::uint32_t begin, std::string hint);

  std::string_view text_;
  ir::Diagnostics& diagnostics_;
  TokenList out_;
  std::uint32_t offset_ = 0;
  bool line_start_ = true;
  int type_depth_ = 0;  // open brackets from that of R^(…) on; 0 outside of types
};

TokenList Lexer::run() {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.substr(0, byte_order_mark.size()) == byte_order_mark) {
    offset_ = static_cast<std::uint32_t>(byte_order_mark.size());
  }
  while (offset_ < text_.size()) {
    const CodePoint c = decode(text_, offset_);
    if (c.value == U'\n' && c.length == 1) {
      line_start_ = true;
      ++offset_;
    } else if (c.value == U'#') {
      skip_comment();
    } else if (c.length > 0 && is_space(c.value)) {
      offset_ += c.length;
    } else {
      lex_token(c);
    }
  }
  return std::move(out_);
}

void Lexer::push(TokenKind kind, std::uint32_t begin, std::uint32_t end, std::uint32_t payload) {
  follow_type_brackets(kind);
  Token token;
  token.kind = kind;
  token.glued = !out_.tokens.empty() && out_.tokens.back().end == begin;
  token.line_start = std::exchange(line_start_, false);
  token.begin = begin;
  token.end = end;
  token.payload = payload;
  out_.tokens.push_back(token);
}

void Lexer::push_name(std::string name, std::uint32_t begin, std::uint32_t end) {
  out_.names.push_back(std::move(name));
  push(TokenKind::name, begin, end, static_cast<std::uint32_t>(out_.names.size() - 1));
}

void Lexer::push_number(double value, bool is_integer, std::uint32_t begin, std::uint32_t end) {
  out_.numbers.push_back({value, is_integer});
  push(TokenKind::number, begin, end, static_cast<std::uint32_t>(out_.numbers.size() - 1));
}

void Lexer::follow_type_brackets(TokenKind kind) {
  if (starts_statement(kind)) type_depth_ = 0;
  if (is_opener(kind) && (type_depth_ > 0 || opens_type())) ++type_depth_;
  if (is_closer(kind) && type_depth_ > 0) --type_depth_;
}

/// Whether `: R ^` or `∈ ℝ ^` stands before the next token.
bool Lexer::opens_type() const {
  const std::size_t size = out_.tokens.size();
  if (size < 3) return false;
  const Token* last = &out_.tokens[size - 3];
  if (last[0].kind != TokenKind::colon && last[0].kind != TokenKind::element_of) return false;
  if (last[1].kind != TokenKind::name || last[2].kind != TokenKind::caret) return false;
  const std::string& name = out_.names[last[1].payload];
  return name == "R" || name == "ℝ";
}

void Lexer::lex_token(CodePoint c) {
  const char next = at(offset_ + 1);
  if (c.length == 0) return report_stray(c);
  if (is_digit(c.value) || (c.value == U'.' && is_digit(next))) return lex_number();
  if (const auto fraction = vulgar_fraction(c.value)) {
    push_number(*fraction, false, offset_, offset_ + c.length);
    offset_ += c.length;
    return;
  }
  const Spelling spelling = find_operator(text_, offset_);
  if (spelling.length > 0) return lex_operator(spelling);
  if (starts_name(c.value)) return lex_name();
  // A subscript stands at its name: "a ᵢ" would be two tokens and "aᵢ" is one.
  const bool is_apart = previous_is(TokenKind::name) && out_.tokens.back().end != offset_;
  if (is_apart && (c.value == U'_' || from_subscript(c.value))) return report_stray(c);
  if (c.value == U'_') return lex_bare_subscript();
  if (from_subscript(c.value)) return lex_script(from_subscript, TokenKind::subscript_open);
  if (from_superscript(c.value)) {
    push(TokenKind::caret, offset_, offset_);
    return lex_script(from_superscript, TokenKind::superscript_open);
  }
  report_stray(c);
}

void Lexer::lex_operator(const Spelling& spelling) {
  const std::uint32_t end = offset_ + spelling.length;
  const bool in_type = type_depth_ == 1 && spelling.kind == TokenKind::times;
  for (std::uint32_t i = 0; i < spelling.repeat; ++i) {
    push(in_type ? TokenKind::type_times : spelling.kind, offset_, end);
  }
  offset_ = end;
}

/// digits [. digits] [e digits], as long as possible; a dot that begins an operator is not the
/// number's.
void Lexer::lex_number() {
  const std::uint32_t begin = offset_;
  std::uint32_t end = begin;
  const auto skip_digits = [&] {
    while (is_digit(at(end))) ++end;
  };
  skip_digits();
  bool is_integer = true;
  if (at(end) == '.' && std::string_view("*/^.").find(at(end + 1)) == std::string_view::npos) {
    is_integer = false;
    ++end;
    skip_digits();
  }
  if (at(end) == 'e' || at(end) == 'E') {
    const bool is_signed = at(end + 1) == '-' || at(end + 1) == '+';
    if (is_digit(at(end + (is_signed ? 2 : 1)))) {
      is_integer = false;
      end += is_signed ? 2 : 1;
      skip_digits();
    }
  }
  double value = 0;
  const auto parsed = std::from_chars(text_.data() + begin, text_.data() + end, value);
  offset_ = end;
  if (at(end) == '.' && is_digit(at(end + 1))) return report_number(begin, "");
  if (vulgar_fraction(decode(text_, end).value)) {
    return report_number(begin, "write a sum or a decimal fraction");
  }
  if (parsed.ec != std::errc()) {
    return report_number(begin, "it is too large or too small for double precision");
  }
  push_number(value, is_integer, begin, end);
}

void Lexer::lex_name() {
  const std::uint32_t begin = offset_;
  if (lex_type_times(decode(text_, begin).value, 1)) return;
  std::uint32_t end = find_word_end(text_, begin);
  // The subscript of A^T_1 and A^Tₖ is A's, not that of a T.
  const bool is_transpose =
      previous_is(TokenKind::caret) && at(begin) == 'T' && at(begin + 1) == '_';
  if (is_transpose) end = begin + 1;

  std::string word = plain_word(slice(begin, end));
  const bool keeps_subscript = !(previous_is(TokenKind::caret) && word == "T");
  const auto subscript = keeps_subscript ? find_subscript(text_, end) : std::nullopt;
  offset_ = subscript ? subscript->end : end;
  if (subscript) {
    word = join_subscript(word, subscript->text);
  } else if (const auto keyword = find_keyword(slice(begin, end))) {
    return push(*keyword, begin, end);
  }
  push_name(std::move(word), begin, offset_);
}

/// In the brackets of a type an x behind a dimension is ×: R^(3x4), R^(m x n).
bool Lexer::lex_type_times(char32_t c, std::uint32_t length) {
  if (c != U'x' || type_depth_ != 1 || !ends_operand(out_.tokens.back().kind)) return false;
  push(TokenKind::type_times, offset_, offset_ + length);
  offset_ += length;
  return true;
}

/// An underscore that no name is before: W'_1, ‖x‖_∞, ∇_W, and the brace of W_{k-1}.
void Lexer::lex_bare_subscript() {
  const std::uint32_t begin = offset_;
  const CodePoint next = decode(text_, begin + 1);
  const std::uint32_t after = begin + 1;
  if (next.value == U'{') {
    push(TokenKind::subscript_open, begin,
         begin + 2);  // the brace that closes is found by the splitter
    offset_ = begin + 2;
    return;
  }
  const bool is_number = is_digit(next.value);
  if (!is_number && !starts_name(next.value) && next.value != U'∞') {
    return report_stray({U'_', 1});
  }
  push(TokenKind::subscript_open, begin, after);
  offset_ = after;
  if (is_number) {
    std::uint32_t end = after;
    while (is_digit(at(end))) ++end;
    double value = 0;
    std::from_chars(text_.data() + after, text_.data() + end, value);
    push_number(value, true, after, end);
    offset_ = end;
  } else {
    lex_token(next);
  }
  push(TokenKind::subscript_close, offset_, offset_);
}

/// A run of sub- or superscript characters, as tokens between the opener and its closer.
void Lexer::lex_script(char32_t (*plain)(char32_t), TokenKind opener) {
  const std::uint32_t begin = offset_;
  push(opener, offset_, offset_);
  while (offset_ < text_.size()) {
    const CodePoint c = decode(text_, offset_);
    const char32_t p = plain(c.value);
    const bool is_transpose = find_operator(text_, offset_).kind == TokenKind::inverse_transpose;
    if (p == 0 || is_transpose) break;
    if (is_digit(p) || is_letter(p)) {
      lex_script_word(plain);
      continue;
    }
    push(p == U'+'   ? TokenKind::plus
         : p == U'-' ? TokenKind::minus
         : p == U'(' ? TokenKind::left_parenthesis
                     : TokenKind::right_parenthesis,
         offset_, offset_ + c.length);
    offset_ += c.length;
  }
  push(closer_of(opener), offset_, offset_);
  if (opener == TokenKind::superscript_open) check_exponent(begin);
}

/// xⁿ⁻¹ is x^(n − 1), but x⁻¹⁻¹ is rather (x⁻¹)⁻¹ than x^(−2).
void Lexer::check_exponent(std::uint32_t begin) {
  bool has_number = false;
  for (std::uint32_t at = begin; at < offset_;) {
    const CodePoint c = decode(text_, at);
    const char32_t p = from_superscript(c.value);
    at += c.length;
    if (is_digit(p)) {
      has_number = true;
    } else if (p != U'-' && p != U'+') {
      return;
    } else if (has_number) {
      const ir::Span span{begin, offset_};
      report(diagnostics_, make_diagnostic(DiagnosticKind::ambiguous_notation,
                                           fmt::format("'{}'", slice(begin, offset_)))
                               .at(span)
                               .with_hint("write (x⁻¹)⁻¹, or the sum of the numbers"));
      return;
    }
  }
}

/// A number or a name within a run of sub- or superscript characters.
void Lexer::lex_script_word(char32_t (*plain)(char32_t)) {
  const std::uint32_t begin = offset_;
  std::string word;
  const auto next = [&] { return plain(decode(text_, offset_).value); };
  const bool is_number = is_digit(next());
  if (lex_type_times(next(), decode(text_, offset_).length)) return;
  while (const char32_t c = next()) {
    const bool belongs = is_digit(c) || (!is_number && is_letter(c));
    const bool is_type_times = type_depth_ == 1 && c == U'x' && !word.empty();
    if (!belongs || is_type_times) break;
    append_utf8(word, c);
    offset_ += decode(text_, offset_).length;
  }
  if (!is_number) return push_name(plain_word(word), begin, offset_);
  double value = 0;
  std::from_chars(word.data(), word.data() + word.size(), value);
  push_number(value, true, begin, offset_);
}

void Lexer::skip_comment() {
  while (offset_ < text_.size() && text_[offset_] != '\n') {
    const CodePoint c = decode(text_, offset_);
    if (c.length == 0) {
      report_stray(c);
    } else {
      offset_ += c.length;
    }
  }
}

/// Reports a character, or a byte that is none, once for each run of them.
void Lexer::report_stray(CodePoint c) {
  const std::uint32_t begin = offset_;
  const bool is_utf8 = c.length > 0;
  offset_ += std::max(c.length, 1u);
  const bool repeated = previous_is(TokenKind::stray) && out_.tokens.back().end == begin;
  push(TokenKind::stray, begin, offset_);
  if (repeated) return;
  if (!is_utf8) {
    report(diagnostics_,
           make_diagnostic(DiagnosticKind::invalid_utf8, static_cast<unsigned char>(text_[begin]))
               .at({begin, offset_}));
    return;
  }
  const std::string shown =
      is_invisible(c.value) ? "" : "'" + std::string(slice(begin, offset_)) + "' ";
  report(diagnostics_,
         make_diagnostic(DiagnosticKind::stray_character, shown, static_cast<unsigned>(c.value))
             .at({begin, offset_})
             .with_hint(std::string(stray_hint(c.value))));
}

/// A number that is none, with whatever digits, dots and fractions follow it.
void Lexer::report_number(std::uint32_t begin, std::string hint) {
  while (is_digit(at(offset_)) || (at(offset_) == '.' && is_digit(at(offset_ + 1)))) ++offset_;
  while (vulgar_fraction(decode(text_, offset_).value)) offset_ += decode(text_, offset_).length;
  push(TokenKind::stray, begin, offset_);
  report(diagnostics_,
         make_diagnostic(DiagnosticKind::malformed_number, shorten(slice(begin, offset_)))
             .at({begin, offset_})
             .with_hint(std::move(hint)));
}

}  // namespace

TokenList lex(const ir::SourceFile& source, ir::Diagnostics& diagnostics) {
  return Lexer(source, diagnostics).run();
}

}  // namespace nngen::parser
