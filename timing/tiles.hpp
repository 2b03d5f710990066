#pragma once
// Matrix products out of register tiles, for shapes that the compiler knows: what is left for the
// limit where a library is slow, at small shapes.
//
// A tile of the result, some registers of rows by some columns, stays in registers while the depth
// runs by; where one column or a small tile would wait for its own sums, each is split into chains.
// Matrices are column-major. Their columns begin at whole registers, and never 4 KiB apart, where
// they would meet in few lines of the cache. Copying rows of the left operand side by side, which
// pays where it is large, is a part of the product.

#include <algorithm>
#include <memory>
#include <string>

#include "products.hpp"
#include "vectors.hpp"

namespace nngen::timing {

struct Tile {
  int registers, columns, chains;
};

// Enough sums to hide the latency of a multiply-add, few enough for the registers.
constexpr Tile tiles[] = {{4, 6, 1}, {2, 12, 1}, {1, 16, 1}, {3, 4, 1}, {2, 6, 1}, {1, 8, 2},
                          {1, 6, 2}, {1, 4, 4},  {1, 2, 8},  {8, 1, 1}, {4, 1, 2}, {1, 1, 8}};
constexpr std::size_t tile_count = sizeof(tiles) / sizeof(tiles[0]);

constexpr int whole_registers(int count) { return (count + lanes - 1) / lanes; }

/// From one column to the next.
constexpr Index stride_of(int rows) {
  const int padded = whole_registers(rows) * lanes;
  const bool meet = padded * static_cast<int>(sizeof(Scalar)) % 4096 == 0;
  return meet ? padded + lanes : padded;
}

inline Register load(const Scalar* from) {
  Register value;
  __builtin_memcpy(&value, from, sizeof(value));
  return value;
}
inline void store(Scalar* to, const Register& value) {
  __builtin_memcpy(to, &value, sizeof(value));
}

/// One tile: c = a·b, or c += a·b.
template <int Registers, int Columns, int Chains, Index StrideB, Index StrideC>
[[gnu::always_inline]] inline void multiply_tile(const Scalar* a, Index stride_a, const Scalar* b,
                                                 Scalar* c, int depth, bool adds) {
  Register sum[Chains][Columns][Registers] = {};
  const auto add = [&](int chain, int k) __attribute__((always_inline)) {
    Register left[Registers];
#pragma GCC unroll 16
    for (int r = 0; r < Registers; ++r) left[r] = load(a + k * stride_a + r * lanes);
#pragma GCC unroll 24
    for (int j = 0; j < Columns; ++j) {
#pragma GCC unroll 16
      for (int r = 0; r < Registers; ++r) sum[chain][j][r] += left[r] * b[k + j * StrideB];
    }
  };
  int k = 0;
  for (; k + Chains <= depth; k += Chains) {
#pragma GCC unroll 16
    for (int chain = 0; chain < Chains; ++chain) add(chain, k + chain);
  }
  for (; k < depth; ++k) add(0, k);
#pragma GCC unroll 24
  for (int j = 0; j < Columns; ++j) {
#pragma GCC unroll 16
    for (int r = 0; r < Registers; ++r) {
      Scalar* const to = c + j * StrideC + r * lanes;
      Register total = sum[0][j][r];
#pragma GCC unroll 16
      for (int chain = 1; chain < Chains; ++chain) total += sum[chain][j][r];
      store(to, adds ? load(to) + total : total);
    }
  }
}

/// The product of a Rows × Depth by a Depth × Cols matrix in tiles of one kind.
template <int Rows, int Depth, int Cols, int Registers, int Columns, int Chains, bool Copies>
class TiledProduct {
 public:
  static constexpr Index stride_a = stride_of(Rows), stride_b = stride_of(Depth),
                         stride_c = stride_a;
  // So that the columns of b that a tile runs along stay in the nearest cache.
  static constexpr int depth_block = Depth <= 2048 ? Depth : 1024;
  static constexpr int copy_size = Copies ? Registers * lanes * depth_block : 0;

  static void run(const Scalar* a, const Scalar* b, Scalar* c, Scalar* copy) {
    for (int k = 0; k < Depth; k += depth_block) {
      const int depth = std::min(depth_block, Depth - k);
      all_rows(a + k * stride_a, b + k, c, copy, depth, k > 0);
    }
  }

 private:
  static constexpr int row_registers = whole_registers(Rows);
  static constexpr int whole_tiles = row_registers / Registers;

  static void all_rows(const Scalar* a, const Scalar* b, Scalar* c, Scalar* copy, int depth,
                       bool adds) {
    for (int i = 0; i < whole_tiles; ++i) {
      const int row = i * Registers * lanes;
      some_rows<Registers>(a + row, b, c + row, copy, depth, adds);
    }
    constexpr int rest = row_registers % Registers;
    if constexpr (rest > 0) {
      constexpr int row = whole_tiles * Registers * lanes;
      some_rows<rest>(a + row, b, c + row, copy, depth, adds);
    }
  }

