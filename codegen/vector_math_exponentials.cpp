// exp, expm1, tanh, erf. The polynomials are minimax: scripts/minimax.py.

#include "codegen/vector_math_parts.hpp"

namespace nngen::codegen {
namespace {

using enum ir::Prim;

// ---------------------------------------------------------------- x = n·ln 2 + rest

constexpr std::string_view float_reduction = R"nngen(
constexpr Scalar inverse_ln2 = 0x1.715476p+0f;
// ln 2 in two parts; n times the first is exact.
constexpr Scalar ln2_high = 0x1.62e4p-1f;
constexpr Scalar ln2_low = 0x1.7f7d1cp-20f;
/// (e^r − 1 − r)/r² for |r| ≤ ½·ln 2, so that e^r − 1 is right to 2^−26.
inline Vector exp_tail(Vector r) {
  static constexpr Scalar c[] = {
      0.49999997f, 0.166665435f, 0.0416672006f, 0.00836654752f, 0.00138825201f};
  return polynomial(r, c);
}
)nngen";

constexpr std::string_view double_reduction = R"nngen(
constexpr Scalar inverse_ln2 = 0x1.71547652b82fep+0;
// ln 2 in two parts; n times the first is exact.
constexpr Scalar ln2_high = 0x1.62e42fefa3p-1;
constexpr Scalar ln2_low = 0x1.3de6af278ece6p-42;
/// (e^r − 1 − r)/r² for |r| ≤ ½·ln 2, so that e^r − 1 is right to 2^−55.
inline Vector exp_tail(Vector r) {
  static constexpr Scalar c[] = {
      0.5000000000000006, 0.16666666666666588, 0.04166666666657646, 0.008333333333389738,
      0.001388888893166915, 0.0001984126971868579, 2.4801505140696445e-05, 2.755740771983197e-06,
      2.762609350159776e-07, 2.5053762160181396e-08};
  return polynomial(r, c);
}
)nngen";

constexpr std::string_view reduction_text = R"nngen(
/// x = n·ln 2 + r with a whole n and |r| ≤ ½·ln 2.
struct PowerOfTwo {
  Vector r_expm1;  // e^r − 1
  Words count;     // n + 2·exponent_bias in its lowest bits
};
inline PowerOfTwo split_power(Vector x) {
  // Behind its bits for fractions a number counts whole ones.
  constexpr Scalar shift =
      Scalar(3) * Scalar(Word(1) << (fraction_bits - 1)) + Scalar(2 * exponent_bias);
  const Vector shifted = settled(multiply_add(x, Vector(inverse_ln2), Vector(shift)));
  const Vector n = shifted - Vector(shift);
  const Vector upper = settled(multiply_add(n, Vector(-ln2_high), x));
  const Vector r = multiply_add(n, Vector(-ln2_low), upper);
  return {multiply_add(r * r, exp_tail(r), r), bits_of(shifted)};
}
/// 2^n as a product of two factors that are in range, also where 2^n is not.
inline Vector first_factor(Words count) { return from_bits((count >> 1) << fraction_bits); }
inline Vector second_factor(Words count) {
  return from_bits((count - (count >> 1)) << fraction_bits);
}
)nngen";

// ---------------------------------------------------------------- exp, expm1, tanh

constexpr std::string_view float_exp_range = R"nngen(
// Beyond these e^x is 0 or infinite.
constexpr Scalar exp_lowest = -104;
constexpr Scalar exp_highest = 89;
)nngen";
constexpr std::string_view double_exp_range = R"nngen(
// Beyond these e^x is 0 or infinite.
constexpr Scalar exp_lowest = -746;
constexpr Scalar exp_highest = 710;
)nngen";
constexpr std::string_view exp_range_text = R"nngen(
inline Vector in_exp_range(Vector x) {
  const Vector low = select(x < Vector(exp_lowest), Vector(exp_lowest), x);
  return select(Vector(exp_highest) < low, Vector(exp_highest), low);
}
)nngen";

constexpr std::string_view exp_text = R"nngen(
/// e^x within 1.5 ulp, with gradual underflow.
inline Vector exp(Vector x) {
  const PowerOfTwo power = split_power(in_exp_range(x));
  const Vector first = first_factor(power.count);
  return settled(multiply_add(power.r_expm1, first, first)) * second_factor(power.count);
}
inline Scalar exp(Scalar x) { return first_lane(exp(Vector(x))); }
)nngen";

constexpr std::string_view expm1_text = R"nngen(
/// e^x − 1 within 2 ulp in float, 3 in double.
inline Vector expm1(Vector x) {
  const PowerOfTwo power = split_power(in_exp_range(x));
  const Vector first = first_factor(power.count);
  const Vector second = second_factor(power.count);
  const Vector inverse_second = from_bits(2 * bits_of_one - bits_of(second));
  const Vector difference = settled(first - inverse_second);
  const Vector scaled = settled(multiply_add(power.r_expm1, first, difference));
  return with_sign(scaled * second, sign_of(x));
}
inline Scalar expm1(Scalar x) { return first_lane(expm1(Vector(x))); }
)nngen";

