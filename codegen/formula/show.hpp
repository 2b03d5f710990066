#pragma once
// The derived formulas of a program as lines of text.

#include <string>
#include <string_view>

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

enum class FormulaStyle : std::uint8_t { unicode, ascii, latex, mathml };
/// recurrent: every layer by the next, MS (10)–(11); expanded: one line a parameter, MS (9); the tables
/// are those of automatic differentiation, an operation a row.
enum class FormulaForm : std::uint8_t { recurrent, expanded, forward_table, reverse_table };

/// gradient: denominator layout, a gradient has the shape of its variable, cotangents are columns;
/// jacobian: numerator layout, all of them transposed.
enum class DerivativeLayout : std::uint8_t { gradient, jacobian };

struct ShowOptions {
  FormulaStyle style = FormulaStyle::unicode;
  FormulaForm form = FormulaForm::recurrent;
  DerivativeLayout layout = DerivativeLayout::gradient;
  // LaTeX and MathML alone, where nothing has to parse again:
  bool omits_arguments =
      false;  // Σ₁' for Σ₁'(N₁), as the texts do, of an activation with one argument
  bool underbraces = false;  // below the periods of the expanded form, MS (9)
  // How many columns a text takes on the screen, which aligns tables; null: a column a letter.
  std::size_t (*columns)(std::string_view text) = nullptr;
  bool steps = false;  // behind the formulas, as comments, each rule that was applied
};

/// One `left = right` a line: forward values first, then the reverse sweep, then the gradients, each after
/// what it needs; or a table. With a reduction the formulas are those of a batch, samples as columns, MA (51)–(56).
std::string show(ir::Program& program, const ir::Derivation& derivation, const ShowOptions& options);

}  // namespace nngen::codegen
