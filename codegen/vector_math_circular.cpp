// sin, cos and their inverses. The polynomials are minimax: scripts/minimax.py.

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

using enum ir::Prim;

// ---------------------------------------------------------------- sin and cos

constexpr std::string_view float_circle = R"nngen(
// π/2 in parts. Without fused operations n times each but the last is exact.
#if defined(NNGEN_FUSED)
constexpr Scalar half_pi_parts[] = {0x1.921fb6p+0f, -0x1.777a5cp-25f, -0x1.ee59dap-50f};
#else
constexpr Scalar half_pi_parts[] = {0x1.92p+0f,  0x1.fap-12f, 0x1.54p-20f,    0x1.1p-30f,
                                    0x1.68p-39f, 0x1.84p-48f, 0x1.a62634p-58f};
#endif
constexpr Scalar largest_angle = 1e5f;
constexpr Scalar two_over_pi = 0x1.45f306p-1f;
/// sin r = r + r·z·sin_tail(z) and cos r = 1 − z/2 + z²·cos_tail(z) with z = r² for |r| ≤ π/4, right to
/// 2^−27 and 2^−33.
inline Vector sin_tail(Vector z) {
  static constexpr Scalar c[] = {-0.166666538f, 0.0083321128f, -0.000195087414f};
  return polynomial(z, c);
}
inline Vector cos_tail(Vector z) {
  static constexpr Scalar c[] = {0.0416666456f, -0.0013887306f, 2.4431205e-5f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_circle = R"nngen(
// π/2 in parts. Without fused operations n times each but the last is exact.
#if defined(NNGEN_FUSED)
constexpr Scalar half_pi_parts[] = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54,
                                    -0x1.f1976b7ed8fbcp-110};
#else
constexpr Scalar half_pi_parts[] = {0x1.921fb544p+0, 0x1.0b4611a6p-34, 0x1.3198a2ep-69,
                                    0x1.b839a252049c1p-104};
#endif
constexpr Scalar largest_angle = 1e6;
constexpr Scalar two_over_pi = 0x1.45f306dc9c883p-1;
/// sin r = r + r·z·sin_tail(z) and cos r = 1 − z/2 + z²·cos_tail(z) with z = r² for |r| ≤ π/4, right to
/// 2^−57 and 2^−64.
inline Vector sin_tail(Vector z) {
  static constexpr Scalar c[] = {
      -0.16666666666666627, 0.00833333333332094, -0.0001984126982861885, 2.7557313276022133e-06,
      -2.505069247336988e-08, 1.58929615108863e-10};
  return polynomial(z, c);
}
inline Vector cos_tail(Vector z) {
  static constexpr Scalar c[] = {
      0.04166666666666659, -0.0013888888888872598, 2.4801587288491705e-05, -2.755731405646965e-07,
      2.0875681865589457e-09, -1.1357447961891365e-11};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view circle_text = R"nngen(
/// size − n·π/2.
inline Vector without_quarters(Vector size, Vector n) {
  Vector r = size;
#if defined(NNGEN_FUSED)
  for (const Scalar part : half_pi_parts) {
    r = Vector(NNGEN_FUSED(n.entries, Vector(-part).entries, r.entries));
  }
  return r;
#else
  Vector lost = 0;
  for (const Scalar part : half_pi_parts) {
    const Vector next = settled(multiply_add(n, Vector(-part), r));
    lost = lost + settled(multiply_add(n, Vector(-part), settled(r - next)));
    r = next;
  }
  return r + lost;
#endif
}
/// sin of size + quarters·π/2 for 0 ≤ size ≤ largest_angle.
inline Vector sin_of_quarters(Vector size, Word quarters) {
  constexpr Scalar shift = Scalar(3) * Scalar(Word(1) << (fraction_bits - 1));
  const Vector shifted = settled(multiply_add(size, Vector(two_over_pi), Vector(shift)));
  const Vector n = shifted - Vector(shift);
  const Vector r = without_quarters(size, n);
  const Vector z = r * r;
  const Vector sine = multiply_add(r * z, sin_tail(z), r);
  const Vector cosine = multiply_add(z * z, cos_tail(z), settled(1 - Scalar(0.5) * z));
  const Words count = bits_of(shifted) + quarters;
  const Words sign = (count >> 1) << (8 * sizeof(Scalar) - 1);
  return change_sign(select(is_nonzero(count & Word(1)), cosine, sine), sign);
}
/// y, but f(x) in the lanes where x is too large for it, or no number.
template <class F>
inline Vector repair_large_angles(Vector x, Vector y, F f) {
  const Mask is_right = is_at_most(abs(x), Vector(largest_angle));
  Word marks[lanes];
  const Words wrong = bits_of(select(is_right, Vector(0), Vector(1)));
  std::memcpy(marks, &wrong, sizeof(marks));
  Word any = 0;
  for (const Word mark : marks) any |= mark;
  if (any == 0) return y;
  return by_lane(
      [&](Scalar angle, Scalar value) {
        return std::abs(angle) <= largest_angle ? value : f(angle);
      },
      x, y);
}
)nngen";

constexpr std::string_view sin_text = R"nngen(
/// sin x within 2 ulp; beyond ±largest_angle one lane after the other as std::sin.
inline Vector sin(Vector x) {
  const Vector y = change_sign(sin_of_quarters(abs(x), 0), sign_of(x));
  return repair_large_angles(x, y, [](Scalar angle) { return std::sin(angle); });
}
inline Scalar sin(Scalar x) { return first_lane(sin(Vector(x))); }
)nngen";

