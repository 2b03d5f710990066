#include "codegen/formula/formula_sections.hpp"

#include <set>

#include <fmt/format.h>

#include "codegen/formula/layout.hpp"
#include "codegen/formula/numerator_layout.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {

using ir::NodeId;

FormulaSections::FormulaSections(ir::Program& program, const ir::Derivation& derivation,
                                 const ShowOptions& options)
    : program_(program),
      derivation_(options.layout == DerivativeLayout::jacobian
                      ? in_numerator_layout(program, derivation)
                      : derivation),
      naming_(program, &derivation_, options.style),
      expansion_(*program.graph, derivation_, naming_),
      expanded_(options.form == FormulaForm::expanded) {
  find_primals();
  add_values(options);
  add_gradients(options);
}

void FormulaSections::find_primals() {
  std::set<NodeId> named;
  for (const ir::Cotangent& cotangent : derivation_.cotangents) {
    const bool is_leaf = program_.graph->operands(cotangent.primal).empty();
    const bool is_name = !is_leaf && is_named(cotangent.primal, Sweep::forward);
    if (is_name && named.insert(cotangent.value).second) {
      primals_.insert_or_assign(cotangent.value, cotangent.primal);
    } else {
      primals_.emplace(cotangent.value, cotangent.primal);
    }
  }
}

NodeId FormulaSections::primal_of(NodeId cotangent) const {
  const auto found = primals_.find(cotangent);
  return found == primals_.end() ? NodeId{} : found->second;
}

bool FormulaSections::is_named(NodeId node, Sweep from) const {
  if (naming_.of(node, from) == nullptr) return false;
  return !expanded_ || !expansion_.is_written_out(node);
}

void FormulaSections::add_values(const ShowOptions& options) {
  const Layout forward_layout(program_, naming_, Sweep::forward);
  Layout reverse_layout(program_, naming_, Sweep::reverse);
  if (options.omits_arguments) reverse_layout.omit_arguments();
  if (options.underbraces) reverse_layout.add_underbraces();
  for (const NamedNode& line : naming_.lines()) {
    if (expanded_ && expansion_.is_written_out(line.node)) continue;
    const ir::Name* known = naming_.of(line.node, line.sweep);
    const bool is_forward = line.sweep == Sweep::forward;
    const Layout& layout = is_forward ? forward_layout : reverse_layout;
    const bool is_alias = known != nullptr && !(*known == line.name);
    Box right = is_alias                   ? layout.reference(line.node)
                : expanded_ && !is_forward ? layout.chain(line.node, expansion_, options.layout)
                                           : layout.definition(line.node);
    auto& section = is_forward ? forward_ : reverse_;
    section.push_back(
        {line.name, std::nullopt, std::move(right), options.layout, line.node, is_alias});
  }
}

void FormulaSections::add_gradients(const ShowOptions& options) {
  Layout layout(program_, naming_, Sweep::reverse);
  if (options.omits_arguments) layout.omit_arguments();
  if (options.underbraces) layout.add_underbraces();
  for (const ir::Gradient& gradient : derivation_.gradients) {
    const auto& by = std::get<ir::Symbol>((*program_.graph)[gradient.by].attribute);
    const ir::Name& name = program_.declarations[by.declaration].name;
    Box right = expanded_ ? layout.chain(gradient.value, expansion_, options.layout)
                          : layout.reference(gradient.value);
    gradients_.push_back({name, program_.loss->name, std::move(right), options.layout,
                          gradient.value, is_named(gradient.value, Sweep::reverse)});
  }
}

std::vector<std::pair<NodeId, std::string>> projection_notes(const ir::Program& program,
                                                             const ir::Derivation& derivation,
                                                             FormulaStyle style) {
  const TextRenderer text(style);
  std::vector<std::pair<NodeId, std::string>> notes;
  for (const ir::Gradient& gradient : derivation.gradients) {
    const auto& by = std::get<ir::Symbol>((*program.graph)[gradient.by].attribute);
    const ir::Declaration& declaration = program.declarations[by.declaration];
    const ir::Properties& known = declaration.properties;
    if (declaration.role != ir::Role::param) continue;
    if (!known.diagonal && !known.symmetric && !known.spd) continue;
    notes.emplace_back(
        gradient.by,
        fmt::format("{} is {}: the projection of its gradient onto these matrices",
                    text.name(declaration.name), known.diagonal ? "diagonal" : "symmetric"));
  }
  return notes;
}

std::vector<std::string> one_sample_note(const ir::Program& program, ir::Reduction reduction) {
  const char* reduced = reduction == ir::Reduction::mean ? "means" : "sums";
  return {fmt::format("The formulas of one sample; over M samples {} and its "
                      "gradients are the {} of these",
                      program.loss->name.plain(), reduced),
          "(terms that no sample enters count once)."};
}

}  // namespace nngen::codegen
