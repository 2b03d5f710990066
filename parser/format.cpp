#include "parser/format.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "ir/check.hpp"
#include "parser/format_pieces.hpp"
#include "parser/lexer.hpp"
#include "parser/parse.hpp"
#include "parser/statements.hpp"
#include "parser/unicode.hpp"

namespace nngen::parser {
namespace {

constexpr std::size_t least_indentation = 2;
constexpr std::size_t comment_gap = 2;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

/// The columns that a text takes on a screen, all but for wide characters.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint c = decode(text, offset);
    if (!is_mark(c.value)) ++width;
    offset += std::max<std::size_t>(c.length, 1);
  }
  return width;
}

// ---------------------------------------------------------------- tokens to pieces

/// A number as it is written, but for a point at its begin or end, which could be an operator's.
std::string number_text(std::string_view text) {
  std::string result(text);
  if (result.front() == '.') result.insert(result.begin(), '0');
  if (result.back() == '.') result += '0';
  return result;
}

bool has_blank_beside(const std::vector<Token>& tokens, std::size_t i) {
  const bool before = i > 0 && !tokens[i].line_start && tokens[i - 1].end < tokens[i].begin;
  const bool behind =
      i + 1 < tokens.size() && !tokens[i + 1].line_start && tokens[i].end < tokens[i + 1].begin;
  return before || behind;
}

Pieces make_pieces(const ir::SourceFile& source, ir::Diagnostics& diagnostics) {
  TokenList list = lex(source, diagnostics);
  const std::vector<StatementTokens> statements = cut_statements(source, list.tokens, diagnostics);
  Pieces pieces;
  pieces.reserve(list.tokens.size());
  std::size_t statement = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < list.tokens.size(); ++i) {
    const Token& token = list.tokens[i];
    while (statement < statements.size() && i >= statements[statement].last) ++statement;
    if (is_closer(token.kind) && depth > 0) --depth;
    Piece piece;
    piece.kind = token.kind;
    piece.text = source.text(token.span());
    // ″ is two tokens at one place.
    if (i > 0 && token.begin < token.end && list.tokens[i - 1].begin == token.begin &&
        list.tokens[i - 1].end == token.end) {
      piece.text.clear();
    }
    if (token.kind == TokenKind::name) piece.name = list.names[token.payload];
    if (token.kind == TokenKind::number) {
      piece.number = list.numbers[token.payload].value;
      piece.text = number_text(piece.text);
    }
    piece.glued = token.glued;
    piece.line_start = token.line_start;
    piece.spaced = has_blank_beside(list.tokens, i);
    const bool is_inside = statement < statements.size() && i >= statements[statement].first;
    piece.statement = is_inside ? statement + 1 : 0;
    piece.depth = depth;
    piece.begin = token.begin;
    piece.end = token.end;
    if (is_opener(token.kind)) ++depth;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

// ---------------------------------------------------------------- pieces to lines

struct Line {
  std::string code;
  std::string comment;
};

bool is_declaration(TokenKind kind) {
  return kind == TokenKind::kw_input || kind == TokenKind::kw_target ||
         kind == TokenKind::kw_param || kind == TokenKind::kw_const || kind == TokenKind::kw_act;
}

class Lines {
 public:
  Lines(std::string_view text, const Pieces& pieces) : text_(text), pieces_(pieces) {}

  std::string run();

 private:
  bool is_inside_statement(std::size_t i) const;
  bool begins_line(std::size_t i) const;
  void take_between(std::uint32_t begin, std::uint32_t end, bool inside);
  void find_keyword_width();
  void align_comments();

  std::string_view text_;
  const Pieces& pieces_;
  std::vector<Line> lines_{Line{}};
  std::size_t indentation_ = 0;  // of the line's begin, in the source
  std::size_t keyword_width_ = 0;
};

/// Whether the gap before piece i is one within a statement.
bool Lines::is_inside_statement(std::size_t i) const {
  return i > 0 && i < pieces_.size() && pieces_[i].statement > 0 &&
         pieces_[i].statement == pieces_[i - 1].statement;
}

bool Lines::begins_line(std::size_t i) const {
  return lines_.back().code.empty() && !is_inside_statement(i);
}

/// The comments and line ends between two pieces.
void Lines::take_between(std::uint32_t begin, std::uint32_t end, bool inside) {
  for (std::uint32_t at = begin; at < end;) {
    const char c = text_[at];
    if (c == '\n') {
      lines_.emplace_back();
      indentation_ = 0;
      ++at;
    } else if (c == '#') {
      std::uint32_t last = std::min(static_cast<std::uint32_t>(text_.find('\n', at)), end);
      const std::uint32_t line_end = last;
      while (last > at && is_blank(text_[last - 1])) --last;
      if (lines_.back().code.empty() && inside) lines_.back().code.assign(indentation_, ' ');
      lines_.back().comment = text_.substr(at, last - at);
      at = line_end;
    } else {
      const CodePoint code_point = decode(text_, at);
      if (is_space(code_point.value)) indentation_ += c == '\t' ? 4 : 1;
      at += code_point.length;
    }
  }
}

/// Names of declarations stand below one another.
void Lines::find_keyword_width() {
  for (const Piece& piece : pieces_) {
    if (is_declaration(piece.kind)) keyword_width_ = std::max(keyword_width_, piece.text.size());
  }
}

std::string Lines::run() {
  find_keyword_width();
  const std::vector<std::size_t> blanks = blanks_before(pieces_);
  std::uint32_t at = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    take_between(at, piece.begin, is_inside_statement(i));
    at = std::max(at, piece.end);
    std::string& code = lines_.back().code;
    const bool begins = begins_line(i);
    if (!code.empty()) {
      code.append(blanks[i], ' ');
    } else if (is_inside_statement(i)) {
      code.assign(std::max(indentation_, least_indentation), ' ');
    }
    code += piece.text;
    const bool has_names = begins && is_declaration(piece.kind) && i + 1 < pieces_.size() &&
                           !pieces_[i + 1].line_start;
    if (has_names) code.append(keyword_width_ - piece.text.size(), ' ');
  }
  take_between(at, static_cast<std::uint32_t>(text_.size()), false);
  align_comments();
  std::string result;
  for (const Line& line : lines_) result += line.code + line.comment + "\n";
  while (result.ends_with("\n\n")) result.pop_back();
  return result == "\n" ? std::string() : result;
}

