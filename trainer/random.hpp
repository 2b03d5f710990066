#pragma once
// Random numbers, the same with every compiler: a seed decides about all of a training.

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace train {

/// xoshiro256++, its state filled by splitmix64. The state is open: a checkpoint holds it.
struct Random {
  std::array<std::uint64_t, 4> state{};

  explicit Random(std::uint64_t seed = 0) {
    for (std::uint64_t& word : state) {
      seed += 0x9e3779b97f4a7c15u;
      std::uint64_t mixed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9u;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
      word = mixed ^ (mixed >> 31);
    }
  }

  std::uint64_t bits() {
    const auto rotated = [](std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); };
    const std::uint64_t result = rotated(state[0] + state[3], 23) + state[0];
    const std::uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotated(state[3], 45);
    return result;
  }
  /// In [0, 1).
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  /// In 0 … count − 1; the smaller ones are likelier by count/2⁶⁴, which nobody sees.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(bits() % count); }
};

/// Fisher and Yates: every order is equally likely.
inline void shuffle(std::vector<std::size_t>& order, Random& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
}

}  // namespace train
