// What the functions of vectors rest on: bits, polynomials, rounding; and the functions that need
// no more.

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

using enum ir::Prim;

constexpr std::string_view bits_text = R"nngen(
// The bits of a register's scalars, for what is easier to do with them than with numbers.
using Word = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
#if defined(NNGEN_VECTORS)
typedef Word Words __attribute__((vector_size(sizeof(Register))));
#else
using Words = Word;
#endif
constexpr int fraction_bits = std::numeric_limits<Scalar>::digits - 1;
constexpr Word exponent_bias = std::numeric_limits<Scalar>::max_exponent - 1;
constexpr Word sign_bit = Word(1) << (8 * sizeof(Scalar) - 1);
constexpr Word bits_of_one = exponent_bias << fraction_bits;
constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
constexpr Scalar not_a_number = std::numeric_limits<Scalar>::quiet_NaN();

inline Words bits_of(Vector x) {
  Words bits;
  std::memcpy(&bits, &x, sizeof(bits));
  return bits;
}
inline Vector from_bits(Words bits) {
  Vector x;
  std::memcpy(&x, &bits, sizeof(bits));
  return x;
}
/// The sign bit of x, alone.
inline Words sign_of(Vector x) { return bits_of(x) & sign_bit; }
/// x with another sign where the bit is set.
inline Vector change_sign(Vector x, Words sign) { return from_bits(bits_of(x) ^ sign); }
/// x ≥ 0 with this sign bit.
inline Vector with_sign(Vector x, Words sign) { return from_bits(bits_of(x) | sign); }

inline Vector abs(Vector x) { return from_bits(bits_of(x) & ~sign_bit); }
inline Scalar abs(Scalar x) { return std::abs(x); }
)nngen";

constexpr std::string_view evaluation_text = R"nngen(
/// x, rounded: a compiler that may reorder sums does not look through it.
inline Vector settled(Vector x) {
#if defined(NNGEN_VECTORS) && (defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__))
#if defined(__AVX512F__)
  __asm__("" : "+v"(x.entries));
#elif defined(__x86_64__)
  __asm__("" : "+x"(x.entries));
#elif defined(__aarch64__)
  __asm__("" : "+w"(x.entries));
#endif
#endif
  return x;
}

/// c[0] + c[1]·x + … for `Count` terms, x² = squares[0], x⁴ = squares[1], …: halves that do not wait for
/// one another.
template <int Count>
inline Vector polynomial_by_halves(const Scalar* c, Vector x, const Vector* squares) {
  if constexpr (Count == 1) {
    return Vector(c[0]);
  } else if constexpr (Count == 2) {
    return multiply_add(x, Vector(c[1]), Vector(c[0]));
  } else {
    constexpr int level = Count > 16 ? 3 : Count > 8 ? 2 : Count > 4 ? 1 : 0;
    constexpr int half = 2 << level;
    return multiply_add(squares[level], polynomial_by_halves<Count - half>(c + half, x, squares),
                        polynomial_by_halves<half>(c, x, squares));
  }
}
template <int Count>
inline Vector polynomial(Vector x, const Scalar (&c)[Count]) {
  static_assert(Count <= 32, "four squares are computed");
  Vector squares[4] = {x * x};
  if constexpr (Count > 4) squares[1] = squares[0] * squares[0];
  if constexpr (Count > 8) squares[2] = squares[1] * squares[1];
  if constexpr (Count > 16) squares[3] = squares[2] * squares[2];
  return polynomial_by_halves<Count>(c, x, squares);
}

inline Mask is_at_most(Vector a, Vector b) { return Mask{a.entries <= b.entries}; }
inline Mask is_nonzero(Words a) { return Mask{a != Words()}; }
)nngen";

constexpr std::string_view lanes_text = R"nngen(
/// f for one lane after the other.
template <class F>
inline Vector by_lane(F f, Vector x) {
  Scalar values[lanes];
  std::memcpy(values, &x, sizeof(values));
  for (Index i = 0; i < lanes; ++i) values[i] = f(values[i]);
  std::memcpy(&x, values, sizeof(values));
  return x;
}
template <class F>
inline Vector by_lane(F f, Vector x, Vector y) {
  Scalar first[lanes];
  Scalar second[lanes];
  std::memcpy(first, &x, sizeof(first));
  std::memcpy(second, &y, sizeof(second));
  for (Index i = 0; i < lanes; ++i) first[i] = f(first[i], second[i]);
  std::memcpy(&x, first, sizeof(first));
  return x;
}
)nngen";

// The extensions have no operator for it; only x86 has names for it that GCC and Clang share, or
// nearly so.
constexpr std::string_view float_root = R"nngen(
#if defined(__AVX512F__) && defined(__clang__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtps512(x, 4)
#elif defined(__AVX512F__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtps512_mask(x, x, static_cast<unsigned short>(-1), 4)
#elif defined(__AVX__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtps256(x)
#elif defined(__SSE2__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtps(x)
#endif
)nngen";

constexpr std::string_view double_root = R"nngen(
#if defined(__AVX512F__) && defined(__clang__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtpd512(x, 4)
#elif defined(__AVX512F__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtpd512_mask(x, x, static_cast<unsigned char>(-1), 4)
#elif defined(__AVX__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtpd256(x)
#elif defined(__SSE2__)
#define NNGEN_ROOT(x) __builtin_ia32_sqrtpd(x)
#endif
)nngen";

constexpr std::string_view sqrt_text = R"nngen(
/// Rounded to the nearest, as std::sqrt.
inline Vector sqrt(Vector x) {
#if defined(NNGEN_VECTORS) && defined(NNGEN_ROOT)
  return Vector(NNGEN_ROOT(x.entries));
#else
  return by_lane([](Scalar value) { return std::sqrt(value); }, x);
#endif
}
#undef NNGEN_ROOT
inline Scalar sqrt(Scalar x) { return std::sqrt(x); }
)nngen";

constexpr std::string_view float_fused = R"nngen(
// What is fused for certain; whether a·b + c is depends on the compiler's flags.
#if defined(NNGEN_VECTORS) && defined(__AVX512F__)
#define NNGEN_FUSED(a, b, c) \
  __builtin_ia32_vfmaddps512_mask(a, b, c, static_cast<unsigned short>(-1), 4)
#elif defined(NNGEN_VECTORS) && defined(__FMA__)
#define NNGEN_FUSED(a, b, c) __builtin_ia32_vfmaddps256(a, b, c)
#endif
)nngen";

constexpr std::string_view double_fused = R"nngen(
// What is fused for certain; whether a·b + c is depends on the compiler's flags.
#if defined(NNGEN_VECTORS) && defined(__AVX512F__)
#define NNGEN_FUSED(a, b, c) \
  __builtin_ia32_vfmaddpd512_mask(a, b, c, static_cast<unsigned char>(-1), 4)
#elif defined(NNGEN_VECTORS) && defined(__FMA__)
#define NNGEN_FUSED(a, b, c) __builtin_ia32_vfmaddpd256(a, b, c)
#endif
)nngen";

}  // namespace

std::vector<VectorMathPart> vector_math_basics() {
  return {
      {{abs, exp, expm1, log, log1p, tanh, erf, sin, cos, asin, acos, atan, atan2, pow},
       bits_text},
      {{exp, expm1, log, log1p, tanh, erf, sin, cos, asin, acos, atan, atan2, pow},
       evaluation_text},
      {{sqrt, sin, cos, asin, acos, pow}, lanes_text},
      {{sin, cos, pow}, "", float_fused, double_fused},
      {{sqrt, asin, acos}, sqrt_text, float_root, double_root},
  };
}

}  // namespace nngen::codegen
