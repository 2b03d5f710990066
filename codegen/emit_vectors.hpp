#pragma once
// What an emitted header computes with: registers of several scalars.

#include <string>

#include "codegen/emit_header.hpp"

namespace nngen::codegen {

/// The types of vectors and masks, their arithmetic, and how they come from memory.
std::string vectors_text(ScalarType type);

}  // namespace nngen::codegen
