#include "parser/tokens.hpp"

#include "ir/check.hpp"

namespace nngen::parser {

std::string_view description(TokenKind kind) {
  switch (kind) {
    case TokenKind::name: return "a name";
    case TokenKind::number: return "a number";
    case TokenKind::ellipsis: return "'…'";
    case TokenKind::infinity: return "'∞'";
    case TokenKind::top: return "'⊤'";
    case TokenKind::kw_let: return "'let'";
    case TokenKind::kw_input: return "'input'";
    case TokenKind::kw_target: return "'target'";
    case TokenKind::kw_param: return "'param'";
    case TokenKind::kw_const: return "'const'";
    case TokenKind::kw_act: return "'act'";
    case TokenKind::kw_def: return "'def'";
    case TokenKind::kw_loss: return "'loss'";
    case TokenKind::kw_output: return "'output'";
    case TokenKind::kw_init: return "'init'";
    case TokenKind::kw_for: return "'for'";
    case TokenKind::kw_end: return "'end'";
    case TokenKind::left_parenthesis: return "'('";
    case TokenKind::right_parenthesis: return "')'";
    case TokenKind::left_bracket: return "'['";
    case TokenKind::right_bracket: return "']'";
    case TokenKind::left_brace: return "'{'";
    case TokenKind::right_brace: return "'}'";
    case TokenKind::left_angle: return "'⟨'";
    case TokenKind::right_angle: return "'⟩'";
    case TokenKind::subscript_open: return "a subscript";
    case TokenKind::subscript_close: return "the end of the subscript";
    case TokenKind::superscript_open: return "an exponent";
    case TokenKind::superscript_close: return "the end of the exponent";
    case TokenKind::norm_open:
    case TokenKind::norm_close:
    case TokenKind::double_bar: return "'‖'";
    case TokenKind::absolute_open:
    case TokenKind::absolute_close:
    case TokenKind::bar: return "'|'";
    case TokenKind::plus: return "'+'";
    case TokenKind::minus: return "'-'";
    case TokenKind::product: return "'·'";
    case TokenKind::hadamard: return "'∘'";
    case TokenKind::reversed: return "'•'";
    case TokenKind::kronecker: return "'⊗'";
    case TokenKind::divide: return "'/'";
    case TokenKind::elementwise_divide: return "'⊘'";
    case TokenKind::times:
    case TokenKind::type_times: return "'×'";
    case TokenKind::double_star: return "'**'";
    case TokenKind::caret: return "'^'";
    case TokenKind::elementwise_caret: return "'.^'";
    case TokenKind::prime: return "'''";
    case TokenKind::transpose: return "'ᵀ'";
    case TokenKind::inverse_transpose: return "'⁻ᵀ'";
    case TokenKind::less: return "'<'";
    case TokenKind::less_equal: return "'≤'";
    case TokenKind::greater: return "'>'";
    case TokenKind::greater_equal: return "'≥'";
    case TokenKind::equal: return "'='";
    case TokenKind::double_equal: return "'=='";
    case TokenKind::define: return "':='";
    case TokenKind::not_equal: return "'≠'";
    case TokenKind::colon: return "':'";
    case TokenKind::element_of: return "'∈'";
    case TokenKind::dot_dot: return "'..'";
    case TokenKind::comma: return "','";
    case TokenKind::semicolon: return "';'";
    case TokenKind::nabla: return "'∇'";
    case TokenKind::partial: return "'∂'";
    case TokenKind::square_root: return "'√'";
    case TokenKind::stray: return "a stray character";
  }
  NNGEN_UNREACHABLE();
}

bool is_keyword(TokenKind kind) { return kind >= TokenKind::kw_let && kind <= TokenKind::kw_end; }

bool is_opener(TokenKind kind) {
  return kind >= TokenKind::left_parenthesis && kind <= TokenKind::absolute_open &&
         (static_cast<int>(kind) - static_cast<int>(TokenKind::left_parenthesis)) % 2 == 0;
}

bool is_closer(TokenKind kind) {
  return kind >= TokenKind::right_parenthesis && kind <= TokenKind::absolute_close &&
         !is_opener(kind);
}

TokenKind closer_of(TokenKind opener) {
  NNGEN_CHECK(is_opener(opener));
  return static_cast<TokenKind>(static_cast<int>(opener) + 1);
}

bool is_binary_operator(TokenKind kind) {
  switch (kind) {
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::product:
    case TokenKind::hadamard:
    case TokenKind::reversed:
    case TokenKind::kronecker:
    case TokenKind::divide:
    case TokenKind::elementwise_divide:
    case TokenKind::times:
    case TokenKind::type_times:
    case TokenKind::double_star:
    case TokenKind::caret:
    case TokenKind::elementwise_caret:
    case TokenKind::less:
    case TokenKind::less_equal:
    case TokenKind::greater:
    case TokenKind::greater_equal:
    case TokenKind::equal:
    case TokenKind::double_equal:
    case TokenKind::define:
    case TokenKind::not_equal:
    case TokenKind::colon:
    case TokenKind::element_of:
    case TokenKind::dot_dot:
    case TokenKind::comma: return true;
    default: return false;
  }
}

bool ends_operand(TokenKind kind) {
  switch (kind) {
    case TokenKind::name:
    case TokenKind::number:
    case TokenKind::ellipsis:
    case TokenKind::infinity:
    case TokenKind::top:
    case TokenKind::kw_loss:
    case TokenKind::kw_end:
    case TokenKind::prime:
    case TokenKind::transpose:
    case TokenKind::inverse_transpose: return true;
    default: return is_closer(kind);
  }
}

bool starts_operand(TokenKind kind) {
  switch (kind) {
    case TokenKind::name:
    case TokenKind::number:
    case TokenKind::ellipsis:
    case TokenKind::kw_loss:
    case TokenKind::kw_end:
    case TokenKind::left_parenthesis:
    case TokenKind::left_bracket:
    case TokenKind::left_angle:
    case TokenKind::norm_open:
    case TokenKind::absolute_open:
    case TokenKind::nabla:
    case TokenKind::partial:
    case TokenKind::square_root: return true;
    default: return false;
  }
}

}  // namespace nngen::parser
