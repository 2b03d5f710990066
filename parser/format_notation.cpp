#include "parser/format_notation.hpp"

#include <algorithm>

#include "parser/functions.hpp"
#include "parser/words.hpp"

namespace nngen::parser {
namespace {

/// A name without what may be an index at its end: W1, W_k → W.
std::string_view stem(std::string_view name) {
  const std::size_t underscore = name.find('_');
  if (underscore != std::string_view::npos && underscore > 0) name = name.substr(0, underscore);
  while (name.size() > 1 && is_digit(name.back())) name.remove_suffix(1);
  return name;
}

}  // namespace

// ---------------------------------------------------------------- declared names

DeclaredNames::DeclaredNames(const ast::File& file) {
  for (const ast::Statement& statement : file.statements) {
    std::visit([this](const auto& what) { add(what); }, statement.what);
    const auto* activation = std::get_if<ast::Activation>(&statement.what);
    if (activation && activation->is_direct_sum) direct_sums_.push_back(statement.span);
  }
}

bool DeclaredNames::may_be_function(std::string_view name) const {
  return activations_.contains(stem(name)) || (is_function(name) && !contain(name));
}

bool DeclaredNames::are_summed_at(std::uint32_t place) const {
  const auto behind =
      std::upper_bound(direct_sums_.begin(), direct_sums_.end(), place,
                       [](std::uint32_t at, const ir::Span& span) { return at < span.begin; });
  return behind != direct_sums_.begin() && place < behind[-1].end;
}

void DeclaredNames::add(const ast::Declaration& declaration) {
  for (const ast::Target& target : declaration.targets) names_.emplace(target.name.text);
}

void DeclaredNames::add(const ast::Let& let) { names_.emplace(let.target.name.text); }

void DeclaredNames::add(const ast::Activation& activation) {
  names_.emplace(activation.target.name.text);
  activations_.emplace(stem(activation.target.name.text));
  if (activation.variable) names_.emplace(activation.variable->text);
}

void DeclaredNames::add(const ast::Function& function) {
  names_.emplace(function.target.name.text);
  for (const ast::Name& parameter : function.parameters) names_.emplace(parameter.text);
}

void DeclaredNames::add(const ast::Definition& definition) {
  if (definition.target) names_.emplace(definition.target->name.text);
}

// ---------------------------------------------------------------- questions

/// Pieces of one line can change their order.
bool NotationRewriter::stand_in_one_line(Place first, Place last) const {
  return std::none_of(in_.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                      in_.begin() + static_cast<std::ptrdiff_t>(last),
                      [](const Piece& piece) { return piece.line_start; });
}

bool NotationRewriter::is_in_exponent(Place i) const {
  while (i > 0 && kind(i - 1) == TokenKind::minus) --i;
  return i > 0 && (kind(i - 1) == TokenKind::caret || kind(i - 1) == TokenKind::elementwise_caret);
}

/// Whether the place is that of the ^ in : R^n.
bool NotationRewriter::is_in_type(Place i) const {
  if (i < 2 || (!is_name(i - 1, "R") && !is_name(i - 1, "ℝ"))) return false;
  return kind(i - 2) == TokenKind::element_of ||
         (kind(i - 2) == TokenKind::colon && in_[i - 2].depth == 0);
}

/// Whether what stands at the place would belong to the name before it: x^n[2] is x^(n[2]).
bool NotationRewriter::continues_name(Place i) const {
  return kind(i) == TokenKind::left_parenthesis || kind(i) == TokenKind::left_bracket ||
         kind(i) == TokenKind::subscript_open;
}

/// Whether what stands at `next` would belong to an exponent without brackets.
bool NotationRewriter::continues_exponent(Place exponent, Place next) const {
  return kind(exponent) == TokenKind::number ? kind(next) == TokenKind::left_parenthesis
                                             : continues_name(next);
}

/// Whether what ends before the place has a mark or bracket behind it, or lacks an operator.
bool NotationRewriter::takes_mark(Place i) const {
  switch (kind(i)) {
    case TokenKind::prime:
    case TokenKind::transpose:
    case TokenKind::inverse_transpose:
    case TokenKind::caret:
    case TokenKind::elementwise_caret:
    case TokenKind::subscript_open: return true;
    case TokenKind::ellipsis: return false;
    default: return starts_operand(kind(i)) && in_[i].statement == in_[i - 1].statement;
  }
}

/// The end of what √ and ∇_W take: an operand with its calls, indices and subscripts; `first` where
/// that is not plain to see.
NotationRewriter::Place NotationRewriter::application_end(Place first) const {
  Place end = first + 1;
  switch (kind(first)) {
    case TokenKind::name:
    case TokenKind::number:
    case TokenKind::kw_loss:
    case TokenKind::kw_end: break;
    case TokenKind::left_parenthesis:
    case TokenKind::left_bracket:
    case TokenKind::left_angle:
    case TokenKind::norm_open:
    case TokenKind::absolute_open: end = behind_bracket(in_, first); break;
    case TokenKind::square_root: {
      const Place root_end = application_end(first + 1);
      return root_end == first + 1 ? first : root_end;
    }
    default: return first;
  }
  while (end < in_.size() && in_[end].statement == in_[first].statement) {
    const bool calls =
        kind(end) == TokenKind::left_parenthesis && kind(end - 1) != TokenKind::number;
    if (!calls && kind(end) != TokenKind::left_bracket && kind(end) != TokenKind::subscript_open) {
      break;
    }
    end = behind_bracket(in_, end);
  }
  return end;
}

/// The only comma between the places that is in no bracket; `last` where there is none, or more to
/// it.
NotationRewriter::Place NotationRewriter::comma_between(Place first, Place last) const {
  Place found = last;
  for (Place i = first; i < last; ++i) {
    if (is_opener(kind(i))) i = behind_bracket(in_, i) - 1;
    switch (kind(i)) {
      case TokenKind::comma:
        if (found != last) return last;
        found = i;
        break;
      case TokenKind::less:
      case TokenKind::less_equal:
      case TokenKind::greater:
      case TokenKind::greater_equal:
      case TokenKind::equal:
      case TokenKind::double_equal:
      case TokenKind::not_equal:
      case TokenKind::kw_for: return last;
      default: break;
    }
  }
  return found;
}

/// Whether the prime or transpose at the place stands behind what may be an activation: σ', Σ[k]',
/// Σ'ₖ(z). All marks in a row stand behind the same operand: it is looked for once.
bool NotationRewriter::may_be_function(Place mark) {
  const auto known = behind_function_.find(mark);
  if (known != behind_function_.end()) return known->second;
  std::vector<Place> marks;
  Place next = mark;
  while (kind(next) == TokenKind::prime || kind(next) == TokenKind::transpose ||
         kind(next) == TokenKind::subscript_open || kind(next) == TokenKind::left_bracket) {
    if (!is_opener(kind(next))) marks.push_back(next);
    next = is_opener(kind(next)) ? behind_bracket(in_, next) : next + 1;
  }
  const bool is_function =
      kind(next) == TokenKind::left_parenthesis || stands_behind_function(mark);
  for (const Place each : marks) behind_function_[each] = is_function;
  return is_function;
}

/// Whether the operand that the mark stands behind is, but for indices, the name of a function.
bool NotationRewriter::stands_behind_function(Place mark) const {
  Place before = mark;
  while (before > 0) {
    --before;
    if (kind(before) == TokenKind::name) return declared_.may_be_function(in_[before].name);
    if (kind(before) == TokenKind::prime || kind(before) == TokenKind::transpose) continue;
    const bool is_index =
        kind(before) == TokenKind::right_bracket || kind(before) == TokenKind::subscript_close;
    if (!is_index) return false;
    std::size_t depth = 0;
    do {
      if (is_closer(kind(before))) ++depth;
      if (is_opener(kind(before))) --depth;
    } while (depth > 0 && before-- > 0);
  }
  return false;
}

}  // namespace nngen::parser
