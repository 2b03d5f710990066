#include "codegen/memory_places.hpp"

#include <fmt/format.h>

#include "codegen/name_buffers.hpp"
#include "codegen/optimizers.hpp"
#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::BufferRole;

const Buffer& buffer_of(const FunctionPlan& function, BufferId id) {
  return function.code.lowered.kernels[id];
}

std::int64_t offset_of(const HeaderPlan& plan, const FunctionPlan& function, BufferId id) {
  const ParameterSlot* slot = slot_of(plan, buffer_of(function, id));
  return slot != nullptr ? slot->offset : function.code.plan.offset[id.value];
}

MovingPlace moving_place(const HeaderPlan& plan, const FunctionPlan& function,
                         const LoopBuffer& moving) {
  const std::int64_t first = offset_of(plan, function, moving.first);
  const RolledLoops& rolled = function.code.rolled;
  const Member member = rolled.member(moving.first);
  if (member.is_valid()) {
    const Sequence& sequence = rolled.sequences[member.sequence];
    const std::int64_t size = memory_of(buffer_of(function, moving.first));
    const std::int64_t step = rolled.member(moving.second).place - member.place;
    const bool is_ring = sequence.ring < static_cast<std::int64_t>(sequence.members.size());
    const std::int64_t start = first - member.place % sequence.ring * size;
    if (is_ring) return {start, size, member.place, step, sequence.ring};
  }
  return {first, offset_of(plan, function, moving.second) - first, 0, 1, 0};
}

}  // namespace

std::string_view array_of(const HeaderPlan& plan, const Buffer& buffer) {
  switch (buffer.role) {
    case BufferRole::parameter: return "parameters";
    case BufferRole::gradient: return "gradients";
    case BufferRole::state: return optimizer_rule(plan.options.optimizer).states[buffer.state];
    default: return "workspace";
  }
}

std::string place_of(const HeaderPlan& plan, const FunctionPlan& function, BufferId id) {
  const LoopBuffer resting{id, id, id};
  return place_in_loop(plan, function, resting, {}, {});
}

std::string place_in_loop(const HeaderPlan& plan, const FunctionPlan& function,
                          const LoopBuffer& moving, const Loop& loop, const std::string& counter) {
  const Buffer& buffer = buffer_of(function, moving.first);
  const MovingPlace place = moving.moves()
                                ? moving_place(plan, function, moving)
                                : MovingPlace{offset_of(plan, function, moving.first), 0, 0, 0, 0};
  const auto last = static_cast<std::int64_t>(loop.count) - 1;
  NNGEN_CHECK(place.at(last) == offset_of(plan, function, moving.last));
  const std::string_view array = array_of(plan, buffer);
  if (!buffer.per_sample) return fmt::format("{} + {}", array, place.code(counter, 1, 0));
  const std::int64_t shared = function.code.plan.shared_size;
  if (!plan.is_dynamic()) {
    const std::int64_t padded = round_up(plan.options.batch.samples, BufferPlan::alignment);
    return fmt::format("{} + {}", array, place.code(counter, padded, shared));
  }
  std::string scalars = place.code(counter, 1, 0);
  if (moving.moves()) scalars = "(" + scalars + ")";
  return fmt::format("{} + {} + {} * padded", array, shared, scalars);
}

}  // namespace nngen::codegen
