#include "codegen/buffer_plan.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

using ir::Buffer;
using ir::BufferId;
using ir::Kernel;
using ir::KernelProgram;
using ir::Prim;
using ir::View;

// Memory that grows at its end and takes the smallest gap that fits.
class Pool {
 public:
  std::int64_t allocate(std::int64_t size) {
    const auto best = by_size_.lower_bound({size, 0});
    if (best == by_size_.end()) return grow(size);
    const auto [length, offset] = *best;
    erase(gaps_.find(offset));
    if (length > size) insert(offset + size, length - size);
    return offset;
  }

  void release(std::int64_t offset, std::int64_t size) {
    const auto next = gaps_.lower_bound(offset);
    NNGEN_CHECK(next == gaps_.end() || next->first >= offset + size);
    std::int64_t start = offset;
    std::int64_t end = offset + size;
    if (next != gaps_.begin()) {
      const auto before = std::prev(next);
      if (before->first + before->second == start) {
        start = before->first;
        erase(before);
      }
    }
    if (next != gaps_.end() && next->first == end) {
      end += next->second;
      erase(next);
    }
    insert(start, end - start);
  }

  std::int64_t size() const { return size_; }

 private:
  // A gap at the end is lengthened.
  std::int64_t grow(std::int64_t size) {
    std::int64_t offset = size_;
    if (!gaps_.empty()) {
      const auto last = std::prev(gaps_.end());
      if (last->first + last->second == size_) {
        offset = last->first;
        erase(last);
      }
    }
    size_ = offset + size;
    return offset;
  }

  using Gaps = std::map<std::int64_t, std::int64_t>;
  void insert(std::int64_t offset, std::int64_t size) {
    gaps_.emplace(offset, size);
    by_size_.emplace(size, offset);
  }
  void erase(Gaps::iterator gap) {
    by_size_.erase({gap->second, gap->first});
    gaps_.erase(gap);
  }

  Gaps gaps_;  // offset → size
  std::set<std::pair<std::int64_t, std::int64_t>> by_size_;
  std::int64_t size_ = 0;
};

// How a kernel stores its only result, or nothing where it has more than one.
struct OnlyResult {
  View view;
  std::size_t body = 0;  // where it is stored first
  std::size_t step = 0;
};

std::optional<OnlyResult> only_result(const Kernel& kernel) {
  std::optional<OnlyResult> result;
  const auto bodies = bodies_of(kernel);
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    for (std::size_t s = 0; s < bodies[b]->size(); ++s) {
      const ir::Step& step = (*bodies[b])[s];
      if (step.op != Prim::store) continue;
      const View& view = views_of(kernel)[step.index];
      if (!result) result = {view, b, s};
      if (!(view == result->view)) return std::nullopt;
    }
  }
  return result;
}

// Whether each entry of the buffer is read for the last time where the result's entry is stored.
bool is_read_ahead(const Kernel& kernel, const OnlyResult& result, BufferId id) {
  if (const auto* contract = std::get_if<ir::Contract>(&kernel)) {
    if (contract->a.buffer == id || contract->b.buffer == id) return false;
  }
  View same = result.view;
  same.buffer = id;
  const auto bodies = bodies_of(kernel);
  for (std::size_t b = 0; b < bodies.size(); ++b) {
    for (std::size_t s = 0; s < bodies[b]->size(); ++s) {
      const ir::Step& step = (*bodies[b])[s];
      if (step.op != Prim::load || !(views_of(kernel)[step.index].buffer == id)) continue;
      const bool ahead = b < result.body || (b == result.body && s < result.step);
      if (!ahead || !(views_of(kernel)[step.index] == same)) return false;
    }
  }
  return true;
}

class Planner {
 public:
  Planner(const KernelProgram& program, const RolledLoops& rolled)
      : program_(program),
        rolled_(rolled),
        last_(program.buffers.size()),
        sequences_(rolled.sequences.size()) {
    plan_.offset.assign(program.buffers.size(), -1);
    for (std::size_t i = 0; i < program.statements.size(); ++i) {
      const ir::Access access = access_of(program.statements[i].kernel);
      for (const BufferId id : access.reads) last_[id.value] = i;
      for (const BufferId id : access.writes) last_[id.value] = i;
    }
    for (std::uint32_t id = 0; id < last_.size(); ++id) {
      const Member member = rolled.member({id});
      if (member.is_valid())
        sequences_[member.sequence].last = std::max(sequences_[member.sequence].last, last_[id]);
    }
  }

