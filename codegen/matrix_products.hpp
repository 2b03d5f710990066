#pragma once
// The matrix products of planned code: what the speed of the rest is measured by.

#include <cstdint>
#include <vector>

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// count products of a rows × depth by a depth × cols matrix.
struct MatrixProduct {
  std::int64_t rows = 1;
  std::int64_t depth = 1;
  std::int64_t cols = 1;
  std::int64_t count = 1;

  friend bool operator==(const MatrixProduct&, const MatrixProduct&) = default;
};

/// Those of a call with that many samples, equal shapes once. A product of two vectors that gives a
/// number, and one with a number, are none.
std::vector<MatrixProduct> matrix_products(const ir::KernelProgram& kernels, std::int64_t samples);

}  // namespace nngen::codegen
