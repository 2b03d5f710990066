// A•B and A⊗B have no sign in ASCII: there they are rmul(A, B) and kron(A, B). Products are read
// from left to right, so the first argument is all of the chain before the sign.

#include <algorithm>
#include <iterator>

#include "parser/format_notation.hpp"
#include "parser/format_pieces.hpp"

namespace nngen::parser {
namespace {

/// More calls inside one another than this would be no help to a reader.
constexpr std::size_t longest_chain = 200;  // in pieces

/// Whether a chain of products may go on over what is neither an operand nor a product.
bool is_mark(TokenKind kind) {
  switch (kind) {
    case TokenKind::prime:
    case TokenKind::transpose:
    case TokenKind::inverse_transpose:
    case TokenKind::caret:
    case TokenKind::elementwise_caret:
    case TokenKind::top:
    case TokenKind::kw_end:
    case TokenKind::square_root: return true;
    default: return false;
  }
}

bool is_chain_piece(TokenKind kind) {
  return kind == TokenKind::name || kind == TokenKind::number || is_product(kind) || is_mark(kind);
}

/// Whether the piece is one of a chain of products: a sign only in an exponent.
bool is_in_chain(const Pieces& pieces, std::size_t i) {
  if (pieces[i].kind != TokenKind::minus) return is_chain_piece(pieces[i].kind);
  return i > 0 && (pieces[i - 1].kind == TokenKind::caret ||
                   pieces[i - 1].kind == TokenKind::elementwise_caret);
}

}  // namespace

/// The end of an operand with its marks, indices and exponents; `first` where that is not plain to
/// see.
NotationRewriter::Place NotationRewriter::operand_end(Place first) const {
  Place end = application_end(first);
  while (end != first && end < in_.size() && in_[end].statement == in_[first].statement) {
    const TokenKind next = kind(end);
    if (next == TokenKind::prime || next == TokenKind::transpose ||
        next == TokenKind::inverse_transpose) {
      ++end;
    } else if (next == TokenKind::subscript_open || next == TokenKind::left_bracket) {
      end = behind_bracket(in_, end);
    } else if (next == TokenKind::caret || next == TokenKind::elementwise_caret) {
      Place exponent = end + 1;
      if (kind(exponent) == TokenKind::superscript_open ||
          kind(exponent) == TokenKind::left_brace) {
        end = behind_bracket(in_, exponent);
        continue;
      }
      while (kind(exponent) == TokenKind::minus) ++exponent;
      end = kind(exponent) == TokenKind::top ? exponent + 1 : application_end(exponent);
      if (end == exponent) return first;
    } else {
      break;
    }
  }
  return end;
}

/// Whether the pieces are a chain of products without a sum, a sign or a function without its
/// argument.
bool NotationRewriter::is_plain_product(Place first, Place last) const {
  for (Place i = first; i < last; ++i) {
    if (kind(i) == TokenKind::name && declared_.may_be_function(in_[i].name) &&
        kind(i + 1) != TokenKind::left_parenthesis) {
      return false;
    }
    if (is_opener(kind(i))) {
      i = behind_bracket(in_, i) - 1;
    } else if (!is_in_chain(in_, i)) {
      return false;
    }
  }
  return first < last;
}

/// Where in what is written the chain of products begins that ends there; none where functions
/// without their arguments act in it.
std::optional<std::size_t> NotationRewriter::chain_begin() const {
  std::size_t begin = out_.size();
  std::size_t depth = 0;
  while (begin > 0) {
    const Piece& piece = out_[begin - 1];
    if (piece.statement != out_.back().statement || out_.size() - begin > longest_chain) break;
    if (is_opener(piece.kind)) {
      if (depth == 0) break;
      --depth;
    } else if (is_closer(piece.kind)) {
      ++depth;
    } else if (depth == 0 && !is_in_chain(out_, begin - 1)) {
      break;
    }
    const bool is_called = begin < out_.size() && out_[begin].kind == TokenKind::left_parenthesis;
    if (depth == 0 && piece.kind == TokenKind::name && !is_called &&
        declared_.may_be_function(piece.name)) {
      return std::nullopt;
    }
    --begin;
  }
  const bool is_cut = out_.size() - begin > longest_chain;
  const bool is_signed =
      begin > 1 && out_[begin - 1].kind == TokenKind::minus && is_product(out_[begin - 2].kind);
  if (begin == out_.size() || depth > 0 || is_cut || is_signed) return std::nullopt;
  return begin;
}

/// A•B → rmul(A, B), A⊗B → kron(A, B)
NotationRewriter::Place NotationRewriter::product_to_call(Place i) {
  const char* name = kind(i) == TokenKind::reversed ? "rmul" : "kron";
  const Place end = operand_end(i + 1);
  const auto begin = chain_begin();
  const bool is_plain =
      end != i + 1 && begin && is_plain_product(i + 1, end) && !declared_.contain(name);
  const bool goes_on = end < in_.size() && in_[end].statement == in_[i].statement &&
                       starts_operand(kind(end)) && kind(end) != TokenKind::ellipsis;
  if (!is_plain || goes_on || !stand_in_one_line(i, end)) return i;
  const auto written = out_.begin() + static_cast<std::ptrdiff_t>(*begin);
  if (std::any_of(written + 1, out_.end(), [](const Piece& piece) { return piece.line_start; }))
    return i;
  Piece call = *written;
  call.kind = TokenKind::name;
  call.name = call.text = name;
  call.number = 0;
  call.end = call.begin;
  Piece bracket = call;
  bracket.kind = TokenKind::left_parenthesis;
  bracket.name.clear();
  bracket.text = "(";
  bracket.line_start = false;
  bracket.glued = true;
  written->line_start = false;
  out_.insert(written, {std::move(call), std::move(bracket)});
  emit_as(i, TokenKind::comma, ",");
  rewrite(i + 1, end);
  emit(TokenKind::right_parenthesis, ")");
  return end;
}

/// rmul(A, B) → A • B, kron(A, B) → A ⊗ B, where the call begins its chain
NotationRewriter::Place NotationRewriter::call_to_product(Place i) {
  const Place end = behind_bracket(in_, i + 1);
  const Place comma = comma_between(i + 2, end - 1);
  const bool begins = i == 0 || in_[i - 1].statement != in_[i].statement ||
                      (!is_chain_piece(kind(i - 1)) && !is_closer(kind(i - 1)));
  const bool is_signed =
      i > 1 && kind(i - 1) == TokenKind::minus && (is_product(kind(i - 2)) || is_mark(kind(i - 2)));
  if (comma == end - 1 || !begins || is_signed || is_in_exponent(i) || takes_mark(end)) return i;
  if (!is_plain_product(i + 2, comma) || operand_end(comma + 1) != end - 1 ||
      !is_plain_product(comma + 1, end - 1) || !stand_in_one_line(i, end)) {
    return i;
  }
  const bool is_reversed = in_[i].name == "rmul";
  const std::size_t first = out_.size();
  rewrite(i + 2, comma);
  out_[first].line_start = in_[i].line_start;
  out_[first].glued = in_[i].glued;
  emit_as(comma, is_reversed ? TokenKind::reversed : TokenKind::kronecker, is_reversed ? "•" : "⊗");
  out_.back().spaced = true;
  rewrite(comma + 1, end - 1);
  return end;
}

}  // namespace nngen::parser
