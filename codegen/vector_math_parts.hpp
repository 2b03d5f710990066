#pragma once
// The pieces of text of which `vector_math_text` chooses, in an order in which each needs only
// earlier ones.

#include <string_view>
#include <vector>

#include "ir/kernel.hpp"

namespace nngen::codegen {

struct VectorMathPart {
  std::vector<ir::Prim> users;  // the functions that need it
  std::string_view text;        // behind the constants of the scalar type
  std::string_view for_float = {};
  std::string_view for_double = {};
};

std::vector<VectorMathPart> vector_math_basics();
std::vector<VectorMathPart> vector_math_exponentials();
std::vector<VectorMathPart> vector_math_logarithms();
std::vector<VectorMathPart> vector_math_circular();
std::vector<VectorMathPart> vector_math_powers();

}  // namespace nngen::codegen
