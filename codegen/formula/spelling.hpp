#pragma once
// How each format writes the parts of a formula: one row a style, read by the one printer.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/formula/show.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// A template in which $0, $1, $2 stand for what is put in.
std::string fill(std::string_view pattern, const std::vector<std::string>& parts);

/// An index written relative to that of its line: offset −1 is i − 1.
struct RelativeIndex {
  std::int64_t offset;
};

struct FormulaSpelling {
  // signs, with the spaces around them
  std::string_view product, hadamard, elementwise_quotient, quotient;
  std::string_view reversed, reversed_open, reversed_close;  // between, before and behind both
  std::string_view kronecker;
  std::string_view plus, minus, negative;
  std::string_view comma, semicolon, block_comma;
  // $0 is a part that binds tightly enough already
  std::string_view brackets, transpose, inverse, inverse_transpose;
  std::string_view power, elementwise_power;
  std::string_view norm_square, matrix_norm_square, inner;
  std::string_view norm, matrix_norm, norm_one, absolute, root;
  std::string_view choice;                           // $1 where $0, else $2
  std::string_view underbrace, underbrace_of_layer;  // empty layer, layer $1
  // around what is no higher than a line, where that is written in another way; empty: it is not
  std::string_view low_brackets = {}, low_call = {};
  std::string_view call, index, primed, prime, vertical, horizontal;
  std::string_view fraction;          // a/b; empty: with the sign of a quotient
  std::string_view kronecker_call;    // where there is no sign; empty: the sign
  std::string_view group;             // around what counts as one part
  std::string_view superscript_base;  // around a part that has a superscript already
  std::string_view gradient;          // of $1 by $0
  std::string_view jacobian;          // the same in numerator layout
  // lines
  std::string_view equation, line, family, family_sum, comment;
  std::string_view begin, end, line_end, section_end;
  bool implicit_half = false;     // ½‖r‖² without a sign
  bool raised_digits = false;     // x² for x^2
  bool choice_is_open = false;    // at its right side
  bool root_has_bar = false;      // which shows how far it goes
  bool raises_exponents = false;  // a superscript, where any exponent is free of brackets
  // what needs more than a template
  std::string (*name)(const ir::Name& name, std::optional<RelativeIndex> relative);
  std::string (*number)(double value);
  std::string (*text)(std::string_view text);
  std::string (*function)(std::string_view name);
  std::string (*comparison)(ir::OpKind op);
};

const FormulaSpelling& spelling_of(FormulaStyle style);
const FormulaSpelling& latex_spelling();
const FormulaSpelling& mathml_spelling();

/// Names as LaTeX and as MathML: Greek letters, accents and subscripts.
std::string latex_name(const ir::Name& name, std::optional<RelativeIndex> relative);
std::string mathml_name(const ir::Name& name, std::optional<RelativeIndex> relative);

}  // namespace nngen::codegen
