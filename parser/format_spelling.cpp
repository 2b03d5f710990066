// The spelling of each token: operators, names with their subscripts, fractions, subscripts.

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "parser/format_pieces.hpp"
#include "parser/functions.hpp"
#include "parser/spellings.hpp"
#include "parser/unicode.hpp"
#include "parser/words.hpp"

namespace nngen::parser {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c); });
}

struct Operator {
  TokenKind kind;
  std::string_view unicode;
  std::string_view ascii;
};

constexpr Operator operators[] = {
    {TokenKind::plus, "+", "+"},           {TokenKind::minus, "−", "-"},
    {TokenKind::product, "·", "*"},        {TokenKind::hadamard, "∘", ".*"},
    {TokenKind::divide, "/", "/"},         {TokenKind::elementwise_divide, "⊘", "./"},
    {TokenKind::type_times, "×", "x"},     {TokenKind::prime, "'", "'"},
    {TokenKind::less_equal, "≤", "<="},    {TokenKind::greater_equal, "≥", ">="},
    {TokenKind::not_equal, "≠", "!="},     {TokenKind::ellipsis, "…", "..."},
    {TokenKind::element_of, "∈", ":"},     {TokenKind::left_angle, "⟨", "⟨"},
    {TokenKind::right_angle, "⟩", "⟩"},    {TokenKind::norm_open, "‖", "||"},
    {TokenKind::norm_close, "‖", "||"},    {TokenKind::absolute_open, "|", "|"},
    {TokenKind::absolute_close, "|", "|"},
};

/// The text in subscript characters; empty where one has none.
std::string to_subscripts(std::string_view text) {
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint c = decode(text, offset);
    const char32_t subscript = to_subscript(c.value);
    if (subscript == 0) return {};
    append_utf8(result, subscript);
    offset += c.length;
  }
  return result;
}

/// W1, W_k → W₁, Wₖ. A word behind an underscore is none that one would write below the line.
std::string with_subscript(const std::string& name) {
  const std::string_view whole = name;
  std::size_t begin = whole.size();
  while (begin > 0 && is_digit(whole[begin - 1])) --begin;
  std::string_view base = whole.substr(0, begin);
  std::string_view index = whole.substr(begin);
  if (index.empty()) {
    const std::size_t underscore = whole.rfind('_');
    if (underscore == std::string_view::npos) return name;
    base = whole.substr(0, underscore);
    index = whole.substr(underscore + 1);
    if (decode(index, 0).length != index.size()) return name;
  }
  const bool leading_zero = index.size() > 1 && index.front() == '0';
  if (base.empty() || base.back() == '_' || leading_zero) return name;
  const std::string subscript = to_subscripts(index);
  return subscript.empty() ? name : std::string(base) + subscript;
}

class Speller {
 public:
  Speller(const Pieces& pieces, FormatStyle style)
      : pieces_(pieces), is_unicode_(style == FormatStyle::unicode) {}

  Pieces run();

 private:
  TokenKind kind(std::size_t i) const {
    return i < pieces_.size() ? pieces_[i].kind : TokenKind::stray;
  }
  bool begins_exponent(std::size_t i) const;
  void spell(std::size_t i);
  void spell_name(std::size_t i);
  void spell_number(std::size_t i);
  void spell_subscript(std::size_t open, std::size_t close);
  bool spell_below_line(std::size_t open, std::size_t close);

  Pieces pieces_;
  bool is_unicode_;
};

Pieces Speller::run() {
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    // What stands above the line is spelt already, or stays.
    if (kind(i) == TokenKind::superscript_open) i = behind_bracket(pieces_, i) - 1;
    spell(i);
  }
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (kind(i) != TokenKind::subscript_open) continue;
    const std::size_t behind = behind_bracket(pieces_, i);
    spell_subscript(i, behind - 1);
  }
  return std::move(pieces_);
}

void Speller::spell(std::size_t i) {
  if (kind(i) == TokenKind::name) return spell_name(i);
  if (kind(i) == TokenKind::number) return spell_number(i);
  for (const Operator& op : operators) {
    if (op.kind == kind(i)) pieces_[i].text = is_unicode_ ? op.unicode : op.ascii;
  }
}

/// Whether the name would be read as the exponent of the number before it: 2e_1 and 2e1.
bool Speller::begins_exponent(std::size_t i) const {
  const std::string& name = pieces_[i].name;
  return i > 0 && kind(i - 1) == TokenKind::number && pieces_[i].glued && name.size() > 1 &&
         (name[0] == 'e' || name[0] == 'E') && is_digit(name[1]);
}

