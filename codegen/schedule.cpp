#include "codegen/schedule.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <queue>
#include <utility>

#include "ir/check.hpp"

namespace nngen::codegen {
namespace {

// Which statements wait for which: readers for writers, writers for earlier readers and writers.
struct Dependencies {
  std::vector<std::vector<std::size_t>> next;
  std::vector<std::size_t> waits_for;

  explicit Dependencies(const ir::KernelProgram& program)
      : next(program.statements.size()), waits_for(program.statements.size(), 0) {
    // Behind its last writer come all that wrote or read it before.
    std::vector<std::optional<std::size_t>> writer(program.buffers.size());
    std::vector<std::vector<std::size_t>> readers(program.buffers.size());
    for (std::size_t i = 0; i < program.statements.size(); ++i) {
      const ir::Access access = access_of(program.statements[i].kernel);
      for (const ir::BufferId id : access.reads) {
        if (writer[id.value]) add(*writer[id.value], i);
        readers[id.value].push_back(i);
      }
      for (const ir::BufferId id : access.writes) {
        if (writer[id.value]) add(*writer[id.value], i);
        for (const std::size_t reader : readers[id.value]) add(reader, i);
        readers[id.value].clear();
        writer[id.value] = i;
      }
    }
  }

 private:
  void add(std::size_t first, std::size_t then) {
    if (first == then) return;
    next[first].push_back(then);
    ++waits_for[then];
  }
};

std::uint32_t first_origin(const ir::Statement& statement) {
  std::uint32_t first = 0;
  if (!statement.origin.empty()) {
    first = std::min_element(statement.origin.begin(), statement.origin.end())->value;
  }
  return first;
}

}  // namespace

void schedule(ir::KernelProgram& program) {
  Dependencies dependencies(program);
  using Entry = std::pair<std::uint32_t, std::size_t>;  // by the first node, then as they stand
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> ready;
  const auto enter = [&](std::size_t i) { ready.emplace(first_origin(program.statements[i]), i); };
  for (std::size_t i = 0; i < program.statements.size(); ++i) {
    if (dependencies.waits_for[i] == 0) enter(i);
  }
  std::vector<ir::Statement> ordered;
  ordered.reserve(program.statements.size());
  while (!ready.empty()) {
    const std::size_t i = ready.top().second;
    ready.pop();
    ordered.push_back(std::move(program.statements[i]));
    for (const std::size_t next : dependencies.next[i]) {
      if (--dependencies.waits_for[next] == 0) enter(next);
    }
  }
  NNGEN_CHECK(ordered.size() == program.statements.size());
  program.statements = std::move(ordered);
}

}  // namespace nngen::codegen
