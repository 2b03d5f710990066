// log, log1p. The polynomials are minimax: scripts/minimax.py.

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

using enum ir::Prim;

constexpr std::string_view float_split = R"nngen(
constexpr Word bits_of_root_half = 0x3f3504f3;
)nngen";
constexpr std::string_view float_log = R"nngen(
/// log(1 + f) less f for 1 + f between √½ and √2, right to 2^−27 of the logarithm; `low` is added to it.
inline Vector log_tail(Vector f, Vector low) {
  static constexpr Scalar c[] = {
      0.333333135f, -0.250000089f, 0.200021192f, -0.166679963f, 0.142195523f, -0.124055892f,
      0.118881635f, -0.116756514f, 0.0674663708f};
  const Vector square = f * f;
  return multiply_add(f * square, polynomial(f, c), multiply_add(square, Vector(Scalar(-0.5)), low));
}
constexpr Scalar log2_high = 0x1.62e4p-1f;
constexpr Scalar log2_low = 0x1.7f7d1cp-20f;
)nngen";

constexpr std::string_view double_split = R"nngen(
constexpr Word bits_of_root_half = 0x3fe6a09e667f3bcd;
)nngen";
constexpr std::string_view double_log = R"nngen(
/// log(1 + f) less f for 1 + f between √½ and √2, right to 2^−59 of the logarithm; `low` is added to it.
inline Vector log_tail(Vector f, Vector low) {
  // With s = f/(2 + f), log(1 + f) = 2·s + s³·(…) = f − ½·f² + s·(½·f² + s²·(…)).
  static constexpr Scalar c[] = {
      0.6666666666666734, 0.3999999999941469, 0.2857142874238546, 0.2222219857331315,
      0.18183564322980458, 0.15314050564593903, 0.14795950101713407};
  const Vector s = f / (2 + f);
  const Vector z = s * s;
  const Vector half_square = Scalar(0.5) * f * f;
  return multiply_add(s, multiply_add(z, polynomial(z, c), half_square), low) - half_square;
}
constexpr Scalar log2_high = 0x1.62e42fefa3p-1;
constexpr Scalar log2_low = 0x1.3de6af278ece6p-42;
)nngen";

constexpr std::string_view split_text = R"nngen(
/// x > 0 as 2^n·m with m between √½ and √2.
struct Parts {
  Vector m;
  Words exponent;  // n + exponent_bias
};
inline Parts split(Vector x) {
  constexpr Word fraction_mask = (Word(1) << fraction_bits) - 1;
  const Words moved = bits_of(x) + (bits_of_one - bits_of_root_half);
  return {from_bits((moved & fraction_mask) + bits_of_root_half), moved >> fraction_bits};
}
)nngen";

constexpr std::string_view ends_text = R"nngen(
/// log(2^n·(1 + f)); `offset` is taken off n as it stands in `exponent`.
inline Vector log_of_parts(Words exponent, Vector offset, Vector f) {
  constexpr Scalar whole = Scalar(Word(1) << fraction_bits);
  constexpr Word bits_of_whole = (exponent_bias + Word(fraction_bits)) << fraction_bits;
  const Vector n = from_bits(exponent | bits_of_whole) - (whole + offset);
  const Vector tail = log_tail(f, n * log2_low);
  return multiply_add(n, Vector(log2_high), settled(f + settled(tail)));
}
/// The logarithm's ends: infinite at 0 and at infinity, not a number below 0.
inline Vector log_with_ends(Vector x, Vector ordinary) {
  const Vector at_low_end = select(x < 0, Vector(not_a_number), Vector(-infinity));
  return select(is_at_most(x, 0), at_low_end, select(x < infinity, ordinary, x));
}
)nngen";

constexpr std::string_view log_text = R"nngen(
/// log x within 1 ulp.
inline Vector log(Vector x) {
  constexpr Scalar bias = Scalar(exponent_bias);
  constexpr Scalar scale = Scalar(Word(1) << fraction_bits);
  const Mask is_small = x < std::numeric_limits<Scalar>::min();
  const Parts parts = split(select(is_small, x * scale, x));
  const Vector offset = select(is_small, Vector(bias + Scalar(fraction_bits)), Vector(bias));
  return log_with_ends(x, log_of_parts(parts.exponent, offset, parts.m - 1));
}
inline Scalar log(Scalar x) { return first_lane(log(Vector(x))); }
)nngen";

constexpr std::string_view log1p_text = R"nngen(
/// log(1 + x) within 2 ulp.
inline Vector log1p(Vector x) {
  const Mask is_below_one = x < 1;
  const Vector sum = settled(1 + x);
  const Vector larger_part = select(is_below_one, Vector(1), x);
  const Vector smaller_part = select(is_below_one, x, Vector(1));
  const Vector lost = smaller_part - settled(sum - larger_part);
  const Parts parts = split(sum);
  // Twice the inverse of 2^n: 2^-n itself is not in range for the largest sums.
  const Vector twice = from_bits((2 * exponent_bias + 1 - parts.exponent) << fraction_bits);
  const Vector f = multiply_add(lost * Scalar(0.5), twice, parts.m - 1);
  const Vector y = log_of_parts(parts.exponent, Vector(Scalar(exponent_bias)), settled(f));
  return with_sign(log_with_ends(sum, y), sign_of(x));
}
inline Scalar log1p(Scalar x) { return first_lane(log1p(Vector(x))); }
)nngen";

}  // namespace

std::vector<VectorMathPart> vector_math_logarithms() {
  return {
      {{log, log1p, pow}, split_text, float_split, double_split},
      {{log, log1p}, ends_text, float_log, double_log},
      {{log}, log_text},
      {{log1p}, log1p_text},
  };
}

}  // namespace nngen::codegen
