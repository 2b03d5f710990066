#include "tests/support/allocations.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace {

std::atomic<std::size_t> count{0};
std::atomic<std::size_t> bytes{0};
std::atomic<std::size_t> alive{0};
std::atomic<std::size_t> peak{0};

void* counted(void* memory, std::size_t size) {
  if (memory == nullptr) throw std::bad_alloc();
  count.fetch_add(1, std::memory_order_relaxed);
  bytes.fetch_add(size, std::memory_order_relaxed);
  const std::size_t usable = malloc_usable_size(memory);
  const std::size_t now = alive.fetch_add(usable, std::memory_order_relaxed) + usable;
  std::size_t most = peak.load(std::memory_order_relaxed);
  while (now > most && !peak.compare_exchange_weak(most, now, std::memory_order_relaxed)) {
  }
  return memory;
}

void released(void* memory) noexcept {
  if (memory == nullptr) return;
  alive.fetch_sub(malloc_usable_size(memory), std::memory_order_relaxed);
  std::free(memory);
}

std::size_t multiple_of(std::align_val_t alignment, std::size_t size) {
  const auto step = static_cast<std::size_t>(alignment);
  return (size + step - 1) / step * step;
}

}  // namespace

// The replaceable allocation functions; the array and sized forms of the library call these.
void* operator new(std::size_t size) {
  return counted(std::malloc(std::max<std::size_t>(size, 1)), size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return counted(std::aligned_alloc(static_cast<std::size_t>(alignment),
                                    multiple_of(alignment, std::max<std::size_t>(size, 1))),
                 size);
}
void operator delete(void* memory) noexcept { released(memory); }
void operator delete(void* memory, std::size_t) noexcept { released(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { released(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { released(memory); }

namespace nngen::tests {

AllocationCounter::AllocationCounter() : alive_before_(alive) {
  count = 0;
  bytes = 0;
  peak = alive_before_;
}

Allocations AllocationCounter::allocations() const { return {count, bytes, peak - alive_before_}; }

}  // namespace nngen::tests
