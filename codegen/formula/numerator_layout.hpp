#pragma once
// A derivation in numerator layout (ML): every cotangent is a row, ∂R/∂W of an m×n matrix is n×m.

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

/// The derivation with all its cotangents and gradients transposed. Transposes stand at forward
/// values alone: δs = (Vᵀ·δt) ∘ σ'(s) becomes the row δt·V·diag(σ'(s)), δs·xᵀ becomes x·δs.
ir::Derivation in_numerator_layout(ir::Program& program, const ir::Derivation& derivation);

}  // namespace nngen::codegen
