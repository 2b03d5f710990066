#include "codegen/formula/node_texts.hpp"

#include <map>

#include "codegen/formula/batch_columns.hpp"
#include "codegen/formula/layout.hpp"
#include "codegen/formula/naming.hpp"
#include "codegen/formula/text.hpp"

namespace nngen::codegen {
namespace {

const ir::Name& name_of(const ir::Program& program, ir::NodeId variable) {
  const auto symbol = std::get<ir::Symbol>((*program.graph)[variable].attribute);
  return program.declarations[symbol.declaration].name;
}

std::vector<NodeText> texts_of_one_sample(const ir::Program& program,
                                          const ir::Derivation& derivation) {
  const Naming naming(program, &derivation);
  const TextRenderer text(FormulaStyle::unicode);
  std::vector<NodeText> result;
  for (const NamedNode& line : naming.lines()) {
    const Layout layout(program, naming, line.sweep);
    result.push_back({line.node, line.name.plain(),
                      text.name(line.name) + " = " + text.render(layout.definition(line.node))});
  }
  const Layout layout(program, naming, Sweep::reverse);
  for (const ir::Gradient& gradient : derivation.gradients) {
    const std::string left =
        text.gradient(program.loss->name, name_of(program, gradient.by));
    result.push_back(
        {gradient.value, {}, left + " = " + text.render(layout.reference(gradient.value))});
  }
  return result;
}

}  // namespace

std::string expression_text(const ir::Program& program, ir::NodeId node) {
  const Naming naming(program, nullptr);
  return TextRenderer(FormulaStyle::unicode)
      .render(Layout(program, naming, Sweep::reverse).reference(node));
}

std::vector<NodeText> node_texts(const ir::Program& program, const ir::Derivation& derivation) {
  std::vector<NodeText> result = texts_of_one_sample(program, derivation);
  if (!derivation.loss || derivation.reduction == ir::Reduction::none) return result;
  const auto columns = batch_columns(program, derivation);
  if (!columns) return result;
  std::map<ir::NodeId, std::string> of_batch;
  for (NodeText& text : texts_of_one_sample(columns->program, columns->derivation)) {
    of_batch.emplace(text.node, std::move(text.line));
  }
  for (NodeText& text : result) {
    const auto found = of_batch.find(columns->image[text.node.value]);
    if (found != of_batch.end()) text.line = found->second;
  }
  return result;
}

}  // namespace nngen::codegen
