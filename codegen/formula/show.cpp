#include "codegen/formula/show.hpp"

#include <initializer_list>

#include <fmt/format.h>

#include "codegen/formula/expansion.hpp"
#include "codegen/formula/family_lines.hpp"
#include "codegen/formula/layout.hpp"
#include "codegen/formula/naming.hpp"
#include "codegen/formula/printed_derivation.hpp"
#include "codegen/formula/request_steps_text.hpp"
#include "codegen/formula/steps.hpp"
#include "codegen/formula/tables.hpp"
#include "codegen/formula/text.hpp"

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

std::vector<Box> gradients_of(const BatchColumns& columns, FormulaStyle style) {
  const Naming naming(columns.program, &columns.derivation, style);
  const Layout layout(columns.program, naming, Sweep::reverse);
  std::vector<Box> formulas;
  for (const ir::Gradient& gradient : columns.derivation.gradients) {
    formulas.push_back(layout.reference(gradient.value));
  }
  return formulas;
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

// Where a sample has a matrix (attention), the formulas of one sample are the readable ones, and a
// comment says what becomes of them.
std::string comment_on_samples(const ir::Program& program, ir::Reduction reduction,
                               FormulaStyle style) {
  const char* reduced = reduction == ir::Reduction::mean ? "means" : "sums";
  const std::string_view comment = spelling_of(style).comment;
  return fill(comment, {fmt::format("The formulas of one sample; over M samples {} and its "
                                    "gradients are the {} of these",
                                    program.loss->name.plain(), reduced)}) +
         fill(comment, {"(terms that no sample enters count once)."});
}

// A symmetric or diagonal param moves within its space.
std::string projections(const ir::Program& program, const ir::Derivation& derivation,
                        FormulaStyle style) {
  const TextRenderer text(style);
  std::string comments;
  for (const ir::Gradient& gradient : derivation.gradients) {
    const auto& by = std::get<ir::Symbol>((*program.graph)[gradient.by].attribute);
    const ir::Declaration& declaration = program.declarations[by.declaration];
    const ir::Properties& known = declaration.properties;
    if (declaration.role != ir::Role::param) continue;
    if (!known.diagonal && !known.symmetric && !known.spd) continue;
    comments += fmt::format("# {} is {}: the projection of its gradient onto these matrices\n",
                            text.name(declaration.name),
                            known.diagonal ? "diagonal" : "symmetric");
  }
  return comments;
}

std::string formulas(const ir::Program& program, const ir::Derivation& laid_out,
                     const ShowOptions& options) {
  const Naming naming(program, &laid_out, options.style);
  const Layout forward_layout(program, naming, Sweep::forward);
  const Layout reverse_layout(program, naming, Sweep::reverse);
  const Expansion expansion(*program.graph, laid_out, naming);
  const bool expanded = options.form == FormulaForm::expanded;

  std::vector<FormulaLine> forward;
  std::vector<FormulaLine> reverse;
  for (const NamedNode& line : naming.lines()) {
    if (expanded && expansion.is_written_out(line.node)) continue;
    const ir::Name* known = naming.of(line.node, line.sweep);
    const bool is_forward = line.sweep == Sweep::forward;
    const Layout& layout = is_forward ? forward_layout : reverse_layout;
    const bool is_alias = known != nullptr && !(*known == line.name);
    Box right = is_alias                  ? layout.reference(line.node)
                : expanded && !is_forward ? layout.chain(line.node, expansion, options.layout)
                                          : layout.definition(line.node);
    auto& section = is_forward ? forward : reverse;
    section.push_back({line.name, std::nullopt, std::move(right), options.layout});
  }
  std::vector<FormulaLine> gradients;
  for (const ir::Gradient& gradient : laid_out.gradients) {
    const auto& by = std::get<ir::Symbol>((*program.graph)[gradient.by].attribute);
    const ir::Name& name = program.declarations[by.declaration].name;
    Box right = expanded ? reverse_layout.chain(gradient.value, expansion, options.layout)
                         : reverse_layout.reference(gradient.value);
    gradients.push_back({name, program.loss->name, std::move(right), options.layout});
  }

  return document({&forward, &reverse, &gradients}, options.style);
}

std::string steps(ir::Program& program, const ir::Derivation& derivation,
                  const PrintedDerivation& printed, FormulaStyle style) {
  if (printed.of_one_sample) return show_steps(program, *printed.of_one_sample, style);
  if (!printed.columns) return show_steps(program, derivation, style);
  const BatchedGradients batch{derivation.reduction, gradients_of(*printed.columns, style)};
  return show_steps(program, derivation_of_one_sample(program, derivation), style, batch);
}

}  // namespace

std::string show(ir::Program& program, const ir::Derivation& derivation,
                 const ShowOptions& options) {
  if (is_table(options.form)) return show_table(program, derivation, options);
  const PrintedDerivation printed = printed_derivation(program, derivation, options.layout);
  std::string text;
  if (printed.of_one_sample) {
    text += comment_on_samples(program, derivation.reduction, options.style);
  }
  text += formulas(printed.program(program), printed.derivation, options);
  if (!is_plain_text(options.style)) return text;
  text += projections(printed.program(program), printed.derivation, options.style);
  if (!options.steps) return text;
  const std::string of_requests = show_request_steps(program, derivation, options.style);
  if (!of_requests.empty()) text += "\n" + of_requests;
  if (!derivation.gradients.empty())
    text += "\n" + steps(program, derivation, printed, options.style);
  return text;
}

}  // namespace nngen::codegen
