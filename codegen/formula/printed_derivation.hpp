#pragma once
// What `show` prints of a derivation: the formulas of a call without a batch, of a batch of
// vectors, or of one sample, in the layout that is asked for.

#include <optional>

#include "codegen/formula/batch_columns.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::codegen {

struct PrintedDerivation {
  /// Over a batch of vectors: the program and the derivation whose nodes are printed, in gradient
  /// layout.
  std::optional<BatchColumns> columns;
  /// Where a sample of a batch has a matrix: the derivation of one sample, in gradient layout.
  std::optional<ir::Derivation> of_one_sample;
  /// Laid out: its nodes are the ones that are printed.
  ir::Derivation derivation;

  /// The program and the derivation in gradient layout, where `given` was to be printed.
  ir::Program& program(ir::Program& given) { return columns ? columns->program : given; }
  const ir::Derivation& in_gradient_layout(const ir::Derivation& given) const {
    if (columns) return columns->derivation;
    return of_one_sample ? *of_one_sample : given;
  }
};

PrintedDerivation printed_derivation(ir::Program& program, const ir::Derivation& derivation,
                                     DerivativeLayout layout);

/// The same gradients of one sample's loss.
ir::Derivation derivation_of_one_sample(ir::Program& program, const ir::Derivation& derivation);

}  // namespace nngen::codegen
