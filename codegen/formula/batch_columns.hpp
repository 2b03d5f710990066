#pragma once
// A derivation over a batch as formulas of matrices whose columns are the samples, MA (51)–(56).

#include <optional>
#include <vector>

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

struct BatchColumns {
  ir::Program program;
  ir::Derivation derivation;
  /// For each node of the program of one sample its counterpart, where it has one.
  std::vector<ir::NodeId> image;
};

/// Every value of one sample, an n-vector, becomes an n×M matrix; its name is written in capitals where
/// that is free (x → X). Products over the samples become matrix products: Σₛ δₛ·xₛᵀ is Δ·Xᵀ. Nothing where
/// a sample has a matrix (attention): then the formulas of one sample are the readable ones.
std::optional<BatchColumns> batch_columns(const ir::Program& program,
                                          const ir::Derivation& derivation);

}  // namespace nngen::codegen
