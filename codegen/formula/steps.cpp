#include "codegen/formula/steps.hpp"

#include "codegen/formula/naming.hpp"
#include "codegen/formula/step_writer.hpp"

namespace nngen::codegen {

BatchedGradients batched_gradients(const BatchColumns& columns, ir::Reduction reduction,
                                   FormulaStyle style) {
  const Naming naming(columns.program, &columns.derivation, style);
  const Layout layout(columns.program, naming, Sweep::reverse);
  BatchedGradients result{reduction, {}};
  for (const ir::Gradient& gradient : columns.derivation.gradients) {
    result.formulas.push_back(layout.reference(gradient.value));
  }
  return result;
}

std::vector<DerivationStep> derivation_steps(const ir::Program& program,
                                             const ir::Derivation& derivation, const Naming& naming,
                                             FormulaStyle style, const BatchedGradients& batch) {
  StepWriter writer(program, naming, style);
  writer.add_sweep(derivation.steps.sweep, {.kind = BoxKind::name, .name = program.loss->name});
  writer.add_rewrites(derivation.steps.simplifications);
  writer.add_rewrites(derivation.steps.projections);
  for (std::size_t i = 0; i < batch.formulas.size(); ++i) {
    writer.add_batch(derivation.gradients[i], batch.reduction, batch.formulas[i]);
  }
  return writer.take();
}

std::string show_steps(const ir::Program& program, const ir::Derivation& derivation,
                       FormulaStyle style, const BatchedGradients& batch) {
  Naming naming(program, &derivation, style);
  naming.name_steps();
  std::size_t number = 0;
  return "# Steps, from the loss back:\n" +
         numbered(derivation_steps(program, derivation, naming, style, batch), style, number);
}

}  // namespace nngen::codegen
