#pragma once
// Which statements repeat with other buffers, so that a loop can stand for them.

#include <cstdint>
#include <vector>

#include "ir/kernel.hpp"

namespace nngen::codegen {

/// `count` times the same `period` statements, from `first` on; each buffer stays, or moves from
/// time to time by the same distance in its memory.
struct Loop {
  std::size_t first = 0;
  std::size_t period = 1;
  std::size_t count = 1;
};

/// Buffers of the workspace through which loops walk, at equal distances in memory. Where members
/// are needed for a short time only, those that are `ring` apart share memory.
struct Sequence {
  std::vector<ir::BufferId> members;  // by place; not valid where no loop comes
  std::int64_t ring = 0;
};

/// Where a buffer stands in a sequence, if it is in one.
struct Member {
  static constexpr std::uint32_t no_sequence = 0xffffffffu;
  std::uint32_t sequence = no_sequence;
  std::int64_t place = 0;

  bool is_valid() const { return sequence != no_sequence; }
};

/// The statements stay a list of all steps: a loop says only that its first ones can be printed for
/// all.
struct RolledLoops {
  std::vector<Loop> loops;  // in the order of the statements; no two meet
  std::vector<Sequence> sequences;
  std::vector<Member> members;  // by buffer

  Member member(ir::BufferId id) const {
    return id.value < members.size() ? members[id.value] : Member{};
  }
};

/// Fewer equal steps are printed one by one.
constexpr std::size_t fewest_steps_of_loop = 4;
/// Of more statements a loop is not made.
constexpr std::size_t longest_period = 16;

/// `flat_offset` has by declaration the place of a parameter in the flat array, −1 for what is not
/// there.
RolledLoops roll_loops(const ir::KernelProgram& program,
                       const std::vector<std::int64_t>& flat_offset);

}  // namespace nngen::codegen
