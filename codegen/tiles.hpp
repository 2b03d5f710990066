#pragma once
// How products are cut into tiles of sums that stay in registers. The emitted header decides this
// by the same rule when it is compiled (`strips_of_tile`, `cols_of_tile` in emit_contractions.cpp),
// for the registers that its compiler has; a test compiles a header and compares.

#include <cstdint>

namespace nngen::codegen {

/// The registers of an instruction set: how many, and how many numbers each holds.
struct RegisterFile {
  std::int64_t count = 32;
  std::int64_t lanes = 16;
};

/// What costs and plans assume.
inline constexpr std::int64_t registers_of_avx512 = 32;

/// So many strips of rows, a register each, by so many columns.
struct Tile {
  std::int64_t strips = 1;
  std::int64_t cols = 1;

  friend bool operator==(const Tile&, const Tile&) = default;
};

/// A length that a call decides.
inline constexpr std::int64_t open_length = -1;

/// A product of a matrix of so many rows with a single column has no tiles: the matrix is read
/// once, a few of its columns at a time.
inline constexpr std::int64_t rows_of_long_column = 1024;

/// The sums of a product of so many rows and columns: they fill most registers, in tiles of equal
/// size where the rows allow it.
Tile tile_of(std::int64_t rows, std::int64_t cols, const RegisterFile& registers);

/// How many registers of results a register of sums becomes where tiles are transposed: few columns leave lanes
/// empty.
double turned_registers(const Tile& tile, std::int64_t lanes);

}  // namespace nngen::codegen
