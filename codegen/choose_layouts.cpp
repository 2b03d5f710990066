#include "codegen/choose_layouts.hpp"

namespace nngen::codegen {
namespace {

// Registers differ from machine to machine; the layout does not.
constexpr std::int64_t few_rows = 12;
constexpr std::int64_t many_samples = 16;

}  // namespace

void choose_layouts(ir::KernelProgram& program, const LoweringTarget& target) {
  if (target.batch.kind != Batch::Kind::fixed || target.batch.samples < many_samples) return;
  for (ir::Buffer& buffer : program.buffers) {
    const bool is_short = buffer.rows > 1 && buffer.rows <= few_rows && buffer.cols == 1;
    if (buffer.role == ir::BufferRole::workspace && buffer.per_sample && is_short) {
      buffer.layout = ir::Layout::by_row;
    }
  }
}

}  // namespace nngen::codegen
