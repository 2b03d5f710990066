#include "codegen/formula/show.hpp"

#include <initializer_list>

#include "codegen/formula/batch_columns.hpp"
#include "codegen/formula/family_lines.hpp"
#include "codegen/formula/formula_sections.hpp"
#include "codegen/formula/steps.hpp"
#include "codegen/formula/tables.hpp"
#include "codegen/formula/text.hpp"
#include "ir/calculus/passes.hpp"

namespace nngen::codegen {
namespace {

using ir::NodeId;

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

// A batch of vectors has formulas of its own. Where a sample has a matrix (attention), the formulas of one
// sample are the readable ones, and a comment says what becomes of them.
std::string show_batch(ir::Program& program, const ir::Derivation& derivation,
                       const ShowOptions& options) {
  auto columns = batch_columns(program, derivation);
  if (columns && !options.steps) return show(columns->program, columns->derivation, options);
  std::vector<NodeId> by;
  for (const auto& gradient : derivation.gradients) by.push_back(gradient.by);
  ir::Diagnostics reported_before;
  const ir::Derivation of_one =
      ir::derive_for_reading(program, by, ir::Reduction::none, reported_before);
  if (columns) {
    ShowOptions formulas = options;
    formulas.steps = false;
    const BatchedGradients batch = batched_gradients(*columns, derivation.reduction, options.style);
    return show(columns->program, columns->derivation, formulas) + "\n" +
           show_steps(program, of_one, options.style, batch);
  }
  std::string text;
  for (const std::string& line : one_sample_note(program, derivation.reduction)) {
    text += fill(spelling_of(options.style).comment, {line});
  }
  return text + show(program, of_one, options);
}

}  // namespace

std::string show(ir::Program& program, const ir::Derivation& derivation,
                 const ShowOptions& options) {
  if (is_table(options.form)) return show_table(program, derivation, options);
  if (derivation.loss && derivation.reduction != ir::Reduction::none) {
    return show_batch(program, derivation, options);
  }
  const FormulaSections sections(program, derivation, options);
  std::string text =
      document({&sections.forward(), &sections.reverse(), &sections.gradients()}, options.style);
  if (!is_plain_text(options.style)) return text;
  for (const auto& [by, note] : projection_notes(program, derivation, options.style)) {
    text += fill(spelling_of(options.style).comment, {note});
  }
  if (options.steps && derivation.loss) text += "\n" + show_steps(program, derivation, options.style);
  return text;
}

}  // namespace nngen::codegen
