#pragma once
// The functions of numbers that an emitted header computes itself, on registers;
// docs/vector_math.md.

#include <set>
#include <string>

#include "codegen/emit_header.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// The functions among `used`, of a Vector and of a Scalar, with what they rest on; for the
/// namespace that holds the vector types.
std::string vector_math_text(const std::set<ir::Prim>& used, ScalarType scalar);

}  // namespace nngen::codegen
