#pragma once
// Reproducible random values: the same seed gives the same numbers with every compiler. Each
// declaration draws from its own stream, found by its name, so that a new one leaves the others as
// they are.

#include <cstdint>
#include <string_view>

#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// A stream of random numbers: xoshiro256++, seeded through splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed, std::string_view stream = {});

  std::uint64_t bits();
  /// In [0, 1).
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Nearly standard normal (the sum of twelve uniform numbers: no function of the C library in
  /// it).
  double normal();
  /// In 0 … count−1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(bits() % count); }

 private:
  std::uint64_t state_[4];
};

/// A generic point that keeps every declared property: inputs of size 1, params of size 1/√fan-in
/// (so that deep networks neither vanish nor explode), biases not zero. Every dimension must be
/// known.
Point random_point(const ir::Program& program, std::size_t samples, std::uint64_t seed);

/// The same, but where the seed is even the numbers that no property restricts are positive: for
/// what is a logarithm or a root of its data.
Point generic_point(const ir::Program& program, std::size_t samples, std::uint64_t seed);

/// The value with which training starts: by the param's initialiser, then moved into the space that
/// its properties name.
ir::Matrix<double> initial_value(const ir::Declaration& param, std::uint64_t seed);

}  // namespace nngen::runtime