  template <int R>
  static void some_rows(const Scalar* a, const Scalar* b, Scalar* c, Scalar* copy, int depth,
                        bool adds) {
    Index stride = stride_a;
    if constexpr (Copies) {
      stride = R * lanes;
      for (int k = 0; k < depth; ++k) {
        for (int r = 0; r < R; ++r) {
          store(copy + k * stride + r * lanes, load(a + k * stride_a + r * lanes));
        }
      }
      a = copy;
    }
    constexpr int whole = Cols / Columns, rest = Cols % Columns;
    for (int j = 0; j < whole; ++j) {
      multiply_tile<R, Columns, Chains, stride_b, stride_c>(
          a, stride, b + j * Columns * stride_b, c + j * Columns * stride_c, depth, adds);
    }
    if constexpr (rest > 0) {
      multiply_tile<R, rest, Chains, stride_b, stride_c>(
          a, stride, b + whole * Columns * stride_b, c + whole * Columns * stride_c, depth, adds);
    }
  }
};

template <class Tiled, int Depth, int Cols>
std::function<void(long)> run_tiled() {
  struct Memory {
    Numbers a = Numbers::Random(Tiled::stride_a * Depth);
    Numbers b = Numbers::Random(Tiled::stride_b * Cols);
    Numbers c = Numbers::Zero(Tiled::stride_c * Cols);
    Numbers copy = Numbers::Zero(Tiled::copy_size);
  };
  const auto memory = std::make_shared<Memory>();
  return repeated([memory] {
    Tiled::run(memory->a.data(), memory->b.data(), memory->c.data(), memory->copy.data());
  });
}

/// No larger than the product.
constexpr Tile tile_within(Tile tile, int rows, int depth, int cols) {
  return {std::min(tile.registers, whole_registers(rows)), std::min(tile.columns, cols),
          std::min(tile.chains, depth)};
}

/// Whether the tile fits the registers and is no repetition of one before it.
constexpr bool is_tried(std::size_t index, int rows, int depth, int cols) {
  const Tile tile = tile_within(tiles[index], rows, depth, cols);
  for (std::size_t i = 0; i < index; ++i) {
    const Tile other = tile_within(tiles[i], rows, depth, cols);
    const bool is_same = tile.registers == other.registers && tile.columns == other.columns &&
                         tile.chains == other.chains;
    if (is_same) return false;
  }
  return tile.registers * tile.columns * tile.chains + tile.registers + 1 <= register_count;
}

template <int Rows, int Depth, int Cols, std::size_t I>
void add_tile(std::vector<Candidate>& to) {
  if constexpr (is_tried(I, Rows, Depth, Cols)) {
    constexpr Tile t = tile_within(tiles[I], Rows, Depth, Cols);
    const std::string name = "tiles of " + std::to_string(t.registers) + "x" +
                             std::to_string(t.columns) +
                             (t.chains > 1 ? "x" + std::to_string(t.chains) : "");
    using Plain = TiledProduct<Rows, Depth, Cols, t.registers, t.columns, t.chains, false>;
    to.push_back({name, run_tiled<Plain, Depth, Cols>()});
    constexpr bool is_large = double{Rows} * Depth * sizeof(Scalar) > 64 * 1024 && Cols >= 16;
    if constexpr (is_large && t.chains == 1) {
      using Copied = TiledProduct<Rows, Depth, Cols, t.registers, t.columns, t.chains, true>;
      to.push_back({name + ", copied", run_tiled<Copied, Depth, Cols>()});
    }
  }
}

template <int Rows, int Depth, int Cols, std::size_t... I>
void add_each_tile(std::vector<Candidate>& to, std::index_sequence<I...>) {
  (add_tile<Rows, Depth, Cols, I>(to), ...);
}

/// If the product has this shape, that in all tiles that suit it; where fewer lanes stay empty so,
/// that of the transposed matrices in the other order.
template <int Rows, int Depth, int Cols>
void add_tiles(const Product& product, std::vector<Candidate>& to) {
  if (product.rows != Rows || product.depth != Depth || product.cols != Cols) return;
  constexpr double padded_rows = whole_registers(Rows) * lanes;
  constexpr double padded_cols = whole_registers(Cols) * lanes;
  constexpr bool is_turned = Rows * padded_cols < Cols * padded_rows;
  add_each_tile<is_turned ? Cols : Rows, Depth, is_turned ? Rows : Cols>(
      to, std::make_index_sequence<tile_count>());
}

}  // namespace nngen::timing
