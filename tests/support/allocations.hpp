#pragma once

#include <cstddef>

namespace nngen::tests {

/// What a piece of a test took from the heap. Unlike its time this is the same on every machine
/// and in every run, so a test can hold a program to it.
struct Allocations {
  std::size_t count = 0;       // calls of operator new
  std::size_t bytes = 0;       // asked for in all
  std::size_t peak_bytes = 0;  // alive at one time, beyond what was alive before
};

/// Counts the allocations of every thread from its construction on. One at a time.
class AllocationCounter {
 public:
  AllocationCounter();
  AllocationCounter(const AllocationCounter&) = delete;
  AllocationCounter& operator=(const AllocationCounter&) = delete;

  Allocations allocations() const;

 private:
  std::size_t alive_before_;
};

}  // namespace nngen::tests
