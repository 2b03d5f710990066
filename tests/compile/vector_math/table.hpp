#pragma once
// What functions.cpp offers to accuracy.cpp: the emitted functions by their names. The two are
// compiled with flags of their own.

#include <cstddef>

#include "scalar.hpp"

struct Function {
  const char* name;
  /// y = f(x, second) for `block` arguments; most functions have one operand and leave the second
  /// alone.
  void (*of_block)(const Scalar* x, const Scalar* second, Scalar* y);
  Scalar (*of_scalar)(Scalar x, Scalar second);
};

constexpr std::size_t block = 64;  // a multiple of the lanes of every register

extern const Function functions[];
extern const std::size_t function_count;
