#include "codegen/formula/printed_derivation.hpp"

#include "codegen/formula/numerator_layout.hpp"
#include "ir/calculus/passes.hpp"

namespace nngen::codegen {
namespace {

ir::Derivation laid_out(ir::Program& program, const ir::Derivation& derivation,
                        DerivativeLayout layout) {
  return layout == DerivativeLayout::jacobian ? in_numerator_layout(program, derivation)
                                              : derivation;
}

}  // namespace

ir::Derivation derivation_of_one_sample(ir::Program& program, const ir::Derivation& derivation) {
  std::vector<ir::NodeId> by;
  for (const ir::Gradient& gradient : derivation.gradients) by.push_back(gradient.by);
  ir::Diagnostics reported_before;
  return ir::derive_for_reading(program, by, ir::Reduction::none, reported_before);
}

PrintedDerivation printed_derivation(ir::Program& program, const ir::Derivation& derivation,
                                     DerivativeLayout layout) {
  PrintedDerivation result;
  if (!derivation.loss || derivation.reduction == ir::Reduction::none) {
    result.derivation = laid_out(program, derivation, layout);
    return result;
  }
  result.columns = batch_columns(program, derivation);
  if (result.columns) {
    result.derivation = laid_out(result.columns->program, result.columns->derivation, layout);
  } else {
    result.of_one_sample = derivation_of_one_sample(program, derivation);
    result.derivation = laid_out(program, *result.of_one_sample, layout);
  }
  return result;
}

}  // namespace nngen::codegen
