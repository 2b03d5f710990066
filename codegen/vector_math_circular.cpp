// sin, cos, their inverses; pow. The polynomials are minimax: scripts/minimax.py.

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

using enum ir::Prim;

// ---------------------------------------------------------------- sin and cos

constexpr std::string_view float_circle = R"nngen(
// π/2 in parts. Without a fused multiply_add, n times each but the last is exact.
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
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
  static constexpr Scalar c[] = {-0.166666538f, 0.00833213143f, -0.000195108383f};
  return polynomial(z, c);
}
inline Vector cos_tail(Vector z) {
  static constexpr Scalar c[] = {0.0416666456f, -0.0013887306f, 2.4431205e-5f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_circle = R"nngen(
// π/2 in parts. Without a fused multiply_add, n times each but the last is exact.
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
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
  static constexpr Scalar c[] = {-0.16666666666666627,  0.008333333333321286,
                                 -0.00019841269828869905, 2.7557313355947404e-06,
                                 -2.505070403024162e-08,  1.5893583416970286e-10};
  return polynomial(z, c);
}
inline Vector cos_tail(Vector z) {
  static constexpr Scalar c[] = {0.04166666666666659,   -0.0013888888888872598,
                                 2.4801587288491705e-05, -2.755731405646965e-07,
                                 2.0875681865589457e-09, -1.1357447961891365e-11};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view circle_text = R"nngen(
/// sin of size + quarters·π/2 for 0 ≤ size ≤ largest_angle.
inline Vector sin_of_quarters(Vector size, Word quarters) {
  constexpr Scalar shift = Scalar(3) * Scalar(Word(1) << (fraction_bits - 1));
  const Vector shifted = settled(multiply_add(size, Vector(two_over_pi), Vector(shift)));
  const Vector n = shifted - Vector(shift);
  Vector r = size;
  for (const Scalar part : half_pi_parts) r = settled(multiply_add(n, Vector(-part), r));
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
inline Scalar sin(Scalar x) { return first_of(sin(Vector(x))); }
)nngen";

constexpr std::string_view cos_text = R"nngen(
/// cos x within 2 ulp; beyond ±largest_angle one lane after the other as std::cos.
inline Vector cos(Vector x) {
  const Vector y = sin_of_quarters(abs(x), 1);
  return repair_large_angles(x, y, [](Scalar angle) { return std::cos(angle); });
}
inline Scalar cos(Scalar x) { return first_of(cos(Vector(x))); }
)nngen";

// ---------------------------------------------------------------- asin and acos

constexpr std::string_view float_arc = R"nngen(
/// (asin x − x)/x³ of z = x² ≤ ¼, right to 2^−27 of asin x.
inline Vector asin_tail(Vector z) {
  static constexpr Scalar c[] = {0.166667551f, 0.0749522373f, 0.0454795957f, 0.0241343379f,
                                 0.0422425903f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_arc = R"nngen(
/// (asin x − x)/x³ of z = x² ≤ ¼, right to 2^−55 of asin x.
inline Vector asin_tail(Vector z) {
  static constexpr Scalar c[] = {
      0.1666666666666537,   0.07500000000346599,  0.044642856820440724,  0.030381959460674603,
      0.022371750333321,    0.017359820415239056, 0.013884100374391879,  0.012176618018381479,
      0.006496133458202309, 0.019614921443221404, -0.01635953683563222, 0.03200456460968647};
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
inline Scalar asin(Scalar x) { return first_of(asin(Vector(x))); }
)nngen";

constexpr std::string_view acos_text = R"nngen(
/// acos x within 3 ulp.
inline Vector acos(Vector x) {
  const Arc arc = arc_of(abs(x));
  const Vector small = half_pi - settled(change_sign(arc.angle, sign_of(x)) - half_pi_rest);
  const Vector twice = 2 * arc.angle;
  const Vector large = select(x < 0, 2 * half_pi - settled(twice - 2 * half_pi_rest), twice);
  return select(arc.is_small, small, large);
}
inline Scalar acos(Scalar x) { return first_of(acos(Vector(x))); }
)nngen";

// ---------------------------------------------------------------- atan

constexpr std::string_view float_atan = R"nngen(
/// (atan x − x)/x³ of z = x² for |x| ≤ √2 − 1, right to 2^−30 of atan x.
inline Vector atan_tail(Vector z) {
  static constexpr Scalar c[] = {-0.333333164f, 0.199984834f, -0.142437384f, 0.105951399f,
                                 -0.0608115457f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_atan = R"nngen(
/// (atan x − x)/x³ of z = x² for |x| ≤ √2 − 1, right to 2^−59 of atan x.
inline Vector atan_tail(Vector z) {
  static constexpr Scalar c[] = {-0.333333333333332,   0.19999999999953666,  -0.14285714280204181,
                                 0.11111110783820126,  -0.09090897767206114, 0.07692060363714581,
                                 -0.06663105475866124, 0.058478975344500805, -0.05039331467065536,
                                 0.03806497124420517,  -0.017907361850235115};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view atan_text = R"nngen(
/// atan x within 3 ulp: near 1 from π/4 on, for large x from π/2 on.
inline Vector atan(Vector x) {
  const Vector size = abs(x);
  const Mask is_small = size < Scalar(0.4142135);
  const Mask is_large = Vector(Scalar(2.4142135)) < size;
  const Vector numerator = select(is_small, size, select(is_large, Vector(-1), size - 1));
  const Vector denominator = select(is_small, Vector(1), select(is_large, size, size + 1));
  const Vector base = select(is_small, Vector(0), select(is_large, Vector(1), Vector(Scalar(0.5))));
  const Vector s = numerator / denominator;
  const Vector z = s * s;
  const Vector tail = multiply_add(s * z, atan_tail(z), base * half_pi_rest);
  return with_sign(multiply_add(base, Vector(half_pi), settled(s + tail)), sign_of(x));
}
inline Scalar atan(Scalar x) { return first_of(atan(Vector(x))); }
)nngen";

// ---------------------------------------------------------------- two operands

constexpr std::string_view atan2_text = R"nngen(
/// One lane after the other.
inline Vector atan2(Vector y, Vector x) {
  return by_lane([](Scalar up, Scalar right) { return std::atan2(up, right); }, y, x);
}
inline Scalar atan2(Scalar y, Scalar x) { return std::atan2(y, x); }
)nngen";

constexpr std::string_view pow_text = R"nngen(
/// One lane after the other.
inline Vector pow(Vector base, Vector exponent) {
  return by_lane([](Scalar b, Scalar e) { return std::pow(b, e); }, base, exponent);
}
inline Scalar pow(Scalar base, Scalar exponent) { return std::pow(base, exponent); }
)nngen";

}  // namespace

std::vector<VectorMathPart> vector_math_circular() {
  return {
      {{sin, cos}, circle_text, float_circle, double_circle},
      {{sin}, sin_text},
      {{cos}, cos_text},
      {{asin, acos, atan}, "", float_right_angle, double_right_angle},
      {{asin, acos}, arc_text, float_arc, double_arc},
      {{asin}, asin_text},
      {{acos}, acos_text},
      {{atan}, atan_text, float_atan, double_atan},
      {{atan2}, atan2_text},
      {{pow}, pow_text},
  };
}

}  // namespace nngen::codegen
