// pow. The polynomial is minimax: scripts/minimax.py.

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

using enum ir::Prim;

constexpr std::string_view float_power = R"nngen(
/// (log((1 + s)/(1 − s))/s − 2 − ⅔·z)/z² of z = s² for |s| ≤ (√2 − 1)/(√2 + 1), so that the logarithm is right to 2^−36.
inline Vector power_tail(Vector z) {
  static constexpr Scalar c[] = {0.400001526f, 0.28547135f, 0.234185785f};
  return polynomial(z, c);
}
constexpr Scalar third_high = 0x1.555556p-2f;
constexpr Scalar third_low = -0x1.555556p-27f;
)nngen";

constexpr std::string_view double_power = R"nngen(
/// (log((1 + s)/(1 − s))/s − 2 − ⅔·z)/z² of z = s² for |s| ≤ (√2 − 1)/(√2 + 1), so that the logarithm is right to 2^−65.
inline Vector power_tail(Vector z) {
  static constexpr Scalar c[] = {
      0.3999999999999998, 0.285714285714451, 0.22222222217539292, 0.18181818869967475,
      0.15384556894680235, 0.13336316508209325, 0.11674836992596875, 0.11988859200994144};
  return polynomial(z, c);
}
constexpr Scalar third_high = 0x1.5555555555555p-2;
constexpr Scalar third_low = 0x1.5555555555555p-56;
)nngen";

constexpr std::string_view pairs_text = R"nngen(
#if defined(NNGEN_FUSED)
/// A sum of two numbers, the second of which is what the first has lost by rounding, or about that.
struct Pair {
  Vector high;
  Vector low;
};
/// a + b, where a is the larger one or their sum less a is exact.
inline Pair exact_sum(Vector a, Vector b) {
  const Vector sum = settled(a + b);
  return {sum, settled(b - settled(sum - a))};
}
inline Pair exact_product(Vector a, Vector b) {
  const Vector product = settled(a * b);
  return {product, settled(Vector(NNGEN_FUSED(a.entries, b.entries, (-product).entries)))};
}
inline Pair operator*(Pair a, Pair b) {
  const Pair product = exact_product(a.high, b.high);
  return {product.high, product.low + (a.high * b.low + a.low * b.high)};
}
inline Pair operator+(Vector larger, Pair b) {
  const Pair sum = exact_sum(larger, b.high);
  return {sum.high, sum.low + b.low};
}
)nngen";

constexpr std::string_view logarithm_text = R"nngen(
/// log x of x > 0 to a few more than its bits.
inline Pair long_log(Vector x) {
  constexpr Scalar whole = Scalar(Word(1) << fraction_bits);
  constexpr Word bits_of_whole = (exponent_bias + Word(fraction_bits)) << fraction_bits;
  const Mask is_small = x < std::numeric_limits<Scalar>::min();
  const Parts parts = split(select(is_small, x * whole, x));
  const Vector offset = select(is_small, Vector(Scalar(fraction_bits)), Vector(0));
  const Vector n = from_bits(parts.exponent | bits_of_whole) - (whole + Scalar(exponent_bias)) - offset;
  // With s = (m − 1)/(m + 1), log m = s·(2 + z·(⅔ + z·(…))) of z = s².
  const Vector f = settled(parts.m - 1);
  const Pair sum = exact_sum(Vector(1), parts.m);
  const Vector inverse = 1 / sum.high;
  const Vector quotient = settled(f * inverse);
  const Pair back = exact_product(quotient, sum.high);
  const Vector rest = settled(settled(f - back.high) - back.low) - quotient * sum.low;
  const Pair s{quotient, rest * inverse};
  const Pair z = s * s;
  const Pair inner = z * Pair{power_tail(z.high), Vector(0)};
  const Pair third = Vector(2 * third_high) + Pair{inner.high, inner.low + 2 * third_low};
  const Pair of_m = s * (Vector(2) + z * third);
  return settled(n * ln2_high) + Pair{of_m.high, multiply_add(n, Vector(ln2_low), of_m.low)};
}
/// e^x, also where it is infinite or 0.
inline Vector long_exp(Pair x) {
  const Vector inside = in_exp_range(x.high);
  const Mask is_outside = inside != x.high;
  constexpr Scalar shift =
      Scalar(3) * Scalar(Word(1) << (fraction_bits - 1)) + Scalar(2 * exponent_bias);
  const Vector shifted = settled(multiply_add(inside, Vector(inverse_ln2), Vector(shift)));
  const Vector n = shifted - Vector(shift);
  const Vector upper = settled(multiply_add(n, Vector(-ln2_high), inside));
  const Pair r = exact_sum(upper, multiply_add(n, Vector(-ln2_low), select(is_outside, Vector(0), x.low)));
  const Vector tail = multiply_add(r.high * r.high, exp_tail(r.high), multiply_add(r.low, r.high, r.low));
  const Pair power = exact_sum(Vector(1), r.high);
  const Words count = bits_of(shifted);
  const Vector first = first_factor(count);
  return settled(multiply_add(power.low + tail, first, power.high * first)) * second_factor(count);
}
)nngen";

