#include "codegen/roll_loops.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "codegen/kernel_key.hpp"

namespace nngen::codegen {
namespace {

using ir::BufferId;
using ir::BufferRole;
using ir::KernelProgram;

// Finds what repeats: the kernels are equal but for their buffers, and these move evenly where the
// caller says where they are.
class LoopFinder {
 public:
  LoopFinder(const KernelProgram& program, const std::vector<std::int64_t>& flat_offset)
      : program_(program) {
    std::vector<bool> is_fixed;
    for (const ir::Buffer& buffer : program.buffers) {
      const bool is_flat = ir::is_in_flat_array(buffer.role);
      offset_.push_back(is_flat ? flat_offset[buffer.index] : -1);
      is_fixed.push_back(buffer.role != BufferRole::workspace && offset_.back() < 0);
    }
    std::unordered_map<std::string, std::uint32_t> classes;
    for (const ir::Statement& statement : program.statements) {
      const auto next = static_cast<std::uint32_t>(classes.size());
      pairs_.push_back(statement.with_next);
      class_.push_back(
          classes.try_emplace(kernel_key(program, statement.kernel, is_fixed), next).first->second);
      buffers_.push_back(buffers_in_order(statement.kernel));
    }
  }

  std::vector<Loop> run() const {
    std::vector<Loop> loops;
    for (std::size_t i = 0; i < class_.size();) {
      const Loop loop = longest_from(i);
      if (loop.count >= fewest_steps_of_loop) loops.push_back(loop);
      i = loop.count >= fewest_steps_of_loop ? i + loop.period * loop.count : i + 1;
    }
    return loops;
  }

 private:
  // The loop of the most statements; of equal ones the shortest.
  Loop longest_from(std::size_t first) const {
    Loop best{first, 1, 1};
    for (std::size_t period = 1; period <= longest_period && first + period <= class_.size(); ++period) {
      const std::size_t count = count_from(first, period);
      const bool is_loop = count >= fewest_steps_of_loop;
      if (is_loop && period * count > best.period * best.count) best = {first, period, count};
    }
    return best;
  }

  std::size_t count_from(std::size_t first, std::size_t period) const {
    // Pairs stay together.
    if (pairs_[first + period - 1] || (first > 0 && pairs_[first - 1])) return 1;
    std::size_t count = 1;
    while (repeats(first, period, count)) ++count;
    return count;
  }

  // Whether the statements repeat once more: each buffer becomes one other, which is as far from it
  // as the time before.
  bool repeats(std::size_t first, std::size_t period, std::size_t count) const {
    const std::size_t next = first + count * period;
    if (next + period > class_.size()) return false;
    for (std::size_t s = 0; s < period; ++s) {
      if (class_[next + s] != class_[first + s] || pairs_[next + s] != pairs_[first + s]) return false;
    }
    std::unordered_map<std::uint32_t, BufferId> becomes;
    for (std::size_t s = 0; s < period; ++s) {
      const auto& at_first = buffers_[first + s];
      for (std::size_t k = 0; k < at_first.size(); ++k) {
        const BufferId now = buffers_[next + s][k];
        if (!(becomes.try_emplace(at_first[k].value, now).first->second == now)) return false;
        const BufferId before = buffers_[next - period + s][k];
        const BufferId second = buffers_[first + period + s][k];
        if (!moves_evenly(at_first[k], second, before, now)) return false;
      }
    }
    return true;
  }

  bool moves_evenly(BufferId first, BufferId second, BufferId before, BufferId now) const {
    if (first == second) return now == before;
    if (program_[first].role == BufferRole::workspace) return !(now == before);
    return offset_[now.value] - offset_[before.value] ==
           offset_[second.value] - offset_[first.value];
  }

  const KernelProgram& program_;
  std::vector<std::int64_t> offset_;  // by buffer, in the flat array
  std::vector<std::uint32_t> class_;  // by statement
  std::vector<bool> pairs_;           // whether it runs together with the next one
  std::vector<std::vector<BufferId>> buffers_;
};

// Lines up the buffers of the workspace that loops walk through.
class Arranger {
 public:
  explicit Arranger(const KernelProgram& program) : program_(program) {
    rolled_.members.resize(program.buffers.size());
  }

  RolledLoops run(std::vector<Loop> loops) {
    // What is longer settles the places first.
    std::stable_sort(loops.begin(), loops.end(), [](const Loop& a, const Loop& b) {
      return a.period * a.count > b.period * b.count;
    });
    for (const Loop& loop : loops) {
      if (arrange(loop)) rolled_.loops.push_back(loop);
    }
    std::sort(rolled_.loops.begin(), rolled_.loops.end(),
              [](const Loop& a, const Loop& b) { return a.first < b.first; });
    number_places();
    find_rings();
    return std::move(rolled_);
  }

