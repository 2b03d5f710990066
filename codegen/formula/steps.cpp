#include "codegen/formula/steps.hpp"

#include "codegen/formula/naming.hpp"
#include "codegen/formula/step_text.hpp"
#include "codegen/formula/step_writer.hpp"

namespace nngen::codegen {

std::string show_steps(const ir::Program& program, const ir::Derivation& derivation,
                       FormulaStyle style, const BatchedGradients& batch) {
  Naming naming(program, &derivation, style);
  naming.name_steps();
  StepWriter writer(program, naming, style);
  writer.add_sweep(derivation.steps.sweep, {.kind = BoxKind::name, .name = program.loss->name});
  writer.add_rewrites(derivation.steps.simplifications);
  writer.add_rewrites(derivation.steps.projections);
  for (std::size_t i = 0; i < batch.formulas.size(); ++i) {
    writer.add_batch(derivation.gradients[i], batch.reduction, batch.formulas[i]);
  }
  std::size_t number = 0;
  return "# Steps, from the loss back:\n" + numbered(writer.take(), style, number);
}

}  // namespace nngen::codegen
