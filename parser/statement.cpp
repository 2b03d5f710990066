#include "parser/statement_def.hpp"

namespace nngen::parser::grammar {

/// Whether a name, with one index or subscript behind it at most, stands left of =.
bool begins_definition(Iterator first, Iterator last) {
  const auto is_assignment = [](TokenKind kind) {
    return kind == TokenKind::equal || kind == TokenKind::double_equal || kind == TokenKind::define;
  };
  if (first == last || first->kind != TokenKind::name) return false;
  ++first;
  if (first != last && first->kind == TokenKind::caret) ++first;
  const bool has_index =
      first != last && is_opener(first->kind) &&
      (first->kind != TokenKind::left_parenthesis || first[-1].kind == TokenKind::caret);
  int depth = 0;
  if (has_index) {
    do {
      if (is_opener(first->kind)) ++depth;
      if (is_closer(first->kind)) --depth;
      ++first;
    } while (first != last && depth > 0);
  }
  return first != last && is_assignment(first->kind);
}

/// Whether a type follows a name that no keyword declares: `W : R^n`.
bool begins_undeclared(Iterator first, Iterator last) {
  int depth = 0;
  for (; first != last; ++first) {
    if (is_opener(first->kind)) ++depth;
    if (is_closer(first->kind)) --depth;
    if (depth > 0) continue;
    if (first->kind == TokenKind::equal) return false;
    if (first->kind == TokenKind::colon || first->kind == TokenKind::element_of) return true;
  }
  return false;
}

BOOST_SPIRIT_INSTANTIATE(decltype(statement), Iterator, Context)

}  // namespace nngen::parser::grammar
