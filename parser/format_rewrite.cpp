// The rewritings of notations. What changes the order of pieces, or leaves out some, is done within
// one line only: comments and line ends stay where they are.

#include <algorithm>
#include <iterator>
#include <utility>

#include "parser/format_notation.hpp"
#include "parser/spellings.hpp"
#include "parser/unicode.hpp"
#include "parser/words.hpp"

namespace nngen::parser {
namespace {

/// The text in superscript characters; empty where one has none.
std::string to_superscripts(std::string_view text) {
  std::string result;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint c = decode(text, offset);
    const char32_t superscript = to_superscript(c.value);
    if (superscript == 0) return {};
    append_utf8(result, superscript);
    offset += c.length;
  }
  return result;
}

/// An exponent of digits, or of one letter, as it would stand above the line.
std::string as_superscript(const Piece& piece) {
  const auto digit = [](char c) { return is_digit(c); };
  const bool is_whole_number =
      piece.kind == TokenKind::number && std::all_of(piece.text.begin(), piece.text.end(), digit);
  if (is_whole_number) return to_superscripts(piece.text);
  const bool is_letter =
      piece.kind == TokenKind::name && decode(piece.name, 0).length == piece.name.size();
  return is_letter ? to_superscripts(piece.name) : std::string();
}

}  // namespace

Pieces NotationRewriter::run() {
  rewrite(0, in_.size());
  return std::move(out_);
}

// ---------------------------------------------------------------- writing

/// A piece that the source has not: it stands at the end of the last one.
void NotationRewriter::emit(TokenKind kind, std::string text) {
  Piece piece;
  piece.kind = kind;
  piece.text = std::move(text);
  piece.statement = out_.back().statement;
  piece.depth = out_.back().depth;
  piece.begin = piece.end = out_.back().end;
  piece.glued = true;
  out_.push_back(std::move(piece));
}

void NotationRewriter::emit_name(std::string name) {
  emit(TokenKind::name, name);
  out_.back().name = std::move(name);
}

/// A piece in the place of another.
void NotationRewriter::emit_as(Place i, TokenKind kind, std::string text) {
  Piece piece = in_[i];
  piece.kind = kind;
  piece.text = std::move(text);
  piece.name.clear();
  out_.push_back(std::move(piece));
}

void NotationRewriter::emit_name_as(Place i, std::string name) {
  emit_as(i, TokenKind::name, name);
  out_.back().name = std::move(name);
}

void NotationRewriter::rewrite(Place first, Place last) {
  for (Place i = first; i < last;) {
    const Place next = is_ascii_ ? rewrite_to_ascii(i) : rewrite_to_unicode(i);
    if (next == i) out_.push_back(in_[i]);
    i = std::max(next, i + 1);
  }
}

// ---------------------------------------------------------------- to ASCII

NotationRewriter::Place NotationRewriter::rewrite_to_ascii(Place i) {
  switch (kind(i)) {
    case TokenKind::square_root: return root_to_call(i);
    case TokenKind::left_angle: return inner_product_to_call(i);
    case TokenKind::nabla: return gradient_to_call(i);
    case TokenKind::partial: return partial_to_call(i);
    case TokenKind::caret: return superscript_to_exponent(i);
    case TokenKind::transpose: return transpose_to_prime(i);
    case TokenKind::inverse_transpose: return inverse_transpose_to_power(i);
    case TokenKind::reversed:
    case TokenKind::kronecker: return product_to_call(i);
    case TokenKind::top: emit_name_as(i, "T"); return i + 1;
    case TokenKind::element_of: emit_as(i, TokenKind::colon, ":"); return i + 1;
    case TokenKind::times:
      if (!declared_.are_summed_at(in_[i].begin)) return i;
      emit_as(i, TokenKind::product, "*");
      return i + 1;
    case TokenKind::name:
      if (in_[i].name != "ℝ" || i == 0 || kind(i - 1) != TokenKind::element_of) return i;
      emit_name_as(i, "R");
      return i + 1;
    default: return i;
  }
}

