#pragma once
// The vector types of an emitted header, before the functions that are tried.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "scalar.hpp"

namespace detail {

using Index = std::ptrdiff_t;
constexpr Index dynamic = -1;
/// Whole numbers as wide as a scalar.
using Whole = std::conditional_t<sizeof(Scalar) == 4, std::int32_t, std::int64_t>;

// What a register holds; a single scalar where the compiler has no vector types.
#if defined(__GNUC__)
#if defined(__AVX512F__)
constexpr Index vector_bytes = 64;
#elif defined(__AVX__)
constexpr Index vector_bytes = 32;
#else
constexpr Index vector_bytes = 16;
#endif
typedef Scalar Register __attribute__((vector_size(vector_bytes)));
typedef Whole WholeRegister __attribute__((vector_size(vector_bytes)));
#else
using Register = Scalar;
using WholeRegister = Whole;
#endif
constexpr Index lanes = static_cast<Index>(sizeof(Register) / sizeof(Scalar));

/// A yes or no for each lane.
struct Mask {
  decltype(Register() < Register()) on;
};

/// Several scalars, lane by lane; a scalar stands for as many equal ones.
struct Vector {
  Register entries;

  Vector() = default;
  Vector(Scalar value) : entries(value - Register()) {}
#if defined(__GNUC__)
  explicit Vector(Register entries_) : entries(entries_) {}
#endif
};

inline Vector operator+(Vector a, Vector b) { return Vector(a.entries + b.entries); }
inline Vector operator-(Vector a, Vector b) { return Vector(a.entries - b.entries); }
inline Vector operator*(Vector a, Vector b) { return Vector(a.entries * b.entries); }
inline Vector operator/(Vector a, Vector b) { return Vector(a.entries / b.entries); }
inline Vector operator-(Vector a) { return Vector(-a.entries); }
inline Mask operator<(Vector a, Vector b) { return Mask{a.entries < b.entries}; }
/// a·b + c, in one instruction where there is one.
inline Vector multiply_add(Vector a, Vector b, Vector c) {
  return Vector(a.entries * b.entries + c.entries);
}
/// a where the mask says yes, else b.
inline Vector select(Mask mask, Vector a, Vector b) {
  return Vector(mask.on ? a.entries : b.entries);
}
inline Scalar select(bool condition, Scalar a, Scalar b) { return condition ? a : b; }

}  // namespace detail