constexpr std::string_view cos_text = R"nngen(
/// cos x within 2 ulp; beyond ±largest_angle one lane after the other as std::cos.
inline Vector cos(Vector x) {
  const Vector y = sin_of_quarters(abs(x), 1);
  return repair_large_angles(x, y, [](Scalar angle) { return std::cos(angle); });
}
inline Scalar cos(Scalar x) { return first_lane(cos(Vector(x))); }
)nngen";

// ---------------------------------------------------------------- asin and acos

constexpr std::string_view float_arc = R"nngen(
/// (asin x − x)/x³ of z = x² ≤ ¼, right to 2^−27 of asin x.
inline Vector asin_tail(Vector z) {
  static constexpr Scalar c[] = {
      0.166667536f, 0.0749527961f, 0.0454728343f, 0.0241663996f, 0.0421901345f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_arc = R"nngen(
/// (asin x − x)/x³ of z = x² ≤ ¼, right to 2^−55 of asin x.
inline Vector asin_tail(Vector z) {
  static constexpr Scalar c[] = {
      0.16666666666665395, 0.07500000000340491, 0.04464285682533657, 0.030381959264783796,
      0.0223717548901141, 0.01735975373108209, 0.013884739890416085, 0.01217253828456612,
      0.006513291165593658, 0.019569222264747083, -0.016289681411021162, 0.03195788115372388};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view float_right_angle = R"nngen(
// π/2 in two parts.
constexpr Scalar half_pi = 0x1.921fb6p+0f;
constexpr Scalar half_pi_rest = -0x1.777a5cp-25f;
)nngen";
constexpr std::string_view double_right_angle = R"nngen(
// π/2 in two parts.
constexpr Scalar half_pi = 0x1.921fb54442d18p+0;
constexpr Scalar half_pi_rest = 0x1.1a62633145c07p-54;
)nngen";

constexpr std::string_view arc_text = R"nngen(
/// asin of |x| below ½; above it that of √((1 − |x|)/2), half the angle that is left to π/2.
struct Arc {
  Mask is_small;
  Vector angle;
};
inline Arc arc_of(Vector size) {
  const Mask is_small = size < Scalar(0.5);
  const Vector z = select(is_small, size * size, Scalar(0.5) * (1 - size));
  const Vector s = select(is_small, size, sqrt(z));
  return {is_small, multiply_add(s * z, asin_tail(z), s)};
}
)nngen";

constexpr std::string_view asin_text = R"nngen(
/// asin x within 3 ulp.
inline Vector asin(Vector x) {
  const Arc arc = arc_of(abs(x));
  const Vector large = half_pi - settled(2 * arc.angle - half_pi_rest);
  return with_sign(select(arc.is_small, arc.angle, large), sign_of(x));
}
inline Scalar asin(Scalar x) { return first_lane(asin(Vector(x))); }
)nngen";

constexpr std::string_view acos_text = R"nngen(
/// acos x within 2 ulp.
inline Vector acos(Vector x) {
  const Arc arc = arc_of(abs(x));
  const Vector small = half_pi - settled(change_sign(arc.angle, sign_of(x)) - half_pi_rest);
  const Vector twice = 2 * arc.angle;
  const Vector large = select(x < 0, 2 * half_pi - settled(twice - 2 * half_pi_rest), twice);
  return select(arc.is_small, small, large);
}
inline Scalar acos(Scalar x) { return first_lane(acos(Vector(x))); }
)nngen";