/// √x, √(x) → sqrt(x)
NotationRewriter::Place NotationRewriter::root_to_call(Place i) {
  const Place end = application_end(i + 1);
  if (end == i + 1 || declared_.contain("sqrt")) return i;
  const bool has_brackets =
      kind(i + 1) == TokenKind::left_parenthesis && behind_bracket(in_, i + 1) == end;
  emit_name_as(i, "sqrt");
  if (!has_brackets) emit(TokenKind::left_parenthesis, "(");
  rewrite(i + 1, end);
  if (!has_brackets) emit(TokenKind::right_parenthesis, ")");
  return end;
}

/// ⟨a, b⟩ → dot(a, b)
NotationRewriter::Place NotationRewriter::inner_product_to_call(Place i) {
  const Place end = behind_bracket(in_, i);
  const bool may_be_called = !is_in_exponent(i) || !continues_name(end);
  if (!may_be_called || declared_.contain("dot")) return i;
  emit_name_as(i, "dot");
  emit(TokenKind::left_parenthesis, "(");
  rewrite(i + 1, end - 1);
  emit_as(end - 1, TokenKind::right_parenthesis, ")");
  return end;
}

/// Behind f in ∇_W f, which may be a gradient itself; `of` where that is not clear.
NotationRewriter::Place NotationRewriter::gradient_operand_end(Place of) const {
  Place place = of;
  while (kind(place) == TokenKind::nabla) {
    if (kind(place + 1) != TokenKind::left_bracket && kind(place + 1) != TokenKind::subscript_open) {
      return of;
    }
    place = behind_bracket(in_, place + 1);
    while (kind(place) == TokenKind::subscript_open) place = behind_bracket(in_, place);
  }
  if (kind(place) == TokenKind::partial) {
    const Place above = application_end(place + 1);
    if (above == place + 1 || kind(above) != TokenKind::divide) return of;
    const Place below = above + 1;
    const Place end = kind(below) == TokenKind::partial ? application_end(below + 1) : below + 1;
    return end == below + 1 ? of : end;
  }
  const Place end = application_end(place);
  return end == place ? of : end;
}

/// ∇_W f, ∇[W] f → grad(f, W)
NotationRewriter::Place NotationRewriter::gradient_to_call(Place i) {
  const bool is_bracketed = kind(i + 1) == TokenKind::left_bracket;
  if (!is_bracketed && kind(i + 1) != TokenKind::subscript_open) return i;
  const Place variable_end = behind_bracket(in_, i + 1) - 1;
  Place of = variable_end + 1;
  while (!is_bracketed && (kind(of) == TokenKind::subscript_open ||
                           (kind(of) == TokenKind::left_bracket && in_[of].glued))) {
    of = behind_bracket(in_, of);
  }
  const Place end = gradient_operand_end(of);
  const bool has_index = of > variable_end + 1;
  const bool is_plain = !has_index || variable_end == i + 3;
  if (end == of || !is_plain || declared_.contain("grad") || !stand_in_one_line(i, end)) return i;
  emit_name_as(i, "grad");
  emit(TokenKind::left_parenthesis, "(");
  rewrite(of, end);
  emit(TokenKind::comma, ",");
  rewrite(i + 2, variable_end);
  rewrite(variable_end + 1, of);
  emit(TokenKind::right_parenthesis, ")");
  return end;
}

/// ∂f/∂W → grad(f, W)
NotationRewriter::Place NotationRewriter::partial_to_call(Place i) {
  const Place of_end = gradient_operand_end(i + 1);
  if (of_end == i + 1 || kind(of_end) != TokenKind::divide ||
      kind(of_end + 1) != TokenKind::partial || declared_.contain("grad")) {
    return i;
  }
  const Place end = application_end(of_end + 2);
  if (end == of_end + 2 || !stand_in_one_line(i, end)) return i;
  emit_name_as(i, "grad");
  emit(TokenKind::left_parenthesis, "(");
  rewrite(i + 1, of_end);
  emit(TokenKind::comma, ",");
  rewrite(of_end + 2, end);
  emit(TokenKind::right_parenthesis, ")");
  return end;
}

