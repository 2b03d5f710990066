#pragma once
// Dual numbers a + b·ε with ε² = 0: forward-mode derivatives of scalar code, independent of every
// symbolic rule. Nested duals give higher orders.

#include <cmath>

namespace nngen::ir {

template <class T>
struct Dual {
  T value = T(0);
  T tangent = T(0);

  Dual() = default;
  Dual(double constant) : value(constant) {}  // NOLINT: constants mix with duals
  Dual(T v, T t) : value(v), tangent(t) {}
};

// `using std::f` makes f(double) visible beside the overloads for Dual and Var found by ADL.
namespace scalar_functions {
using std::abs, std::acos, std::asin, std::asinh, std::atan, std::atan2, std::cos, std::cosh,
    std::erf, std::exp, std::expm1, std::log, std::log1p, std::pow, std::sin, std::sinh, std::sqrt,
    std::tan, std::tanh;
}  // namespace scalar_functions

inline double primal_of(double x) { return x; }
template <class T>
double primal_of(const Dual<T>& x) {
  return primal_of(x.value);
}

#define NNGEN_DUAL_COMPARISON(op)                            \
  template <class T>                                         \
  bool operator op(const Dual<T>& a, const Dual<T>& b) {     \
    return primal_of(a) op primal_of(b);                     \
  }                                                          \
  template <class T>                                         \
  bool operator op(const Dual<T>& a, double b) {             \
    return primal_of(a) op b;                                \
  }
NNGEN_DUAL_COMPARISON(<)
NNGEN_DUAL_COMPARISON(<=)
NNGEN_DUAL_COMPARISON(>)
NNGEN_DUAL_COMPARISON(>=)
NNGEN_DUAL_COMPARISON(==)
NNGEN_DUAL_COMPARISON(!=)
#undef NNGEN_DUAL_COMPARISON

template <class T>
Dual<T> operator-(const Dual<T>& a) {
  return {-a.value, -a.tangent};
}
template <class T>
Dual<T> operator+(const Dual<T>& a, const Dual<T>& b) {
  return {a.value + b.value, a.tangent + b.tangent};
}
template <class T>
Dual<T> operator-(const Dual<T>& a, const Dual<T>& b) {
  return {a.value - b.value, a.tangent - b.tangent};
}
template <class T>
Dual<T> operator*(const Dual<T>& a, const Dual<T>& b) {
  return {a.value * b.value, a.tangent * b.value + a.value * b.tangent};
}
template <class T>
Dual<T> operator/(const Dual<T>& a, const Dual<T>& b) {
  const T quotient = a.value / b.value;
  return {quotient, (a.tangent - quotient * b.tangent) / b.value};
}
#define NNGEN_DUAL_MIXED(op)                              \
  template <class T>                                      \
  Dual<T> operator op(const Dual<T>& a, double b) {       \
    return a op Dual<T>(b);                               \
  }                                                       \
  template <class T>                                      \
  Dual<T> operator op(double a, const Dual<T>& b) {       \
    return Dual<T>(a) op b;                               \
  }
NNGEN_DUAL_MIXED(+)
NNGEN_DUAL_MIXED(-)
NNGEN_DUAL_MIXED(*)
NNGEN_DUAL_MIXED(/)
#undef NNGEN_DUAL_MIXED
template <class T>
Dual<T>& operator+=(Dual<T>& a, const Dual<T>& b) {
  return a = a + b;
}

// f(a) with f'(a) written in the scalar type below, so that nested duals differentiate it again.
#define NNGEN_DUAL_FUNCTION(name, derivative)   \
  template <class T>                            \
  Dual<T> name(const Dual<T>& dual) {           \
    using namespace scalar_functions;           \
    [[maybe_unused]] const T x = dual.value; \
    [[maybe_unused]] const T y = name(x); \
    return {y, dual.tangent * (derivative)};    \
  }
NNGEN_DUAL_FUNCTION(exp, y)
NNGEN_DUAL_FUNCTION(expm1, y + 1.0)
NNGEN_DUAL_FUNCTION(log, 1.0 / x)
NNGEN_DUAL_FUNCTION(log1p, 1.0 / (1.0 + x))
NNGEN_DUAL_FUNCTION(sqrt, 0.5 / y)
NNGEN_DUAL_FUNCTION(sin, cos(x))
NNGEN_DUAL_FUNCTION(cos, -sin(x))
NNGEN_DUAL_FUNCTION(tan, 1.0 + y * y)
NNGEN_DUAL_FUNCTION(asin, 1.0 / sqrt(1.0 - x * x))
NNGEN_DUAL_FUNCTION(acos, -1.0 / sqrt(1.0 - x * x))
NNGEN_DUAL_FUNCTION(atan, 1.0 / (1.0 + x * x))
NNGEN_DUAL_FUNCTION(sinh, cosh(x))
NNGEN_DUAL_FUNCTION(cosh, sinh(x))
NNGEN_DUAL_FUNCTION(tanh, 1.0 - y * y)
NNGEN_DUAL_FUNCTION(asinh, 1.0 / sqrt(1.0 + x * x))
NNGEN_DUAL_FUNCTION(erf, 1.1283791670955126 * exp(-(x * x)))
#undef NNGEN_DUAL_FUNCTION

template <class T>
Dual<T> abs(const Dual<T>& x) {
  if (x == 0.0) return Dual<T>(0.0);  // the documented derivative at the kink is 0
  return x < 0.0 ? -x : x;
}
template <class T>
Dual<T> atan2(const Dual<T>& y, const Dual<T>& x) {
  using namespace scalar_functions;
  const T square = y.value * y.value + x.value * x.value;
  return {atan2(y.value, x.value), (y.tangent * x.value - y.value * x.tangent) / square};
}
/// A constant exponent differentiates the base only.
template <class T>
Dual<T> pow(const Dual<T>& x, double exponent) {
  using namespace scalar_functions;
  if (exponent == 0.0) return Dual<T>(1.0);
  return {pow(x.value, exponent), x.tangent * (exponent * pow(x.value, exponent - 1.0))};
}
template <class T>
Dual<T> pow(const Dual<T>& x, const Dual<T>& exponent) {
  using namespace scalar_functions;
  const T power = pow(x.value, exponent.value);
  return {power, x.tangent * exponent.value * pow(x.value, exponent.value - 1.0) +
                     exponent.tangent * power * log(x.value)};
}

/// The functions of the rows' scalar code, for double and for every scalar of the reference.
namespace math {
#define NNGEN_SCALAR_FUNCTION(name)     \
  template <class T>                    \
  T name(const T& x) {                  \
    using std::name;                    \
    return name(x);                     \
  }
NNGEN_SCALAR_FUNCTION(abs)
NNGEN_SCALAR_FUNCTION(acos)
NNGEN_SCALAR_FUNCTION(asin)
NNGEN_SCALAR_FUNCTION(asinh)
NNGEN_SCALAR_FUNCTION(atan)
NNGEN_SCALAR_FUNCTION(cos)
NNGEN_SCALAR_FUNCTION(cosh)
NNGEN_SCALAR_FUNCTION(erf)
NNGEN_SCALAR_FUNCTION(exp)
NNGEN_SCALAR_FUNCTION(expm1)
NNGEN_SCALAR_FUNCTION(log)
NNGEN_SCALAR_FUNCTION(log1p)
NNGEN_SCALAR_FUNCTION(sin)
NNGEN_SCALAR_FUNCTION(sinh)
NNGEN_SCALAR_FUNCTION(sqrt)
NNGEN_SCALAR_FUNCTION(tan)
NNGEN_SCALAR_FUNCTION(tanh)
#undef NNGEN_SCALAR_FUNCTION
template <class T, class Exponent>
T pow(const T& x, const Exponent& exponent) {
  using std::pow;
  return pow(x, exponent);
}
template <class T>
T atan2(const T& y, const T& x) {
  using std::atan2;
  return atan2(y, x);
}
}  // namespace math

}  // namespace nngen::ir
