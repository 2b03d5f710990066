#include "tests/property/printed_formulas.hpp"

#include "ir/calculus/passes.hpp"
#include "tests/property/example_programs.hpp"
#include "tests/property/parsed_program.hpp"

namespace nngen::tests {

using codegen::DerivativeLayout;
using codegen::FormulaForm;
using codegen::FormulaStyle;
using ir::Reduction;

std::vector<std::string> printed_formulas(codegen::FormulaStyle style) {
  std::vector<std::string> result;
  for (const std::string& text : documented_programs()) {
    for (const auto form : {FormulaForm::recurrent, FormulaForm::expanded}) {
      for (const auto layout : {DerivativeLayout::gradient, DerivativeLayout::jacobian}) {
        for (const auto reduction : {Reduction::none, Reduction::mean}) {
          ir::Program program = parsed(text);
          ir::Diagnostics diagnostics;
          const auto derivation = ir::derive_for_reading(program, {}, reduction, diagnostics);
          result.push_back(codegen::show(program, derivation, {style, form, layout}));
          const bool is_markup = style == FormulaStyle::latex || style == FormulaStyle::mathml;
          if (!is_markup) continue;
          codegen::ShowOptions options{style, form, layout};
          options.omits_arguments = options.underbraces = true;
          result.push_back(codegen::show(program, derivation, options));
        }
      }
    }
  }
  return result;
}

}  // namespace nngen::tests