/// Comments of lines that follow one another begin in one column.
void Lines::align_comments() {
  const auto has_both = [](const Line& line) {
    return !line.comment.empty() && line.code.find_first_not_of(' ') != std::string::npos;
  };
  for (auto first = lines_.begin(); first != lines_.end();) {
    const auto last = std::find_if_not(first, lines_.end(), has_both);
    std::size_t column = 0;
    for (auto line = first; line != last; ++line) {
      column = std::max(column, width_of(line->code) + comment_gap);
    }
    for (auto line = first; line != last; ++line) {
      line->code.append(column - width_of(line->code), ' ');
    }
    first = last == lines_.end() ? last : last + 1;
  }
}

// ---------------------------------------------------------------- what it means

bool same_meaning(const Pieces& one, const Pieces& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const Piece& a, const Piece& b) {
                      return a.kind == b.kind && a.name == b.name && a.number == b.number &&
                             a.statement == b.statement;
                    });
}

}  // namespace

std::optional<std::string> format(const ir::SourceFile& source, FormatStyle style,
                                  ir::Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.error_count();
  const ast::File file = parse(source, diagnostics);
  if (diagnostics.error_count() > errors) return std::nullopt;
  ir::Diagnostics known;  // what lexing finds has been reported by the parser
  Pieces pieces = make_pieces(source, known);
  if (style != FormatStyle::keep) pieces = respell(pieces, file, style);
  std::string text = Lines(source.text(), pieces).run();
  // Whatever the spelling, the tokens are those that were meant to be written.
  NNGEN_CHECK(same_meaning(pieces, make_pieces(ir::SourceFile(source.name(), text), known)));
  return text;
}

}  // namespace nngen::parser
