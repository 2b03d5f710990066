#include "codegen/kernel_key.hpp"

#include <cstring>
#include <type_traits>
#include <unordered_map>

namespace nngen::codegen {
namespace {

using ir::Body;
using ir::BufferId;
using ir::Count;
using ir::Extent;
using ir::Place;
using ir::View;

class KeyWriter {
 public:
  KeyWriter(const ir::KernelProgram& program, const std::vector<bool>& is_fixed)
      : program_(program), is_fixed_(is_fixed) {}

  std::string run(const ir::Kernel& kernel) {
    add(kernel.index());
    std::visit([&](const auto& k) { add_kernel(k); }, kernel);
    return std::move(key_);
  }

 private:
  template <class Number>
  void add(Number value) {
    static_assert(std::is_arithmetic_v<Number> || std::is_enum_v<Number>);
    char bytes[sizeof(Number)];
    std::memcpy(bytes, &value, sizeof(Number));
    key_.append(bytes, sizeof(Number));
  }
  void add(const Count& count) {
    add(count.factor);
    add(count.times_samples);
  }
  void add(const Extent& extent) {
    add(extent.slots);
    add(extent.rows);
    add(extent.cols);
  }
  void add(Place place) {
    add(place.row);
    add(place.col);
  }

  // A number for each buffer of the kernel; where it is new, what it is.
  void add(BufferId id) {
    if (!id.is_valid()) return add(id.value);
    const auto [found, is_new] = numbers_.try_emplace(id.value, numbers_.size());
    add(found->second);
    if (!is_new) return;
    const ir::Buffer& buffer = program_[id];
    add(buffer.role);
    add(buffer.state);
    add(buffer.rows);
    add(buffer.cols);
    add(buffer.per_sample);
    add(buffer.layout);
    add(buffer.fills_registers);
    add(is_fixed_[id.value] ? id.value : BufferId::no_buffer);
  }

  void add(const View& view) {
    add(view.buffer);
    add(view.start);
    add(view.slot_step);
    add(view.row_step);
    add(view.col_step);
  }
  void add(const std::vector<View>& views) {
    add(views.size());
    for (const View& view : views) add(view);
  }
  void add(const Body& body) {
    add(body.size());
    for (const ir::Step& step : body) {
      add(step.op);
      add(step.a);
      add(step.b);
      add(step.c);
      add(step.index);
      add(step.value);
    }
  }

  void add_kernel(const ir::Map& map) {
    add(map.over);
    add(map.views);
    add(map.body);
    add(map.lanes);
  }
  void add_kernel(const ir::Contract& contract) {
    add(contract.over);
    add(contract.k);
    add(contract.a);
    add(contract.b);
    add(contract.sum_slots);
    add(contract.views);
    add(contract.epilogue);
    add(contract.lanes);
    add(contract.packed_a);
    add(contract.packed_b);
    add(contract.waiting);
    add(contract.turned);
    add(contract.by_library);
  }
  void add_kernel(const ir::Rows& rows) {
    add(rows.over);
    for (const bool along : {rows.along_slots, rows.along_rows, rows.along_cols}) add(along);
    add(rows.views);
    add(rows.phases.size());
    for (const ir::Phase& phase : rows.phases) {
      add(phase.body);
      add(phase.combine);
      add(phase.after);
    }
    add(rows.finish);
    add(rows.lanes);
  }
  void add_kernel(const ir::Dense& dense) {
    add(dense.routine);
    add(dense.over);
    add(dense.views);
    for (const ir::Dense::Size& size : dense.sizes) {
      add(size.rows);
      add(size.cols);
    }
  }

  const ir::KernelProgram& program_;
  const std::vector<bool>& is_fixed_;
  std::unordered_map<std::uint32_t, std::size_t> numbers_;
  std::string key_;
};

}  // namespace

std::vector<BufferId> buffers_in_order(const ir::Kernel& kernel) {
  std::vector<BufferId> buffers;
  if (const auto* contract = std::get_if<ir::Contract>(&kernel)) {
    for (const BufferId id : {contract->a.buffer, contract->b.buffer, contract->packed_a,
                              contract->packed_b, contract->waiting}) {
      if (id.is_valid()) buffers.push_back(id);
    }
  }
  for (const View& view : views_of(kernel)) buffers.push_back(view.buffer);
  return buffers;
}

std::string kernel_key(const ir::KernelProgram& program, const ir::Kernel& kernel,
                       const std::vector<bool>& is_fixed) {
  return KeyWriter(program, is_fixed).run(kernel);
}

}  // namespace nngen::codegen
