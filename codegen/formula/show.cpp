#include "codegen/formula/show.hpp"

#include <initializer_list>

#include "codegen/formula/family_lines.hpp"
#include "codegen/formula/formula_sections.hpp"
#include "codegen/formula/printed_derivation.hpp"
#include "codegen/formula/request_steps_text.hpp"
#include "codegen/formula/steps.hpp"
#include "codegen/formula/tables.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

bool is_table(FormulaForm form) {
  return form == FormulaForm::forward_table || form == FormulaForm::reverse_table;
}

// What comments can be added to.
bool is_plain_text(FormulaStyle style) {
  return style == FormulaStyle::unicode || style == FormulaStyle::ascii;
}

std::string joined(const std::vector<FormulaLine>& lines, FormulaStyle style) {
  std::string text;
  for (const std::string& line : collapse_families(lines, style)) {
    if (!text.empty()) text += spelling_of(style).line_end;
    text += line;
  }
  return text;
}

/// The sections that have lines, as a document of the format.
std::string document(std::initializer_list<const std::vector<FormulaLine>*> sections,
                     FormulaStyle style) {
  const FormulaSpelling& spelling = spelling_of(style);
  std::string body;
  for (const auto* section : sections) {
    if (section->empty()) continue;
    if (!body.empty()) body += spelling.section_end;
    body += joined(*section, style);
  }
  if (body.empty()) return {};
  return std::string(spelling.begin) + body + std::string(spelling.end);
}

std::string steps(ir::Program& program, const ir::Derivation& derivation,
                  const PrintedDerivation& printed, FormulaStyle style) {
  if (printed.of_one_sample) return show_steps(program, *printed.of_one_sample, style);
  if (!printed.columns) return show_steps(program, derivation, style);
  const BatchedGradients batch = batched_gradients(*printed.columns, derivation.reduction, style);
  return show_steps(program, derivation_of_one_sample(program, derivation), style, batch);
}

}  // namespace

std::string show(ir::Program& program, const ir::Derivation& derivation,
                 const ShowOptions& options) {
  if (is_table(options.form)) return show_table(program, derivation, options);
  PrintedDerivation printed = printed_derivation(program, derivation, options.layout);
  ir::Program& shown = printed.program(program);
  const ir::Derivation& of_shown = printed.in_gradient_layout(derivation);
  const auto comment = [&](const std::string& words) {
    return fill(spelling_of(options.style).comment, {words});
  };
  std::string text;
  if (printed.of_one_sample) {
    for (const std::string& note : one_sample_note(program, derivation.reduction)) {
      text += comment(note);
    }
  }
  const FormulaSections sections(shown, of_shown, options);
  text += document({&sections.forward(), &sections.reverse(), &sections.gradients()}, options.style);
  if (!is_plain_text(options.style)) return text;
  for (const auto& [by, note] : projection_notes(shown, of_shown, options.style)) {
    text += comment(note);
  }
  if (!options.steps) return text;
  const std::string of_requests = show_request_steps(program, derivation, options.style);
  if (!of_requests.empty()) text += "\n" + of_requests;
  if (!derivation.gradients.empty()) {
    text += "\n" + steps(program, derivation, printed, options.style);
  }
  return text;
}

}  // namespace nngen::codegen
