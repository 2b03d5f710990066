#include "codegen/loop_buffers.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "codegen/kernel_key.hpp"

namespace nngen::codegen {

std::vector<LoopBuffer> loop_buffers(const ir::KernelProgram& program, const Loop& loop) {
  std::vector<LoopBuffer> buffers;
  std::unordered_set<std::uint32_t> known;
  const auto at = [&](std::size_t time, std::size_t s) {
    return buffers_in_order(program.statements[loop.first + time * loop.period + s].kernel);
  };
  for (std::size_t s = 0; s < loop.period; ++s) {
    const auto first = at(0, s);
    const auto second = at(1, s);
    const auto last = at(loop.count - 1, s);
    for (std::size_t k = 0; k < first.size(); ++k) {
      if (known.insert(first[k].value).second) buffers.push_back({first[k], second[k], last[k]});
    }
  }
  return buffers;
}

std::int64_t MovingPlace::at(std::int64_t time) const {
  const std::int64_t index = start + step * time;
  return offset + distance * (ring > 0 ? index % ring : index);
}

std::string MovingPlace::code(const std::string& counter, std::int64_t factor,
                              std::int64_t base) const {
  if (ring == 1 || step == 0) return std::to_string(base + at(0) * factor);
  if (ring == 0) {
    const std::int64_t move = distance * step * factor;
    return fmt::format("{} {} {} * {}", base + at(0) * factor, move < 0 ? "-" : "+",
                       move < 0 ? -move : move, counter);
  }
  const std::string moved =
      step == 1 || step == -1 ? counter : fmt::format("{} * {}", step < 0 ? -step : step, counter);
  const std::string index = step < 0     ? fmt::format("({} - {})", start, moved)
                            : start == 0 ? moved
                                         : fmt::format("({} + {})", moved, start % ring);
  const std::int64_t from = base + offset * factor;
  const std::string moves = fmt::format("{} * ({} % {})", distance * factor, index, ring);
  return from == 0 ? moves : fmt::format("{} + {}", from, moves);
}

std::string name_without_numbers(const std::string& name) {
  std::string stem;
  for (const char c : name) {
    if (c < '0' || c > '9') stem += c;
  }
  while (!stem.empty() && stem.back() == '_') stem.pop_back();
  return stem.empty() ? "part" : stem;
}

}  // namespace nngen::codegen
