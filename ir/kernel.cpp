#include "ir/kernel.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "ir/check.hpp"

namespace nngen::ir {
namespace {

// Each buffer once, in the order of the first use. A sum may have as many operands as a program has values.
class BufferList {
 public:
  void add(BufferId id) {
    constexpr std::size_t few = 16;
    if (list_.size() < few) {
      if (std::find(list_.begin(), list_.end(), id) == list_.end()) list_.push_back(id);
      return;
    }
    if (known_.empty()) {
      for (const BufferId known : list_) known_.insert(known.value);
    }
    if (known_.insert(id.value).second) list_.push_back(id);
  }
  std::vector<BufferId> take() && { return std::move(list_); }

 private:
  std::vector<BufferId> list_;
  std::unordered_set<std::uint32_t> known_;
};

template <class KernelRef>
auto collect_bodies(KernelRef& kernel) {
  using BodyPointer = std::conditional_t<std::is_const_v<KernelRef>, const Body*, Body*>;
  std::vector<BodyPointer> bodies;
  if (auto* map = std::get_if<Map>(&kernel)) bodies.push_back(&map->body);
  if (auto* contract = std::get_if<Contract>(&kernel)) bodies.push_back(&contract->epilogue);
  if (auto* rows = std::get_if<Rows>(&kernel)) {
    for (auto& phase : rows->phases) {
      bodies.push_back(&phase.body);
      bodies.push_back(&phase.after);
    }
    bodies.push_back(&rows->finish);
  }
  return bodies;
}

}  // namespace

View whole(BufferId id, const Buffer& buffer) {
  const Place slot_step = buffer.per_sample ? Place{0, buffer.cols} : Place{0, 0};
  return {id, {0, 0}, slot_step, {1, 0}, {0, 1}};
}

int operand_count(Prim op) {
  switch (op) {
    case Prim::load:
    case Prim::result:
    case Prim::constant:
    case Prim::argument:
      return 0;
    case Prim::add:
    case Prim::sub:
    case Prim::mul:
    case Prim::div:
    case Prim::min:
    case Prim::max:
    case Prim::less:
    case Prim::atan2:
    case Prim::pow:
      return 2;
    case Prim::select:
      return 3;
    default:
      return 1;
  }
}

BufferId KernelProgram::add_buffer(const Buffer& buffer) {
  buffers.push_back(buffer);
  return {static_cast<std::uint32_t>(buffers.size() - 1)};
}

std::vector<Body*> bodies_of(Kernel& kernel) { return collect_bodies(kernel); }
std::vector<const Body*> bodies_of(const Kernel& kernel) { return collect_bodies(kernel); }

std::vector<View>& views_of(Kernel& kernel) {
  return std::visit([](auto& k) -> std::vector<View>& { return k.views; }, kernel);
}
const std::vector<View>& views_of(const Kernel& kernel) {
  return std::visit([](const auto& k) -> const std::vector<View>& { return k.views; }, kernel);
}
const Extent& extent_of(const Kernel& kernel) {
  return std::visit([](const auto& k) -> const Extent& { return k.over; }, kernel);
}

Extent result_extent(const Kernel& kernel) {
  Extent extent = extent_of(kernel);
  if (const auto* contract = std::get_if<Contract>(&kernel)) {
    if (contract->sum_slots) extent.slots = {};
  }
  if (const auto* rows = std::get_if<Rows>(&kernel)) {
    if (rows->along_slots) extent.slots = {};
    if (rows->along_rows) extent.rows = {};
    if (rows->along_cols) extent.cols = {};
  }
  return extent;
}

bool is_in_flat_array(BufferRole role) {
  return role == BufferRole::parameter || role == BufferRole::gradient || role == BufferRole::state;
}

Access access_of(const Kernel& kernel) {
  BufferList reads;
  BufferList writes;
  if (const auto* dense = std::get_if<Dense>(&kernel)) {
    for (const View& view : dense->views) reads.add(view.buffer);
    std::vector<BufferId> operands = std::move(reads).take();
    const BufferId result = operands.back();
    operands.pop_back();
    return {std::move(operands), {result}};
  }
  const auto* contract = std::get_if<Contract>(&kernel);
  if (contract != nullptr) {
    reads.add(contract->a.buffer);
    reads.add(contract->b.buffer);
  }
  if (contract != nullptr) {
    for (const BufferId id : {contract->packed_a, contract->packed_b, contract->waiting}) {
      if (id.is_valid()) writes.add(id);
    }
  }
  const std::vector<View>& views = views_of(kernel);
  for (const Body* body : bodies_of(kernel)) {
    for (const Step& step : *body) {
      if (step.op == Prim::load) reads.add(views[step.index].buffer);
      if (step.op == Prim::store) writes.add(views[step.index].buffer);
    }
  }
  return {std::move(reads).take(), std::move(writes).take()};
}

}  // namespace nngen::ir