/// x², xⁿ⁺¹ → x^2, x^{n+1}; ℝᵐˣⁿ → ℝ^(m x n)
NotationRewriter::Place NotationRewriter::superscript_to_exponent(Place i) {
  if (kind(i + 1) != TokenKind::superscript_open) return i;
  const Place end = behind_bracket(in_, i + 1);
  const Place first = i + 2;
  const Place number = kind(first) == TokenKind::minus ? first + 1 : first;
  const bool is_bare_sign = number != first && is_in_type(i);  // R⁻¹ is wrong, but written R^(-1)
  const bool is_single = number + 2 == end && !is_bare_sign && !continues_exponent(number, end) &&
                         (kind(number) == TokenKind::number || kind(number) == TokenKind::name);
  emit_as(i, TokenKind::caret, "^");
  if (!is_single && is_in_type(i)) emit(TokenKind::left_parenthesis, "(");
  if (!is_single && !is_in_type(i)) emit(TokenKind::left_brace, "{");
  rewrite(first, end - 1);
  if (!is_single && is_in_type(i)) emit(TokenKind::right_parenthesis, ")");
  if (!is_single && !is_in_type(i)) emit(TokenKind::right_brace, "}");
  return end;
}

/// Aᵀ → A'; σᵀ → σ^T
NotationRewriter::Place NotationRewriter::transpose_to_prime(Place i) {
  if (may_be_function(i)) {
    emit_as(i, TokenKind::caret, "^");
    emit_name("T");
  } else {
    emit_as(i, TokenKind::prime, "'");
  }
  return i + 1;
}

/// A⁻ᵀ → A^-T
NotationRewriter::Place NotationRewriter::inverse_transpose_to_power(Place i) {
  if (kind(i + 1) == TokenKind::subscript_open) return i;
  emit_as(i, TokenKind::caret, "^");
  emit(TokenKind::minus, "-");
  emit_name("T");
  return i + 1;
}

// ---------------------------------------------------------------- to Unicode

NotationRewriter::Place NotationRewriter::rewrite_to_unicode(Place i) {
  switch (kind(i)) {
    case TokenKind::name: break;
    case TokenKind::caret: {
      const Place end = power_to_transpose(i);
      return end == i ? exponent_to_superscript(i) : end;
    }
    case TokenKind::prime:
      if (may_be_function(i)) return i;
      emit_as(i, TokenKind::transpose, "ᵀ");
      return i + 1;
    case TokenKind::colon:
      if (in_[i].depth > 0) return i;
      emit_as(i, TokenKind::element_of, "∈");
      return i + 1;
    case TokenKind::product:
      if (in_[i].depth != 1 || !declared_.are_summed_at(in_[i].begin)) return i;
      emit_as(i, TokenKind::times, "×");
      return i + 1;
    default: return i;
  }
  const std::string& name = in_[i].name;
  const bool is_type = i > 0 && in_[i].depth == 0 &&
                       (kind(i - 1) == TokenKind::colon || kind(i - 1) == TokenKind::element_of);
  if (is_type && name == "R") {
    emit_name_as(i, "ℝ");
    return i + 1;
  }
  const bool is_call = kind(i + 1) == TokenKind::left_parenthesis && !declared_.contain(name);
  if (is_call && name == "sqrt") return call_to_root(i);
  if (is_call && name == "dot") return call_to_inner_product(i);
  if (is_call && name == "grad") return call_to_gradient(i);
  if (is_call && (name == "rmul" || name == "kron")) return call_to_product(i);
  return i;
}

