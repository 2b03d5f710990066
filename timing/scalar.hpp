#pragma once
// The type of the numbers that are timed: everything here is compiled once for float or double.

#include <Eigen/Core>

namespace nngen::timing {

using Scalar = NNGEN_TIMED_SCALAR;
using Index = Eigen::Index;
using Numbers = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// The compiler must assume that all memory changes here, so that no call is saved.
inline void forget_memory() { asm volatile("" : : : "memory"); }

}  // namespace nngen::timing
