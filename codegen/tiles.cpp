#include "codegen/tiles.hpp"

#include <algorithm>

namespace nngen::codegen {
namespace {

std::int64_t pieces(std::int64_t length, std::int64_t piece) {
  return (length + piece - 1) / piece;
}

std::int64_t strips_of_tile(std::int64_t rows, std::int64_t cols, std::int64_t lanes) {
  if (rows == open_length) return 2;
  const std::int64_t strips = pieces(rows, lanes);
  return pieces(strips, pieces(strips, cols == 1 ? 8 : 4));
}

std::int64_t cols_of_tile(std::int64_t strips, std::int64_t cols, std::int64_t registers) {
  const std::int64_t most = std::min<std::int64_t>((registers == 32 ? 24 : 12) / strips, 16);
  if (cols == open_length) return most;
  for (std::int64_t width = most; 2 * width > most; --width) {
    if (cols % width == 0) return width;
  }
  return std::min(most, cols);
}

}  // namespace

Tile tile_of(std::int64_t rows, std::int64_t cols, const RegisterFile& registers) {
  const std::int64_t strips = strips_of_tile(rows, cols, registers.lanes);
  return {strips, cols_of_tile(strips, cols, registers.count)};
}

double turned_registers(const Tile& tile, std::int64_t lanes) {
  return static_cast<double>(lanes) / static_cast<double>(std::min(lanes, tile.cols));
}

}  // namespace nngen::codegen
