#pragma once
// The passes from the kernels that lowering makes to those that are emitted, in order.

#include <span>
#include <string_view>

#include "codegen/buffer_plan.hpp"
#include "codegen/lower.hpp"
#include "codegen/lowering_target.hpp"
#include "codegen/roll_loops.hpp"

namespace nngen::codegen {

struct LoweringPass {
  std::string_view name;
  void (*run)(ir::KernelProgram&, const LoweringTarget&);
};

/// fuse_elementwise · fuse_sample_sums · fuse_updates · schedule · merge_reductions · fold_samples · split_sums ·
/// choose_layouts · choose_libraries · choose_lanes · pair_updates · fill_registers; each keeps the meaning of the kernels.
std::span<const LoweringPass> lowering_passes();

/// A function ready to be emitted.
struct PlannedFunction {
  LoweredFunction lowered;
  RolledLoops rolled;
  BufferPlan plan;
};

/// Lowers, runs all passes, rolls what repeats into loops, plans the buffers and verifies the
/// result.
PlannedFunction plan_function(const ir::Program& program, const std::vector<Wanted>& wanted,
                              const LoweringTarget& target);

}  // namespace nngen::codegen
