#include "codegen/pipeline.hpp"

#include <array>

#include <fmt/format.h>

#include "codegen/choose_lanes.hpp"
#include "codegen/choose_layouts.hpp"
#include "codegen/fill_registers.hpp"
#include "codegen/fold_samples.hpp"
#include "codegen/fuse.hpp"
#include "codegen/merge_reductions.hpp"
#include "codegen/pair_updates.hpp"
#include "codegen/schedule.hpp"
#include "codegen/verify_kernels.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {

namespace {

// A pass that needs to know nothing of the target.
template <void (*Pass)(ir::KernelProgram&)>
void anywhere(ir::KernelProgram& program, const LoweringTarget&) {
  Pass(program);
}

}  // namespace

std::span<const LoweringPass> lowering_passes() {
  static constexpr std::array passes{
      LoweringPass{"fuse_elementwise", anywhere<fuse_elementwise>},
      LoweringPass{"fuse_sample_sums", anywhere<fuse_sample_sums>},
      LoweringPass{"fuse_updates", anywhere<fuse_elementwise>},  // into the contractions of the last pass
      LoweringPass{"schedule", anywhere<schedule>},
      LoweringPass{"merge_reductions", anywhere<merge_reductions>},
      LoweringPass{"fold_samples", anywhere<fold_samples>},
      LoweringPass{"choose_layouts", choose_layouts},
      LoweringPass{"choose_lanes", choose_lanes},
      LoweringPass{"pair_updates", pair_updates},
      LoweringPass{"fill_registers", anywhere<fill_registers>},
  };
  return passes;
}

namespace {

// What breaks an invariant is named: the pass before.
void verified(std::string_view pass, const ir::KernelProgram& kernels) {
  try {
    verify_kernels(kernels);
  } catch (const ir::InternalError& error) {
    throw ir::InternalError(fmt::format("after {}: {}", pass, error.what()));
  }
}

}  // namespace

PlannedFunction plan_function(const ir::Program& program, const std::vector<Wanted>& wanted,
                              const LoweringTarget& target) {
  PlannedFunction function{lower(program, wanted, target.is_batched()), {}};
  ir::KernelProgram& kernels = function.lowered.kernels;
  verified("lower", kernels);
  for (const LoweringPass& pass : lowering_passes()) {
    pass.run(kernels, target);
    verified(pass.name, kernels);
  }
  function.plan = plan_buffers(function.lowered.kernels);
  return function;
}

}  // namespace nngen::codegen