  BufferPlan run() {
    for (std::size_t i = 0; i < program_.statements.size(); ++i) place(i);
    plan_.shared_size = shared_.size();
    plan_.sample_size = sampled_.size();
    return std::move(plan_);
  }

 private:
  bool is_ours(BufferId id) const { return program_[id].role == ir::BufferRole::workspace; }
  Pool& pool_of(BufferId id) { return program_[id].per_sample ? sampled_ : shared_; }
  std::int64_t size_of(BufferId id) const { return memory_of(program_[id]); }
  bool is_in_sequence(BufferId id) const { return rolled_.member(id).is_valid(); }

  void place(std::size_t i) {
    const Kernel& kernel = program_.statements[i].kernel;
    const ir::Access access = access_of(kernel);
    std::optional<BufferId> taken_over;
    for (const BufferId id : access.writes) {
      if (!is_ours(id) || plan_.offset[id.value] >= 0) continue;
      if (is_in_sequence(id)) {
        place_in_sequence(id);
        continue;
      }
      taken_over = reusable(i, kernel, access, id);
      plan_.offset[id.value] = taken_over ? plan_.offset[taken_over->value]
                                          : pool_of(id).allocate(size_of(id));
    }
    std::vector<BufferId> ending = access.reads;
    ending.insert(ending.end(), access.writes.begin(), access.writes.end());
    for (const BufferId id : ending) {
      if (!is_ours(id)) continue;
      if (is_in_sequence(id)) {
        release_sequence(id, i);
        continue;
      }
      if (last_[id.value] != i || released(id)) continue;
      if (taken_over != id) pool_of(id).release(plan_.offset[id.value], size_of(id));
    }
  }

  // The whole sequence is placed with its first member and released with its last one.
  void place_in_sequence(BufferId id) {
    const Member member = rolled_.member(id);
    const std::int64_t ring = rolled_.sequences[member.sequence].ring;
    PlacedSequence& placed = sequences_[member.sequence];
    if (placed.offset < 0) placed.offset = pool_of(id).allocate(ring * size_of(id));
    plan_.offset[id.value] = placed.offset + member.place % ring * size_of(id);
  }

  void release_sequence(BufferId id, std::size_t i) {
    const Member member = rolled_.member(id);
    PlacedSequence& placed = sequences_[member.sequence];
    if (placed.last != i || placed.is_released) return;
    placed.is_released = true;
    pool_of(id).release(placed.offset, rolled_.sequences[member.sequence].ring * size_of(id));
  }

  bool released(BufferId id) {
    if (released_.empty()) released_.assign(program_.buffers.size(), false);
    const bool before = released_[id.value];
    released_[id.value] = true;
    return before;
  }

  // A buffer whose place the new one can take.
  std::optional<BufferId> reusable(std::size_t i, const Kernel& kernel, const ir::Access& access,
                                   BufferId result) const {
    const auto only = only_result(kernel);
    if (!only) return std::nullopt;
    for (const BufferId id : access.reads) {
      const bool ends =
          is_ours(id) && last_[id.value] == i && !(id == result) && !is_in_sequence(id);
      if (ends && program_[id].per_sample == program_[result].per_sample &&
          // Equal walks meet equal entries where the columns are as far apart.
          program_[id].rows == program_[result].rows &&
          program_[id].layout == program_[result].layout && size_of(id) == size_of(result) &&
          is_read_ahead(kernel, *only, id)) {
        return id;
      }
    }
    return std::nullopt;
  }

  struct PlacedSequence {
    std::int64_t offset = -1;
    std::size_t last = 0;  // the statement that uses it last
    bool is_released = false;
  };

  const KernelProgram& program_;
  const RolledLoops& rolled_;
  std::vector<std::size_t> last_;
  std::vector<PlacedSequence> sequences_;
  std::vector<bool> released_;
  Pool shared_;
  Pool sampled_;
  BufferPlan plan_;
};

}  // namespace

std::int64_t round_up(std::int64_t count, std::int64_t multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

std::int64_t BufferPlan::size(std::int64_t samples) const {
  return shared_size + sample_size * round_up(samples, alignment);
}

std::int64_t memory_of(const Buffer& buffer) {
  return buffer.per_sample ? buffer.sample_size()
                           : round_up(buffer.sample_size(), BufferPlan::alignment);
}

BufferPlan plan_buffers(const KernelProgram& program, const RolledLoops& rolled) {
  return Planner(program, rolled).run();
}

}  // namespace nngen::codegen
