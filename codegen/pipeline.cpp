#include "codegen/pipeline.hpp"

#include <array>

#include <fmt/format.h>

#include "codegen/fold_samples.hpp"
#include "codegen/fuse.hpp"
#include "codegen/merge_reductions.hpp"
#include "codegen/schedule.hpp"
#include "codegen/verify_kernels.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {

std::span<const LoweringPass> lowering_passes() {
  static constexpr std::array passes{
      LoweringPass{"fuse_elementwise", fuse_elementwise},
      LoweringPass{"fuse_sample_sums", fuse_sample_sums},
      LoweringPass{"fuse_updates", fuse_elementwise},  // into the contractions made by the last pass
      LoweringPass{"schedule", schedule},
      LoweringPass{"merge_reductions", merge_reductions},
      LoweringPass{"fold_samples", fold_samples},
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
                              bool batched) {
  PlannedFunction function{lower(program, wanted, batched), {}};
  ir::KernelProgram& kernels = function.lowered.kernels;
  verified("lower", kernels);
  for (const LoweringPass& pass : lowering_passes()) {
    pass.run(kernels);
    verified(pass.name, kernels);
  }
  function.plan = plan_buffers(function.lowered.kernels);
  return function;
}

}  // namespace nngen::codegen