void Speller::spell_name(std::size_t i) {
  Piece& piece = pieces_[i];
  const bool is_exponent =
      i > 0 && (kind(i - 1) == TokenKind::caret || kind(i - 1) == TokenKind::elementwise_caret);
  // Behind W₁ the subscript of W1ₖ₋₁ would go on with the number.
  const bool may_have_subscript =
      !is_exponent && kind(i + 1) != TokenKind::subscript_open && !is_function(piece.name);
  if (is_unicode_ && may_have_subscript) {
    piece.text = with_subscript(piece.name);
  } else if (!begins_exponent(i)) {
    piece.text = piece.name;
  } else if (all_digits(std::string_view(piece.name).substr(1))) {
    piece.text = piece.name.substr(0, 1) + "_" + piece.name.substr(1);
  }
}

/// In Unicode only a factor is written as a fraction: ½‖x‖², not normal(½).
void Speller::spell_number(std::size_t i) {
  Piece& piece = pieces_[i];
  const std::size_t next = i + 1;
  const bool is_factor = next < pieces_.size() && pieces_[next].glued &&
                         starts_operand(kind(next)) && kind(next) != TokenKind::left_bracket;
  if (is_unicode_ && is_factor && is_ascii(piece.text)) {
    const char32_t fraction = to_vulgar_fraction(piece.number);
    if (fraction == 0) return;
    piece.text.clear();
    append_utf8(piece.text, fraction);
  } else if (!is_ascii(piece.text)) {
    const bool is_fraction = vulgar_fraction(decode(piece.text, 0).value).has_value();
    const bool stays = is_unicode_ || (next < pieces_.size() && kind(next) == TokenKind::name &&
                                       begins_exponent(next));
    if (!is_fraction) {
      piece.text = fmt::format("{:.0f}", piece.number);
    } else if (!stays) {
      piece.text = fmt::format("{}", piece.number);
    }
  }
}

/// Wₖ₋₁ in Unicode, else W_{k-1}; one name or number needs no braces: ∇_W, ‖x‖_F.
void Speller::spell_subscript(std::size_t open, std::size_t close) {
  const bool is_alone = (open == 0 || kind(open - 1) != TokenKind::subscript_close) &&
                        kind(close + 1) != TokenKind::subscript_open;
  const bool is_norm = open > 0 && kind(open - 1) == TokenKind::norm_close;
  if (is_unicode_ && is_alone && spell_below_line(open, close)) return;
  Piece& first = pieces_[open + 1];
  if (is_norm && first.kind == TokenKind::infinity && !is_unicode_) {
    first.kind = TokenKind::name;
    first.name = first.text = "inf";
  } else if (is_norm && first.kind == TokenKind::name && first.name == "inf" && is_unicode_) {
    first.kind = TokenKind::infinity;
    first.name.clear();
    first.text = "∞";
  }
  const bool is_single =
      close == open + 2 && (first.kind == TokenKind::name || first.kind == TokenKind::infinity ||
                            (first.kind == TokenKind::number && all_digits(first.text)));
  const bool has_braces = !is_single || !is_alone;
  pieces_[open].text = has_braces ? "_{" : "_";
  pieces_[close].text = has_braces ? "}" : "";
}

bool Speller::spell_below_line(std::size_t open, std::size_t close) {
  if (open > 0 && kind(open - 1) == TokenKind::nabla) return false;
  std::vector<std::string> texts;
  for (std::size_t i = open + 1; i < close; ++i) {
    const Piece& piece = pieces_[i];
    std::string text;
    if (piece.kind == TokenKind::plus) text = "₊";
    if (piece.kind == TokenKind::minus) text = "₋";
    if (piece.kind == TokenKind::number && all_digits(piece.text)) text = to_subscripts(piece.text);
    const bool is_letter = decode(piece.name, 0).length == piece.name.size();
    if (piece.kind == TokenKind::name && is_letter) text = to_subscripts(piece.name);
    if (text.empty()) return false;
    texts.push_back(std::move(text));
  }
  pieces_[open].text.clear();
  pieces_[close].text.clear();
  for (std::size_t i = 0; i < texts.size(); ++i) pieces_[open + 1 + i].text = std::move(texts[i]);
  return true;
}

}  // namespace

Pieces respell(const Pieces& pieces, const ast::File& file, FormatStyle style) {
  return Speller(rewrite_notation(pieces, file, style), style).run();
}

}  // namespace nngen::parser