constexpr std::string_view float_tanh = R"nngen(
/// (tanh x − x)/x³ of z = x² for |x| ≤ 0.55, so that tanh x is right to 2^−29.
inline Vector tanh_tail(Vector z) {
  static constexpr Scalar c[] = {
      -0.333333164f, 0.1333258f, -0.0538516268f, 0.0210686661f, -0.00626971293f};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view double_tanh = R"nngen(
/// (tanh x − x)/x³ of z = x² for |x| ≤ 0.55, so that tanh x is right to 2^−60.
inline Vector tanh_tail(Vector z) {
  static constexpr Scalar c[] = {
      -0.333333333333333, 0.13333333333326483, -0.05396825396367833, 0.02186948838343439,
      -0.008863232560672243, 0.0035920916075404294, -0.0014555400513811365, 0.0005884326966028541,
      -0.00023335082620687164, 8.327133242568e-05, -1.9466188382665166e-05};
  return polynomial(z, c);
}
)nngen";

constexpr std::string_view tanh_text = R"nngen(
/// tanh x within 2 ulp: a polynomial near 0, else 1 − 2/(e^2|x| + 1) with the sign of x.
inline Vector tanh(Vector x) {
  const Vector size = abs(x);
  const Vector z = size * size;
  const Vector inner = multiply_add(size * z, tanh_tail(z), size);
  const PowerOfTwo power = split_power(2 * select(Vector(20) < size, Vector(20), size));
  const Vector scale = from_bits((power.count - exponent_bias) << fraction_bits);
  const Vector outer = 1 - 2 / multiply_add(power.r_expm1, scale, scale + 1);
  return with_sign(select(size < Scalar(0.55), inner, outer), sign_of(x));
}
inline Scalar tanh(Scalar x) { return first_lane(tanh(Vector(x))); }
)nngen";

// ---------------------------------------------------------------- erf

constexpr std::string_view float_erf = R"nngen(
/// erf(x)/x − 1 of z = x² ≤ 1, right to 2^−29.
inline Vector erf_near(Vector z) {
  static constexpr Scalar c[] = {
      0.128379166f, -0.37612626f, 0.112835996f, -0.0268544015f, 0.0051894444f, -0.000801994756f,
      7.8858604e-5f};
  return polynomial(z, c);
}
/// −log(1 − erf(x)) for 1 ≤ x ≤ 4, so that erf(x) is right to 2^−29.
inline Vector erf_far(Vector x) {
  static constexpr Scalar c[] = {
      0.000351587019f, 1.12704837f, 0.638212383f, 0.103048481f, -0.0218104273f, 0.0029408331f,
      -0.000185693847f};
  return polynomial(x, c);
}
constexpr Scalar erf_highest = 4;
)nngen";

constexpr std::string_view double_erf = R"nngen(
/// erf(x)/x − 1 of z = x² ≤ 1, right to 2^−62.
inline Vector erf_near(Vector z) {
  static constexpr Scalar c[] = {
      0.1283791670955126, -0.3761263890318375, 0.11283791670954882, -0.02686617064507736,
      0.0052239776248231545, -0.0008548326981106583, 0.00012055331120775248,
      -1.492559546693853e-05, 1.6461003389494311e-06, -1.6350340342237352e-07,
      1.4659940448076865e-08, -1.1373409203893565e-09, 5.957995526617016e-11};
  return polynomial(z, c);
}
/// −log(1 − erf(x)) for 1 ≤ x ≤ 6, so that erf(x) is right to 2^−57.
inline Vector erf_far(Vector x) {
  static constexpr Scalar c[] = {
      5.099110322570527e-07, 1.1283740226069958, 0.6366439219935646, 0.1027026434178949,
      -0.01898869074316697, -0.00041266467084347276, 0.001918056695859519, -0.000772340977511709,
      0.00013611931037468456, 1.9736234810058877e-05, -2.2615082029398017e-05,
      8.603610827074372e-06, -2.1206069094227737e-06, 3.7059504557613505e-07,
      -4.606686574631436e-08, 3.9019832189655065e-09, -2.0269470512978365e-10,
      4.882004034110745e-12};
  return polynomial(x, c);
}
constexpr Scalar erf_highest = 6;
)nngen";

constexpr std::string_view erf_text = R"nngen(
/// erf x within 2 ulp.
inline Vector erf(Vector x) {
  const Vector size = abs(x);
  const Vector inner = multiply_add(size, erf_near(size * size), size);
  const Vector inside = select(Vector(erf_highest) < size, Vector(erf_highest), size);
  const PowerOfTwo power = split_power(-erf_far(inside));
  const Vector scale = from_bits((power.count - exponent_bias) << fraction_bits);
  const Vector outer = (1 - scale) - scale * power.r_expm1;
  return with_sign(select(size < 1, inner, outer), sign_of(x));
}
inline Scalar erf(Scalar x) { return first_lane(erf(Vector(x))); }
)nngen";

}  // namespace

std::vector<VectorMathPart> vector_math_exponentials() {
  return {
      {{exp, expm1, tanh, erf, pow}, reduction_text, float_reduction, double_reduction},
      {{exp, expm1, pow}, exp_range_text, float_exp_range, double_exp_range},
      {{exp}, exp_text},
      {{expm1}, expm1_text},
      {{tanh}, tanh_text, float_tanh, double_tanh},
      {{erf}, erf_text, float_erf, double_erf},
  };
}

}  // namespace nngen::codegen
