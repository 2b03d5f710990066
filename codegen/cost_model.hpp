#pragma once
// What work is assumed to cost: the choices between ways to compute rest on these numbers, and the
// times that `show --plan` predicts. No network has numbers of its own.

namespace nngen::codegen {

// Costs count instructions on registers. They need to be right to a factor of two.

/// exp, tanh, a quotient, …
inline constexpr double cost_of_function = 15;
/// Of an entry that is not a neighbour of the last one.
inline constexpr double cost_of_gathering = 1.5;
/// Of an entry, in blocks that are transposed in registers.
inline constexpr double cost_of_copying = 0.4;
/// Of an entry, in registers as they are.
inline constexpr double cost_of_moving = 0.15;
inline constexpr double cost_of_sum_of_lanes = 8;
/// Where as many registers are summed as they have lanes.
inline constexpr double cost_of_sum_in_block = 3;

/// A product with fewer multiplications is over before a library has looked at its arguments.
inline constexpr double products_for_library = 32768;

// Sizes of caches, in bytes.

inline constexpr double first_cache = 32 * 1024;
inline constexpr double second_cache = 512 * 1024;
/// As much of the first cache as a factor of a product may take.
inline constexpr double part_of_first_cache = 16 * 1024;
/// Of a column from which on reading it while another is written pays.
inline constexpr double bytes_of_long_column = 512;

// The machine for which times are predicted. It is assumed, never measured: one core that finishes
// an instruction on a register of 64 bytes a cycle, be it a multiplication and an addition in one.

inline constexpr double assumed_gigahertz = 4;
/// Between the second cache and the registers.
inline constexpr double bytes_per_cycle = 16;
/// For statements that read and write more than the second cache holds.
inline constexpr double bytes_per_cycle_of_memory = 4;

}  // namespace nngen::codegen
