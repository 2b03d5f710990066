#pragma once
// A register of the widest kind that the compiler was told of.

#include "scalar.hpp"

namespace nngen::timing {

#if defined(__AVX512F__)
constexpr int register_bytes = 64;
constexpr int register_count = 32;
#elif defined(__AVX__)
constexpr int register_bytes = 32;
constexpr int register_count = 16;
#elif defined(__aarch64__)
constexpr int register_bytes = 16;
constexpr int register_count = 32;
#else
constexpr int register_bytes = 16;
constexpr int register_count = 16;
#endif
typedef Scalar Register __attribute__((vector_size(register_bytes)));
constexpr int lanes = register_bytes / static_cast<int>(sizeof(Scalar));

}  // namespace nngen::timing