constexpr std::string_view pow_text = R"nngen(
/// 1 in the last bit where y is an odd number, and whether it is whole.
struct Parity {
  Words bits;
  Mask is_broken;
};
inline Parity parity_of(Vector y) {
  // From here on all numbers are whole, from twice of it on even.
  constexpr Scalar whole = Scalar(Word(1) << fraction_bits);
  const Vector size = smaller(abs(y), Vector(2 * whole));
  const Mask is_small = size < whole;
  const Vector counted = settled(size + whole);
  const Mask is_broken = select(is_small, settled(counted - whole), size) != size;
  return {bits_of(select(is_broken, Vector(0), select(is_small, counted, size))), is_broken};
}
/// x^y within 1 ulp, with the special cases of C.
inline Vector pow(Vector x, Vector y) {
  // Beyond this a power of any number but 1 is infinite or 0.
  constexpr Scalar largest_exponent = Scalar(Word(1) << fraction_bits) * 8192;
  const Vector size = abs(x);
  const Vector exponent = larger(smaller(y, Vector(largest_exponent)), Vector(-largest_exponent));
  const Pair logarithm = long_log(size);
  const Pair product = exact_product(exponent, logarithm.high);
  Vector power = long_exp({product.high, multiply_add(exponent, logarithm.low, product.low)});
  const Vector at_zero = select(y < 0, Vector(infinity), Vector(0));
  const Vector at_infinity = select(y < 0, Vector(0), Vector(infinity));
  power = select(is_at_most(size, 0), at_zero, power);
  power = select(is_at_most(infinity, size), at_infinity, power);
  const Parity parity = parity_of(y);
  power = with_sign(power, (parity.bits << (8 * sizeof(Scalar) - 1)) & sign_of(x));
  const Vector below_zero = select(parity.is_broken, Vector(not_a_number), power);
  power = select(x < 0, select(-infinity < x, below_zero, power), power);
  power = select(x != x, x, select(y != y, y, power));
  power = select(x != 1, power, Vector(1));
  return select(y != 0, power, Vector(1));
}
inline Scalar pow(Scalar x, Scalar y) { return first_lane(pow(Vector(x), Vector(y))); }
#else
/// One lane after the other: without fused operations a logarithm in two parts takes longer.
inline Vector pow(Vector x, Vector y) {
  return by_lane([](Scalar base, Scalar exponent) { return std::pow(base, exponent); }, x, y);
}
inline Scalar pow(Scalar x, Scalar y) { return std::pow(x, y); }
#endif
)nngen";

}  // namespace

std::vector<VectorMathPart> vector_math_powers() {
  return {
      {{pow}, pairs_text, float_power, double_power},
      {{pow}, logarithm_text},
      {{pow}, pow_text},
      {{sin, cos, pow}, "#undef NNGEN_FUSED\n"},
  };
}

}  // namespace nngen::codegen
