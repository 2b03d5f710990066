#pragma once
// The buffers of a loop's statements from one time to the next.

#include <string>
#include <vector>

#include "codegen/roll_loops.hpp"

namespace nngen::codegen {

/// A buffer of a loop's first time, and those that stand in its place the second and the last time.
struct LoopBuffer {
  ir::BufferId first;
  ir::BufferId second;
  ir::BufferId last;

  bool moves() const { return !(first == second); }
};

/// Each buffer of the first time once, in the order of the statements.
std::vector<LoopBuffer> loop_buffers(const ir::KernelProgram& program, const Loop& loop);

/// What a place in memory is in the loop: `start + step·counter` of the index, which then goes
/// round a ring, and so many scalars from there on.
struct MovingPlace {
  std::int64_t offset = 0;    // where index 0 stands
  std::int64_t distance = 0;  // from one index to the next
  std::int64_t start = 0;
  std::int64_t step = 0;
  std::int64_t ring = 0;  // 0: the index goes on

  std::int64_t at(std::int64_t time) const;
  /// The place as code, all of it multiplied by a factor, behind a base.
  std::string code(const std::string& counter, std::int64_t factor, std::int64_t base) const;
};

/// A name of the first time without its numbers: h2 → h.
std::string name_without_numbers(const std::string& name);

}  // namespace nngen::codegen
