#include "codegen/emit_vector_math.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

std::vector<VectorMathPart> all_parts() {
  std::vector<VectorMathPart> all;
  for (const auto family : {vector_math_basics, vector_math_exponentials, vector_math_logarithms,
                            vector_math_circular, vector_math_powers}) {
    const std::vector<VectorMathPart> parts = family();
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

}  // namespace

std::string vector_math_text(const std::set<ir::Prim>& used, ScalarType scalar) {
  std::string text;
  for (const VectorMathPart& part : all_parts()) {
    const bool is_used = std::any_of(part.users.begin(), part.users.end(),
                                     [&](ir::Prim user) { return used.contains(user); });
    if (!is_used) continue;
    text += scalar == ScalarType::float32 ? part.for_float : part.for_double;
    text += part.text;
  }
  return text;
}

}  // namespace nngen::codegen