/// sqrt(x) → √x, sqrt(a + b) → √(a + b)
NotationRewriter::Place NotationRewriter::call_to_root(Place i) {
  const Place end = behind_bracket(in_, i + 1);
  if (is_in_exponent(i) || takes_mark(end)) return i;
  const bool is_single = i + 4 == end && stand_in_one_line(i, end) &&
                         (kind(i + 2) == TokenKind::name || kind(i + 2) == TokenKind::number);
  if (!is_single && comma_between(i + 2, end - 1) != end - 1) return i;
  if (i + 3 == end) return i;
  emit_as(i, TokenKind::square_root, "√");
  rewrite(is_single ? i + 2 : i + 1, is_single ? i + 3 : end);
  return end;
}

/// dot(a, b) → ⟨a, b⟩
NotationRewriter::Place NotationRewriter::call_to_inner_product(Place i) {
  const Place end = behind_bracket(in_, i + 1);
  const Place comma = comma_between(i + 2, end - 1);
  if (comma == end - 1 || is_in_exponent(i) || !stand_in_one_line(i, i + 2)) return i;
  emit_as(i, TokenKind::left_angle, "⟨");
  rewrite(i + 2, end - 1);
  emit_as(end - 1, TokenKind::right_angle, "⟩");
  return end;
}

/// grad(f, W) → ∇_W f
NotationRewriter::Place NotationRewriter::call_to_gradient(Place i) {
  const Place end = i + 6;
  const bool are_names = kind(i + 2) == TokenKind::name && kind(i + 3) == TokenKind::comma &&
                         kind(i + 4) == TokenKind::name &&
                         kind(i + 5) == TokenKind::right_parenthesis;
  if (!are_names || is_in_exponent(i) || takes_mark(end) || !stand_in_one_line(i, end)) return i;
  emit_as(i, TokenKind::nabla, "∇");
  emit(TokenKind::subscript_open, "_");
  out_.push_back(in_[i + 4]);
  emit(TokenKind::subscript_close, "");
  out_.push_back(in_[i + 2]);
  out_.back().glued = false;
  return end;
}

/// A^T, A^{T} → Aᵀ; A^-T, A^{-T} → A⁻ᵀ
NotationRewriter::Place NotationRewriter::power_to_transpose(Place i) {
  if (is_in_type(i)) return i;
  const bool is_braced = kind(i + 1) == TokenKind::left_brace;
  Place letter = is_braced ? i + 2 : i + 1;
  const bool is_inverse = kind(letter) == TokenKind::minus;
  if (is_inverse) ++letter;
  const bool is_transpose = is_name(letter, "T") || kind(letter) == TokenKind::top;
  const Place end = is_braced ? letter + 2 : letter + 1;
  const bool is_closed = !is_braced || kind(letter + 1) == TokenKind::right_brace;
  if (!is_transpose || !is_closed || !stand_in_one_line(i, end)) return i;
  if (is_inverse) {
    emit_as(i, TokenKind::inverse_transpose, "⁻ᵀ");
  } else {
    emit_as(i, TokenKind::transpose, "ᵀ");
  }
  return end;
}

/// x^2, x^-1, x^n → x², x⁻¹, xⁿ
NotationRewriter::Place NotationRewriter::exponent_to_superscript(Place i) {
  const bool is_negative = kind(i + 1) == TokenKind::minus;
  const Place exponent = is_negative ? i + 2 : i + 1;
  if (exponent >= in_.size()) return i;
  std::string text = as_superscript(in_[exponent]);
  const bool stays = text.empty() || continues_exponent(exponent, exponent + 1) ||
                     (is_negative && is_in_type(i)) || !stand_in_one_line(i, exponent + 1);
  if (stays) return i;
  emit_as(i, TokenKind::caret, "");
  emit(TokenKind::superscript_open, "");
  if (is_negative) emit(TokenKind::minus, "⁻");
  out_.push_back(in_[exponent]);
  out_.back().text = std::move(text);
  emit(TokenKind::superscript_close, "");
  return exponent + 1;
}

Pieces rewrite_notation(const Pieces& pieces, const ast::File& file, FormatStyle style) {
  return NotationRewriter(pieces, file, style).run();
}

}  // namespace nngen::parser