// ---------------------------------------------------------------- atan and atan2

constexpr std::string_view float_atan = R"nngen(
/// (atan s − s)/s³ of z = s² for |s| ≤ √2 − 1, right to 2^−30 of atan s.
inline Vector atan_tail(Vector z) {
  static constexpr Scalar c[] = {
      -0.333333164f, 0.199984655f, -0.142434224f, 0.105929479f, -0.0607591942f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_atan = R"nngen(
/// (atan s − s)/s³ of z = s² for |s| ≤ √2 − 1, right to 2^−59 of atan s.
inline Vector atan_tail(Vector z) {
  static constexpr Scalar c[] = {
      -0.3333333333333319, 0.1999999999995282, -0.14285714280121212, 0.11111110779791271,
      -0.09090897654837454, 0.07692058425826284, -0.06663084117189436, 0.05847746786108799,
      -0.05038672219897154, 0.03804870399374733, -0.01789004781950599};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view direction_text = R"nngen(
/// The angle of (x, y) with x, y ≥ 0 as base·π/2 + atan s: near the diagonal from π/4 on.
struct Direction {
  Vector base;
  Vector s;
};
inline Direction direction_of(Vector y, Vector x) {
  const Mask is_low = is_at_most(y, Scalar(0.4142135) * x);
  const Mask is_high = Scalar(2.4142135) * x < y;
  const Vector numerator = select(is_low, y, select(is_high, -x, y - x));
  const Vector denominator = select(is_low, x, select(is_high, y, y + x));
  const Vector base = select(is_low, Vector(0), select(is_high, Vector(1), Vector(Scalar(0.5))));
  // Both are zero, or the divisor is not.
  return {base, numerator / select(is_at_most(denominator, 0), Vector(1), denominator)};
}
inline Vector angle_of(Direction d) {
  const Vector z = d.s * d.s;
  const Vector tail = multiply_add(d.s * z, atan_tail(z), d.base * half_pi_rest);
  return multiply_add(d.base, Vector(half_pi), settled(d.s + tail));
}
)nngen";

constexpr std::string_view atan_text = R"nngen(
/// atan x within 2.5 ulp.
inline Vector atan(Vector x) {
  return with_sign(angle_of(direction_of(abs(x), Vector(1))), sign_of(x));
}
inline Scalar atan(Scalar x) { return first_lane(atan(Vector(x))); }
)nngen";

constexpr std::string_view atan2_text = R"nngen(
/// The angle of (x, y) within 2.5 ulp.
inline Vector atan2(Vector y, Vector x) {
  constexpr Scalar large = std::numeric_limits<Scalar>::max() / 1024;
  // Equal infinities go for equal numbers; sums, and their reciprocals, stay in range.
  const Mask x_is_infinite = is_at_most(infinity, abs(x));
  const Mask y_is_infinite = is_at_most(infinity, abs(y));
  const Vector right = select(x_is_infinite, select(y_is_infinite, Vector(1), abs(x)), abs(x));
  const Vector up = select(y_is_infinite, select(x_is_infinite, Vector(1), abs(y)), abs(y));
  const Mask is_out_of_range = large < select(right < up, up, right);
  const Vector scale = select(is_out_of_range, Vector(Scalar(1) / 1024), Vector(1));
  Direction direction = direction_of(up * scale, right * scale);
  const Mask is_left = is_nonzero(sign_of(x));
  direction.base = select(is_left, 2 - direction.base, direction.base);
  direction.s = select(is_left, -direction.s, direction.s);
  return with_sign(angle_of(direction), sign_of(y));
}
inline Scalar atan2(Scalar y, Scalar x) { return first_lane(atan2(Vector(y), Vector(x))); }
)nngen";

}  // namespace

std::vector<VectorMathPart> vector_math_circular() {
  return {
      {{sin, cos}, circle_text, float_circle, double_circle},
      {{sin}, sin_text},
      {{cos}, cos_text},
      {{asin, acos, atan, atan2}, "", float_right_angle, double_right_angle},
      {{asin, acos}, arc_text, float_arc, double_arc},
      {{asin}, asin_text},
      {{acos}, acos_text},
      {{atan, atan2}, direction_text, float_atan, double_atan},
      {{atan}, atan_text},
      {{atan2}, atan2_text},
  };
}

}  // namespace nngen::codegen
