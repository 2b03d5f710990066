// Where blanks stand: around sums, comparisons and definitions, not within indices and exponents.
// Around the operators of a product they show how it is meant, and stay as the author had them, on
// both sides or on none.

#include "parser/format_pieces.hpp"

namespace nngen::parser {
namespace {

bool is_caret(TokenKind kind) {
  return kind == TokenKind::caret || kind == TokenKind::elementwise_caret;
}

/// Marks that stand right behind their operand.
bool is_postfix_mark(TokenKind kind) {
  return kind == TokenKind::prime || kind == TokenKind::transpose ||
         kind == TokenKind::inverse_transpose || kind == TokenKind::subscript_open ||
         kind == TokenKind::superscript_open || kind == TokenKind::comma ||
         kind == TokenKind::semicolon || is_caret(kind) || is_closer(kind);
}

/// Marks that stand right before their operand.
bool is_prefix_mark(TokenKind kind) {
  return kind == TokenKind::square_root || kind == TokenKind::partial || kind == TokenKind::nabla ||
         is_caret(kind) || is_opener(kind);
}

bool is_statement_keyword(TokenKind kind) {
  return is_keyword(kind) && kind != TokenKind::kw_loss && kind != TokenKind::kw_end;
}

class Spacing {
 public:
  explicit Spacing(const Pieces& pieces) : pieces_(pieces), separate_(pieces.size(), false) {}

  std::vector<std::size_t> run();

 private:
  struct Bracket {
    bool tight = false;     // no blanks around operators
    bool is_index = false;  // : is a range
  };

  TokenKind kind(std::size_t i) const { return pieces_[i].kind; }
  bool is_binary(std::size_t op) const;
  bool is_exponential(std::size_t op) const;
  bool has_blank(std::size_t i) const;
  bool has_blank_beside(std::size_t op, std::size_t i) const;
  bool has_blank_between_operands(std::size_t i) const;
  Bracket open(std::size_t i) const;
  void follow_gradient(std::size_t i);

  const Pieces& pieces_;
  std::vector<bool> separate_;  // behind ∇_W: a blank keeps what follows from being its index
  std::vector<Bracket> brackets_{Bracket{}};
};

std::vector<std::size_t> Spacing::run() {
  std::vector<std::size_t> blanks(pieces_.size(), 0);
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const bool continues = i > 0 && pieces_[i].statement == pieces_[i - 1].statement;
    if (!continues) brackets_.assign(1, Bracket{});
    if (i > 0) blanks[i] = (continues ? has_blank(i) : kind(i) != TokenKind::semicolon) ? 1 : 0;
    if (kind(i) == TokenKind::nabla) follow_gradient(i);
    if (is_opener(kind(i))) brackets_.push_back(open(i));
    if (is_closer(kind(i)) && brackets_.size() > 1) brackets_.pop_back();
  }
  return blanks;
}

/// Whether + or − has an operand on its left.
bool Spacing::is_binary(std::size_t op) const {
  return op > 0 && pieces_[op].statement == pieces_[op - 1].statement && ends_operand(kind(op - 1));
}

/// In 2e - 1 the blanks keep e from becoming the exponent's.
bool Spacing::is_exponential(std::size_t op) const {
  return op > 1 && kind(op - 2) == TokenKind::number && pieces_[op - 1].glued &&
         (pieces_[op - 1].text == "e" || pieces_[op - 1].text == "E");
}

bool Spacing::has_blank_beside(std::size_t op, std::size_t i) const {
  const bool tight = brackets_.back().tight;
  switch (kind(op)) {
    case TokenKind::plus:
    case TokenKind::minus: return !tight || is_exponential(op);
    case TokenKind::dot_dot: return false;
    case TokenKind::colon: return !brackets_.back().is_index;
    case TokenKind::comma:
    case TokenKind::semicolon: return i == op + 1;
    case TokenKind::times: return false;
    case TokenKind::type_times: {
      if (pieces_[op].text != "x") return false;
      const bool of_numbers = op > 0 && op + 1 < pieces_.size() &&
                              kind(op - 1) == TokenKind::number &&
                              kind(op + 1) == TokenKind::number;
      return !of_numbers;
    }
    default: return is_product(kind(op)) ? !tight && pieces_[op].spaced : true;
  }
}

bool Spacing::has_blank_between_operands(std::size_t i) const {
  const TokenKind left = kind(i - 1);
  const TokenKind right = kind(i);
  if (is_statement_keyword(left) || is_statement_keyword(right)) return true;
  if (left == TokenKind::ellipsis || right == TokenKind::ellipsis) return true;
  const bool is_bracket = right == TokenKind::left_parenthesis || right == TokenKind::left_bracket;
  if (is_bracket && ends_operand(left)) return false;
  return !(left == TokenKind::number && pieces_[i].glued);
}

bool Spacing::has_blank(std::size_t i) const {
  const TokenKind left = kind(i - 1);
  const TokenKind right = kind(i);
  // Two bars side by side would be one of another kind.
  const bool joins_bars = pieces_[i - 1].text.ends_with('|') && pieces_[i].text.starts_with('|');
  if (joins_bars || separate_[i]) return true;
  if (is_postfix_mark(right) || is_prefix_mark(left)) return false;
  const bool is_sign = (left == TokenKind::minus || left == TokenKind::plus) && !is_binary(i - 1);
  if (is_sign) return false;
  const bool is_sign_before =
      (right == TokenKind::minus || right == TokenKind::plus) && !is_binary(i);
  if (is_binary_operator(left) || left == TokenKind::semicolon) return has_blank_beside(i - 1, i);
  if (is_binary_operator(right) && !is_sign_before) return has_blank_beside(i, i);
  return has_blank_between_operands(i);
}

Spacing::Bracket Spacing::open(std::size_t i) const {
  Bracket bracket{brackets_.back().tight, false};
  const TokenKind before = i > 0 ? kind(i - 1) : TokenKind::stray;
  switch (kind(i)) {
    case TokenKind::left_bracket:
      bracket.is_index =
          (ends_operand(before) && before != TokenKind::ellipsis) || before == TokenKind::nabla;
      bracket.tight = bracket.tight || bracket.is_index || is_caret(before);
      break;
    case TokenKind::left_parenthesis: bracket.tight = bracket.tight || is_caret(before); break;
    case TokenKind::left_brace:
    case TokenKind::subscript_open:
    case TokenKind::superscript_open: bracket.tight = true; break;
    default: break;
  }
  return bracket;
}

/// Finds where the operand of ∇_W begins.
void Spacing::follow_gradient(std::size_t i) {
  std::size_t next = i + 1;
  const auto is_open = [&](TokenKind opener) {
    return next < pieces_.size() && kind(next) == opener;
  };
  if (is_open(TokenKind::left_bracket)) {
    next = behind_bracket(pieces_, next);
  } else {
    while (is_open(TokenKind::subscript_open) ||
           (is_open(TokenKind::left_bracket) && pieces_[next].glued)) {
      next = behind_bracket(pieces_, next);
    }
  }
  if (next < pieces_.size()) separate_[next] = true;
}

}  // namespace

std::size_t behind_bracket(const Pieces& pieces, std::size_t opener) {
  std::size_t depth = 0;
  for (std::size_t i = opener; i < pieces.size(); ++i) {
    if (is_opener(pieces[i].kind)) ++depth;
    if (is_closer(pieces[i].kind) && --depth == 0) return i + 1;
  }
  return pieces.size();
}

std::vector<std::size_t> blanks_before(const Pieces& pieces) { return Spacing(pieces).run(); }

}  // namespace nngen::parser
