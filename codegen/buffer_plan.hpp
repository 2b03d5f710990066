#pragma once
// Where in the workspace each buffer lives.

#include <cstdint>
#include <vector>

#include "codegen/roll_loops.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// A workspace begins with the buffers that all samples share and goes on with those that have one value a
/// sample. Offsets count scalars; behind `shared_size` they count scalars a sample and are multiplied by
/// the number of samples, rounded up to `alignment`, so that every buffer is aligned.
struct BufferPlan {
  static constexpr std::int64_t alignment = 16;  // scalars: 64 bytes of floats

  std::vector<std::int64_t> offset;  // by buffer; −1 where the memory is the caller's
  std::int64_t shared_size = 0;
  std::int64_t sample_size = 0;

  /// Scalars for that many samples.
  std::int64_t size(std::int64_t samples) const;
};

/// Buffers share memory where their live ranges do not meet; a result that is computed entry by
/// entry from a buffer that is needed no longer takes its place. A sequence that a loop walks
/// through lies in one piece. Statements are final.
BufferPlan plan_buffers(const ir::KernelProgram& program, const RolledLoops& rolled = {});

/// The scalars that a buffer of the workspace takes (for each sample, where it has one value a
/// sample).
std::int64_t memory_of(const ir::Buffer& buffer);

std::int64_t round_up(std::int64_t count, std::int64_t multiple);

}  // namespace nngen::codegen
