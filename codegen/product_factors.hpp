#pragma once
// How the factors of a product reach its tiles: as they lie, packed, or in blocks of the depth.

#include <cstdint>

#include "codegen/lowering_target.hpp"
#include "codegen/tiles.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// A product as its kernel sees it, with lanes along rows or columns: strips of the left factor,
/// columns of the right one. In products of rows of lanes the left factor is a, else it is b,
/// transposed.
class ProductFactors {
 public:
  ProductFactors(const ir::KernelProgram& program, const LoweringTarget& target,
                 const ir::Contract& contract, ir::Lanes axis);

  /// Tiles of known size, of one product for all samples.
  bool has_known_tiles() const;
  Tile tile() const;
  std::int64_t depth() const { return depth_; }
  /// Registers that all sums fill.
  double strips() const;

  /// A large left factor that is used by few columns is read once, some of its columns at a time,
  /// while the sums of all tiles wait in the second cache.
  bool takes_blocks() const;
  bool packs_left() const;
  bool packs_right() const;
  /// How many entries of memory these take.
  std::int64_t waiting_entries() const;
  std::int64_t left_entries() const;
  std::int64_t right_entries() const;

  /// Of packing what would do as it lies; other copies count as costs of lying.
  double packing_cost() const;

 private:
  bool can_pack() const;
  double bytes(std::int64_t entries) const;

  const LoweringTarget& target_;
  bool is_single_;
  ir::Lanes left_, right_;  // neighbours: rows, cols or none of the factor as the kernel sees it
  std::int64_t along_, depth_, across_;
};

}  // namespace nngen::codegen