 private:
  bool arrange(const Loop& loop) {
    std::vector<std::vector<BufferId>> walks;
    for (std::size_t s = 0; s < loop.period; ++s) {
      const auto first = buffers_in_order(program_.statements[loop.first + s].kernel);
      for (const BufferId id : first) {
        walks.push_back({});
        if (program_[id].role == BufferRole::workspace) walks.back().push_back(id);
      }
    }
    for (std::size_t t = 1; t < loop.count; ++t) {
      auto walk = walks.begin();
      for (std::size_t s = 0; s < loop.period; ++s) {
        const std::size_t i = loop.first + t * loop.period + s;
        for (const BufferId id : buffers_in_order(program_.statements[i].kernel)) {
          if (!walk->empty()) walk->push_back(id);
          ++walk;
        }
      }
    }
    return std::all_of(walks.begin(), walks.end(), [&](const auto& walk) {
      return walk.empty() || walk[0] == walk[1] || line_up(walk);
    });
  }

  bool line_up(const std::vector<BufferId>& walk) {
    std::vector<std::size_t> placed;
    for (std::size_t t = 0; t < walk.size(); ++t) {
      if (rolled_.members[walk[t].value].is_valid()) placed.push_back(t);
    }
    if (placed.empty()) {
      occupied_.emplace_back();
      return settle(walk, static_cast<std::uint32_t>(occupied_.size() - 1), 0, 1);
    }
    const std::size_t first = placed.front();
    const std::size_t last = placed.back();
    const Member from = rolled_.members[walk[first].value];
    const Member to = rolled_.members[walk[last].value];
    if (from.sequence != to.sequence) return false;
    const auto start = [&](std::int64_t step) {
      return from.place - static_cast<std::int64_t>(first) * step;
    };
    if (first == last) {
      return settle(walk, from.sequence, start(1), 1) || settle(walk, from.sequence, start(-1), -1);
    }
    const std::int64_t step = (to.place - from.place) / static_cast<std::int64_t>(last - first);
    return step != 0 && settle(walk, from.sequence, start(step), step);
  }

  // Gives the walk these places, if they are those that it has already, or free.
  bool settle(const std::vector<BufferId>& walk, std::uint32_t sequence, std::int64_t start,
              std::int64_t step) {
    auto& occupied = occupied_[sequence];
    const auto place_of = [&](std::size_t t) {
      return start + static_cast<std::int64_t>(t) * step;
    };
    for (std::size_t t = 0; t < walk.size(); ++t) {
      const Member member = rolled_.members[walk[t].value];
      const auto there = occupied.find(place_of(t));
      const bool is_its_own =
          member.is_valid() && member.sequence == sequence && member.place == place_of(t);
      const bool is_free =
          !member.is_valid() && there == occupied.end() && (step == 1 || step == -1);
      if (!is_its_own && !is_free) return false;
    }
    for (std::size_t t = 0; t < walk.size(); ++t) {
      rolled_.members[walk[t].value] = {sequence, place_of(t)};
      occupied.emplace(place_of(t), walk[t]);
    }
    return true;
  }

  // Places count from 0.
  void number_places() {
    for (const auto& occupied : occupied_) {
      Sequence& sequence = rolled_.sequences.emplace_back();
      const std::int64_t first = occupied.empty() ? 0 : occupied.begin()->first;
      const std::int64_t end = occupied.empty() ? 0 : occupied.rbegin()->first + 1;
      sequence.members.resize(static_cast<std::size_t>(end - first));
      for (const auto& [place, id] : occupied) {
        sequence.members[static_cast<std::size_t>(place - first)] = id;
        rolled_.members[id.value].place = place - first;
      }
    }
  }

  // ---- rings

  void find_rings() {
    first_use_.assign(program_.buffers.size(), 0);
    last_use_.assign(program_.buffers.size(), 0);
    std::vector<bool> known(program_.buffers.size(), false);
    for (std::size_t i = 0; i < program_.statements.size(); ++i) {
      for (const BufferId id : buffers_in_order(program_.statements[i].kernel)) {
        if (!known[id.value]) first_use_[id.value] = i;
        known[id.value] = true;
        last_use_[id.value] = program_.statements[i].with_next ? i + 1 : i;
      }
    }
    for (Sequence& sequence : rolled_.sequences) {
      const std::size_t size = sequence.members.size();
      constexpr std::size_t longest_ring = 3;
      std::size_t ring = 1;
      while (ring <= longest_ring && !can_share(sequence, ring)) ++ring;
      sequence.ring = static_cast<std::int64_t>(ring > longest_ring ? size : std::min(ring, size));
    }
  }

  // Whether each member is needed no longer when the one that is `ring` behind it comes, in one of
  // the directions.
  bool can_share(const Sequence& sequence, std::size_t ring) const {
    bool upwards = true;
    bool downwards = true;
    for (std::size_t i = 0; i + ring < sequence.members.size(); ++i) {
      const BufferId a = sequence.members[i];
      const BufferId b = sequence.members[i + ring];
      if (!a.is_valid() || !b.is_valid()) return false;
      upwards = upwards && last_use_[a.value] < first_use_[b.value];
      downwards = downwards && last_use_[b.value] < first_use_[a.value];
    }
    return upwards || downwards;
  }

  const KernelProgram& program_;
  RolledLoops rolled_;
  std::vector<std::map<std::int64_t, BufferId>> occupied_;  // by sequence
  std::vector<std::size_t> first_use_;                      // by buffer
  std::vector<std::size_t> last_use_;
};

}  // namespace

RolledLoops roll_loops(const KernelProgram& program, const std::vector<std::int64_t>& flat_offset) {
  return Arranger(program).run(LoopFinder(program, flat_offset).run());
}

}  // namespace nngen::codegen
