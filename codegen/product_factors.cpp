#include "codegen/product_factors.hpp"

#include <utility>

#include "codegen/choose_lanes.hpp"
#include "codegen/cost_model.hpp"

namespace nngen::codegen {
namespace {

using ir::Lanes;

constexpr std::int64_t most_rows_packed = 128;  // at a time, of the left factor
constexpr std::int64_t widest_tile = 24;

Lanes exchanged(Lanes lanes) {
  return lanes == Lanes::rows ? Lanes::cols : lanes == Lanes::cols ? Lanes::rows : lanes;
}

}  // namespace

ProductFactors::ProductFactors(const ir::KernelProgram& program, const LoweringTarget& target,
                               const ir::Contract& contract, Lanes axis)
    : target_(target),
      is_single_(contract.over.slots.is_one()),
      left_(neighbours_along(contract.a, program[contract.a.buffer])),
      right_(neighbours_along(contract.b, program[contract.b.buffer])),
      along_(target.value(contract.over.rows)),
      depth_(target.value(contract.k)),
      across_(target.value(contract.over.cols)) {
  if (axis == Lanes::rows) return;
  std::swap(left_, right_);
  std::swap(along_, across_);
  left_ = exchanged(left_);
  right_ = exchanged(right_);
}

double ProductFactors::bytes(std::int64_t entries) const {
  return static_cast<double>(entries) * (target_.scalar == ScalarType::float32 ? 4 : 8);
}

bool ProductFactors::has_known_tiles() const {
  return target_.batch.kind != Batch::Kind::dynamic && is_single_ && along_ >= target_.lanes();
}

Tile ProductFactors::tile() const {
  return tile_of(along_, across_, {registers_of_avx512, target_.lanes()});
}

double ProductFactors::strips() const {
  return static_cast<double>((along_ + target_.lanes() - 1) / target_.lanes() * across_);
}

// Packing pays where each entry is used often.
bool ProductFactors::can_pack() const {
  constexpr std::int64_t often = 24;
  return has_known_tiles() && across_ >= often && !takes_blocks();
}

bool ProductFactors::takes_blocks() const {
  constexpr std::int64_t least_depth = 128;
  return has_known_tiles() && across_ > 1 && depth_ >= least_depth && left_ == Lanes::rows &&
         right_ != Lanes::none && bytes(along_ * depth_) > second_cache &&
         2 * bytes(along_ * across_) <= second_cache;
}

bool ProductFactors::packs_left() const {
  if (!can_pack()) return false;
  const double size = bytes(along_ * depth_);
  return size > second_cache || (left_ != Lanes::rows && size > part_of_first_cache);
}

bool ProductFactors::packs_right() const {
  constexpr std::int64_t many_rows =
      64;  // from so many places that the cache loses them between tiles
  return can_pack() && right_ != Lanes::rows && depth_ >= many_rows;
}

std::int64_t ProductFactors::waiting_entries() const {
  return (along_ + target_.lanes() - 1) / target_.lanes() * target_.lanes() * across_;
}

std::int64_t ProductFactors::left_entries() const { return most_rows_packed * depth_; }

// All columns where they are read again for further rows of the left factor, else those of a tile.
std::int64_t ProductFactors::right_entries() const {
  return ((packs_left() ? across_ : 0) + widest_tile) * depth_;
}

double ProductFactors::packing_cost() const {
  double cost = 0;
  if (packs_left() && left_ == Lanes::rows) {
    cost += cost_of_moving * static_cast<double>(along_ * depth_);
  }
  if (!packs_right()) return cost;
  const std::int64_t entries = depth_ * across_;
  cost +=
      static_cast<double>(entries) * (right_ == Lanes::cols ? cost_of_moving : cost_of_gathering);
  const bool leaves_cache = packs_left() && bytes(entries) > second_cache;
  return leaves_cache ? cost + 2 * bytes(entries) / bytes_per_cycle_of_memory : cost;
}

}  // namespace nngen::codegen
