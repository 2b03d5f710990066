#include "codegen/arrays/array_expressions.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "ir/check.hpp"
#include "ir/op.hpp"

namespace nngen::codegen {

using ir::Expr;
using ir::OpKind;

namespace {

std::string number_text(double value) {
  if (std::isinf(value)) return value > 0 ? "math.inf" : "-math.inf";
  return fmt::format("{}", value).find_first_of(".en") == std::string::npos
             ? fmt::format("{}.0", value)
             : fmt::format("{}", value);
}

bool is_number(const Expr& x) { return x.is(OpKind::constant) || x.is(OpKind::sample_count); }

}  // namespace

std::string bracketed(const Code& code, Binding needed) {
  return code.binding < needed ? "(" + code.text + ")" : code.text;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

Code ArrayExpressions::array(Expr x) const {
  if (x.is(OpKind::constant)) {
    return {fmt::format("_full(1, 1, {})", number_text(*ir::constant_value(x)))};
  }
  if (x.is(OpKind::sample_count)) return {fmt::format("_full(1, 1, float({}))", samples_)};
  return code_.at(x.id);
}

Code ArrayExpressions::operand(const CodeSpelling& spelling, Expr x, bool may_be_repeated) const {
  if (may_be_repeated) x = x.operand(0);
  return spelling.takes_numbers && is_number(x) ? code_.at(x.id) : array(x);
}

Code ArrayExpressions::code_of(Expr x) const {
  switch (x.op()) {
    case OpKind::constant: {
      const double value = *ir::constant_value(x);
      return {number_text(value), std::signbit(value) ? Binding::unary : Binding::atom};
    }
    case OpKind::sample_count: return {samples_};
    case OpKind::add: return sum(x);
    case OpKind::slice: return slice(x);
    case OpKind::vstack: return stack(x, "-2");
    case OpKind::hstack: return stack(x, "-1");
    case OpKind::where: return choice(x);
    case OpKind::broadcast:
      if (const auto value = ir::constant_value(x.operand(0))) {
        return {fmt::format("_full({}, {}, {})", x.shape().rows.to_string(),
                            x.shape().cols.to_string(), number_text(*value))};
      }
      break;
    case OpKind::scale:
      if (ir::constant_value(x.operand(0)) == -1.0) {
        // the sign of the first factor: −a * b
        return {"-" + bracketed(array(x.operand(1)), Binding::product), Binding::product};
      }
      break;
    default: break;
  }
  Code code = from_table(x);
  // In the language a comparison is a number.
  if (code.binding == Binding::comparison) code = {"_number(" + code.text + ")"};
  return code;
}

bool ArrayExpressions::shows_shape(Expr x) const {
  const std::vector<Expr> operands = x.operands();
  return std::any_of(operands.begin(), operands.end(), [&](const Expr& operand) {
    return !operand.is(OpKind::broadcast) && operand.shape() == x.shape() &&
           operand.per_sample() == x.per_sample();
  });
}

Code ArrayExpressions::from_table(Expr x) const {
  const CodeSpelling* spelling = code_spelling(x.op());
  NNGEN_CHECK(spelling != nullptr);
  const bool repeats = spelling->is_elementwise && shows_shape(x);
  const std::vector<Expr> operands = x.operands();
  const bool all_numbers = std::all_of(operands.begin(), operands.end(), is_number);
  std::string text = with_attributes(std::string(spelling->code), x);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const bool is_first_array = all_numbers && i == 0;
    const Code code = is_first_array
                          ? array(operands[i])
                          : operand(*spelling, operands[i], repeats && is_repetition(operands[i]));
    const bool is_right = i > 0 && (spelling->operands == Binding::product ||
                                    spelling->operands == Binding::comparison);
    const auto needed = static_cast<Binding>(static_cast<int>(spelling->operands) + is_right);
    text = replaced(std::move(text), fmt::format("${}", i), bracketed(code, needed));
  }
  return {std::move(text), spelling->binding};
}

bool ArrayExpressions::is_repetition(Expr x) const {
  return x.is(OpKind::broadcast) && code_.find(x.operand(0).id) != code_.end();
}

std::string ArrayExpressions::with_attributes(std::string text, Expr x) const {
  const ir::Attribute& attribute = x.node().attribute;
  text = replaced(std::move(text), "@.", library_ + ".");
  if (const auto* axis = std::get_if<ir::Axis>(&attribute)) {
    text = replaced(std::move(text), "%axis",
                    *axis == ir::Axis::all       ? "(-2, -1)"
                    : *axis == ir::Axis::columns ? "-2"
                                                 : "-1");
  }
  if (const auto* number = std::get_if<ir::Constant>(&attribute)) {
    text = replaced(std::move(text), "%number", fmt::format("{}", number->value));
  }
  text = replaced(std::move(text), "%rows", x.shape().rows.to_string());
  text = replaced(std::move(text), "%cols", x.shape().cols.to_string());
  if (const auto* offset = std::get_if<ir::Offset>(&attribute)) {
    text = replaced(std::move(text), "%row", offset->row.to_string());
    text = replaced(std::move(text), "%col", offset->col.to_string());
  } else if (const auto* shape = std::get_if<ir::Shape>(&attribute)) {
    text = replaced(std::move(text), "%row", shape->rows.to_string());
    text = replaced(std::move(text), "%col", shape->cols.to_string());
  }
  return text;
}

Code ArrayExpressions::sum(Expr x) const {
  const bool repeats = shows_shape(x);
  const std::vector<Expr> terms = x.operands();
  const bool has_array = repeats && std::any_of(terms.begin(), terms.end(), [](const Expr& term) {
                           return !is_number(term) && !term.is(OpKind::broadcast);
                         });
  std::string text;
  for (const Expr& term : terms) {
    const bool is_negative = term.is(OpKind::scale) &&
                             ir::constant_value(term.operand(0)) == -1.0 &&
                             code_.at(term.id).text.starts_with('-');
    const Expr meant = repeats && is_repetition(term) ? term.operand(0) : term;
    const bool as_number = has_array && meant.is(OpKind::constant);
    const Code code = as_number ? code_.at(meant.id) : array(meant);
    if (text.empty()) {
      text = code.text;
    } else if (is_negative) {
      text += " - " + code.text.substr(1);
    } else {
      text += " + " + bracketed(code, Binding::product);
    }
  }
  return {text, Binding::sum};
}

Code ArrayExpressions::slice(Expr x) const {
  const auto& offset = std::get<ir::Offset>(x.node().attribute);
  const auto range = [](const ir::Dim& begin, const ir::Dim& count, const ir::Dim& all) {
    if (count == all) return std::string(":");
    return begin.to_string() + ":" + (begin + count).to_string();
  };
  const ir::Shape& of = x.operand(0).shape();
  return {fmt::format("{}[..., {}, {}]", bracketed(array(x.operand(0)), Binding::atom),
                      range(offset.row, x.shape().rows, of.rows),
                      range(offset.col, x.shape().cols, of.cols))};
}

Code ArrayExpressions::stack(Expr x, std::string_view axis) const {
  std::string pieces;
  for (const Expr& piece : x.operands()) {
    pieces += (pieces.empty() ? "" : ", ") + array(piece).text;
  }
  return {fmt::format("_stack([{}], {})", pieces, axis)};
}

Code ArrayExpressions::choice(Expr x) const {
  const Code condition = array(x.operand(0));
  constexpr std::string_view number = "_number(";
  const CodeSpelling* spelling = code_spelling(x.operand(0).op());
  const bool is_comparison = spelling != nullptr && spelling->binding == Binding::comparison &&
                             condition.text.starts_with(number);
  const std::string holds =
      is_comparison
          ? condition.text.substr(number.size(), condition.text.size() - number.size() - 1)
          : bracketed(condition, Binding::sum) + " != 0";
  return {fmt::format("{}.where({}, {}, {})", library_, holds, array(x.operand(1)).text,
                      array(x.operand(2)).text)};
}

}  // namespace nngen::codegen
