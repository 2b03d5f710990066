#pragma once
// Whether a derivative is what its author says: nngen's derivation and the claim, compared at random points.

#include <cstddef>
#include <optional>

#include "ir/program.hpp"

namespace nngen::runtime {

/// From the best to the worst.
enum class Verdict : std::uint8_t {
  right,
  transposed,  // right after a transposition: another layout
  column,      // right as one column of the other's entries
  factor,      // right but for a constant factor
  wrong,
  undecided    // at none of the points both are numbers
};

/// An entry where a claim is wrong, at the first point that shows it.
struct Difference {
  std::size_t row = 0;  // from 0
  std::size_t col = 0;
  double derived = 0;
  double claimed = 0;
};

struct Judgement {
  Verdict verdict = Verdict::right;
  double factor = 1;  // claimed = factor · derived
  /// Of a wrong claim whose shape is right.
  std::optional<Difference> difference;
};

/// Every dimension must be known. The gradient by a symmetric or diagonal param may also be claimed as the
/// projection onto its space. Equal means within 1e-8 of the largest entry.
Judgement judge_claim(const ir::Program& program, const ir::Claim& claim);

}  // namespace nngen::runtime
