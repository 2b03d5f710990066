#pragma once
// What the passes over kernels know of the code to be: its scalar type and how many samples a call has.

#include <cstdint>

#include "codegen/emit_header.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

struct LoweringTarget {
  ScalarType scalar = ScalarType::float32;
  Batch batch;
  Gemm gemm = Gemm::automatic;
  Optimizer optimizer = Optimizer::none;

  bool has_library() const { return gemm == Gemm::eigen || gemm == Gemm::blas; }
  bool is_batched() const { return batch.kind != Batch::Kind::none; }
  /// Of a call; where that is open, a usual number.
  std::int64_t samples() const {
    constexpr std::int64_t usual = 64;
    return batch.kind == Batch::Kind::dynamic ? usual : batch.samples;
  }
  std::int64_t value(const ir::Count& count) const {
    return count.times_samples ? count.factor * samples() : count.factor;
  }
  /// Of the widest registers: what costs are counted for. Code runs with any width.
  std::int64_t lanes() const { return scalar == ScalarType::float32 ? 16 : 8; }
};

}  // namespace nngen::codegen
