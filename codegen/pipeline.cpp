#include "codegen/pipeline.hpp"

#include <array>

#include <fmt/format.h>

#include "codegen/choose_lanes.hpp"
#include "codegen/choose_layouts.hpp"
#include "codegen/choose_libraries.hpp"
#include "codegen/fill_registers.hpp"
#include "codegen/fold_samples.hpp"
#include "codegen/fuse.hpp"
#include "codegen/merge_reductions.hpp"
#include "codegen/pair_updates.hpp"
#include "codegen/schedule.hpp"
#include "codegen/split_sums.hpp"
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
      LoweringPass{"fuse_updates",
                   anywhere<fuse_elementwise>},  // into the contractions of the last pass
      LoweringPass{"schedule", anywhere<schedule>},
      LoweringPass{"merge_reductions", anywhere<merge_reductions>},
      LoweringPass{"fold_samples", anywhere<fold_samples>},
      LoweringPass{"split_sums", anywhere<split_sums>},
      LoweringPass{"choose_layouts", choose_layouts},
      LoweringPass{"choose_libraries", choose_libraries},
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

// By declaration, the place of a parameter in the flat array; −1 for others.
std::vector<std::int64_t> flat_offsets(const ir::Program& program) {
  std::vector<std::int64_t> offsets;
  std::int64_t next = 0;
  for (const ir::Declaration& declaration : program.declarations) {
    const bool is_param = declaration.role == ir::Role::param;
    offsets.push_back(is_param ? next : -1);
    if (is_param) next += declaration.shape.size().value();
  }
  return offsets;
}

}  // namespace

PlannedFunction plan_function(const ir::Program& program, const std::vector<Wanted>& wanted,
                              const LoweringTarget& target) {
  PlannedFunction function{lower(program, wanted, target.is_batched(), target.optimizer), {}, {}};
  ir::KernelProgram& kernels = function.lowered.kernels;
  verified("lower", kernels);
  for (const LoweringPass& pass : lowering_passes()) {
    pass.run(kernels, target);
    verified(pass.name, kernels);
  }
  function.rolled = roll_loops(kernels, flat_offsets(program));
  function.plan = plan_buffers(kernels, function.rolled);
  return function;
}

}  // namespace nngen::codegen
