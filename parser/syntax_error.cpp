#include "parser/syntax_error.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "parser/suggest.hpp"
#include "parser/syntax_report.hpp"

namespace nngen::parser {
namespace {

using ir::Diagnostic;
using ir::DiagnosticKind;
using ir::make_diagnostic;
using ir::Span;

bool is_comparison(TokenKind kind) {
  return kind >= TokenKind::less && kind <= TokenKind::not_equal && kind != TokenKind::define;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Whether the expected thing is one that a name could have been.
bool wants_name(const std::string& wanted) {
  return wanted == "a name" || wanted == "an operand" || wanted == "an expression" ||
         wanted == "an exponent" || wanted == "an activation's name" || wanted == "an index";
}

std::string describe(const ParseState& state, Iterator found, Iterator last) {
  if (found == last) return "the end of the statement";
  const std::string_view text = state.text(found->span());
  if (text.empty()) return std::string(description(found->kind));
  return (is_keyword(found->kind) ? "the keyword " : "") + quote(text);
}

std::string keyword_hint(TokenKind keyword) {
  if (keyword == TokenKind::kw_end) return "it is the last index within brackets, as in x[end]";
  return "choose another name";
}

/// The mend of what stands where an operand should: a sign, a comment, a brace.
std::string operand_hint(Iterator first, Iterator found) {
  switch (found->kind) {
    case TokenKind::plus: return "there is no unary plus";
    case TokenKind::left_brace: return "write ( ): braces are brackets only behind ^ and _";
    case TokenKind::divide:
      return found != first && found[-1].kind == TokenKind::divide ? "a comment starts with #" : "";
    case TokenKind::caret:
      return found != first && found[-1].kind == TokenKind::partial
                 ? "write hessian(f, x) for second derivatives"
                 : "";
    case TokenKind::comma:
    case TokenKind::semicolon:
    case TokenKind::right_bracket:
      return found != first && found[-1].kind == TokenKind::comma ? "drop the comma" : "";
    default: return "";
  }
}

/// The mend of what stands behind a complete statement.
std::string continuation_hint(Iterator first, Iterator found) {
  switch (found->kind) {
    case TokenKind::equal: return "write one definition in a line, and comparisons inside where(…)";
    case TokenKind::left_brace: return "braces are brackets only behind ^ and _";
    case TokenKind::colon:
    case TokenKind::element_of: return "a declaration begins with input, target, param or const";
    case TokenKind::comma: return "a vector is written in brackets: [1; 2; 3]";
    case TokenKind::double_equal:
    case TokenKind::define: return "a definition has one =";
    case TokenKind::kw_init: return "only a param has an initialiser";
    case TokenKind::left_parenthesis:
      return first->kind == TokenKind::kw_output ? "give it a name: output NAME = …" : "";
    case TokenKind::product:
    case TokenKind::plus:
    case TokenKind::minus:
    case TokenKind::hadamard:
      return first->kind == TokenKind::kw_act
                 ? "an activation given by a formula has an argument: act σ(z) = …"
                 : "";
    default: return "";
  }
}

std::string type_hint(Iterator found, const std::string& wanted) {
  const bool is_times = found->kind == TokenKind::times || found->kind == TokenKind::type_times;
  if (wanted == "'×' or the closing bracket") {
    const bool is_third = is_times || found->kind == TokenKind::comma;
    return is_third ? "a value has two dimensions at most" : "";
  }
  if (is_times) return "write the dimensions in brackets: R^(m×n)";
  if (found->glued && found->kind == TokenKind::name) {
    return "write a dimension that is a product in brackets: R^(2·n)";
  }
  return "";
}

std::string find_hint(Iterator first, Iterator last, Iterator found, const std::string& wanted) {
  if (wanted == "'input', 'target', 'param' or 'const'") {
    return "a declaration begins with its kind: param W : R^(m×n)";
  }
  if (contains(wanted, "names the variable")) return "write ∇_W f or ∇[W] f";
  if (contains(wanted, "'..'")) {
    if (wanted == "'..'") return "a range is written a..b";
    const bool is_comma = found != last && found->kind == TokenKind::comma;
    return is_comma ? "a family has one index" : "";
  }
  if (contains(wanted, "':' or")) {
    const bool has_value = found != last && found->kind == TokenKind::equal;
    return has_value ? "data that is written out is no declaration: A = [1, 2; 3, 4]" : "";
  }
  if (found == last) return "";
  const bool is_declaration =
      first->kind >= TokenKind::kw_input && first->kind <= TokenKind::kw_const;
  const bool is_next_declaration =
      is_declaration && found->kind == TokenKind::comma && wanted == "the end of the statement";
  if (is_next_declaration) return "write one declaration a line: names of one type share one";
  if (first->kind == TokenKind::kw_loss && wanted == "'='") {
    return found == first + 1 || found[-1].kind == TokenKind::name ? "write loss L = …, or loss = …"
                                                                   : "";
  }
  if (is_declaration && (wanted == "the end of the statement" || contains(wanted, "'×'"))) {
    return type_hint(found, wanted);
  }
  if (wants_name(wanted)) return operand_hint(first, found);
  if (wanted == "the end of the subscript") return "there is one index only";
  const bool is_range = found - first >= 2 && found[-2].kind == TokenKind::kw_for;
  if (is_range && wanted == "'='") return "a range is written for i = a..b";
  if (first->kind == TokenKind::kw_def && wanted == "'('") {
    return "a function has arguments: def f(x) = …";
  }
  const bool wants_end = contains(wanted, "the end of the statement");
  return wants_end ? continuation_hint(first, found) : "";
}

/// `imput x : R^3`, and R3 for R^3: what was meant can be said.
void suggest_spelling(const ParseState& state, Iterator found, Iterator last,
                      const std::string& wanted, Diagnostic& error) {
  if (found == last || found->kind != TokenKind::name) return;
  const Span span = found->span();
  const std::string text(state.text(span));
  if (contains(wanted, "a type (R")) {
    const bool is_glued = text.size() > 1 && text[0] == 'R' &&
                          text.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!is_glued) return;
    const std::string type = "R^" + text.substr(1);
    std::move(error).with_hint("write " + type).with_fix(span, type);
    return;
  }
  const bool is_keyword_place = wanted == "'input', 'target', 'param' or 'const'" &&
                                found + 1 != last && found[1].kind == TokenKind::name;
  if (!is_keyword_place) return;
  const std::array<std::string, 4> keywords = {"input", "target", "param", "const"};
  if (const auto nearest = nearest_name(text, keywords)) std::move(error).meaning(span, *nearest);
}

/// The token itself, or the first one behind it that the text shows: ² is `^ ( 2 )`.
Iterator visible(Iterator found, Iterator last) {
  while (found != last && found->begin == found->end && found + 1 != last) ++found;
  return found;
}

}  // namespace

Diagnostic explain_failure(const ParseState& state, Iterator first, Iterator last, Iterator found,
                           const std::string& wanted) {
  if (state.too_deep) {
    return make_diagnostic(DiagnosticKind::too_deep, max_depth)
        .at((found == first ? found : found - 1)->span());
  }
  const Iterator shown = visible(found, last);
  const Span place = found == last ? Span{last[-1].end, last[-1].end} : shown->span();
  if (found != last && is_keyword(found->kind) && wants_name(wanted)) {
    return make_diagnostic(DiagnosticKind::reserved_name, state.text(place))
        .at(place)
        .with_hint(keyword_hint(found->kind));
  }
  const bool is_bracketed = found != last && found->enclosing != TokenKind::stray;
  if (found != last && is_comparison(found->kind) && found->kind != TokenKind::equal &&
      !wants_name(wanted)) {
    return make_diagnostic(DiagnosticKind::misplaced_comparison, state.text(place))
        .at(place)
        .with_hint(is_bracketed ? "a comparison has two sides"
                                : "a comparison is the condition of where(c, a, b)");
  }
  Diagnostic error = make_diagnostic(DiagnosticKind::expected, wanted, describe(state, shown, last))
                         .at(place)
                         .with_hint(find_hint(first, last, found, wanted));
  suggest_spelling(state, found, last, wanted, error);
  return error;
}

}  // namespace nngen::parser
