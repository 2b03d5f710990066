#pragma once
// A scalar reverse tape: every scalar operation writes down its operands and partial derivatives, and a
// sweep backwards accumulates adjoints. Knows nothing of matrices or of symbolic rules.

#include <cstdint>
#include <vector>

#include "ir/dual.hpp"

namespace nngen::ir {

/// The record of one evaluation. `T` is double, or Dual<double> for second derivatives.
template <class T>
class Tape {
 public:
  static constexpr std::uint32_t none = 0xffffffffu;

  /// The tape that scalars of this thread are written to while a `Recording` lives.
  static Tape*& active() {
    thread_local Tape* tape = nullptr;
    return tape;
  }

  std::uint32_t append(std::uint32_t a, T partial_a, std::uint32_t b, T partial_b) {
    entries_.push_back({a, b, partial_a, partial_b});
    return static_cast<std::uint32_t>(entries_.size() - 1);
  }

  /// The derivative of entry `root` by every entry.
  std::vector<T> adjoints(std::uint32_t root) const {
    std::vector<T> adjoint(entries_.size(), T(0));
    if (root == none) return adjoint;
    adjoint[root] = T(1);
    for (std::size_t i = root + std::size_t{1}; i-- > 0;) {
      const Entry& entry = entries_[i];
      if (entry.a != none) adjoint[entry.a] += entry.partial_a * adjoint[i];
      if (entry.b != none) adjoint[entry.b] += entry.partial_b * adjoint[i];
    }
    return adjoint;
  }

 private:
  struct Entry {
    std::uint32_t a, b;
    T partial_a, partial_b;
  };
  std::vector<Entry> entries_;
};

/// Makes a tape the active one for a scope.
template <class T>
class Recording {
 public:
  explicit Recording(Tape<T>& tape) : previous_(Tape<T>::active()) { Tape<T>::active() = &tape; }
  ~Recording() { Tape<T>::active() = previous_; }
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

 private:
  Tape<T>* previous_;
};

/// A scalar on the active tape; without an entry it is a constant.
template <class T>
struct Var {
  T value = T(0);
  std::uint32_t entry = Tape<T>::none;

  Var() = default;
  Var(double constant) : value(constant) {}  // NOLINT: constants mix with variables
  Var(T v, std::uint32_t e) : value(v), entry(e) {}

  /// A new independent variable.
  static Var independent(T v) {
    return {v, Tape<T>::active()->append(Tape<T>::none, T(0), Tape<T>::none, T(0))};
  }
};

template <class T>
double primal_of(const Var<T>& x) {
  return primal_of(x.value);
}

template <class T>
Var<T> record(T value, const Var<T>& a, T partial) {
  if (a.entry == Tape<T>::none) return {value, Tape<T>::none};
  return {value, Tape<T>::active()->append(a.entry, partial, Tape<T>::none, T(0))};
}
template <class T>
Var<T> record(T value, const Var<T>& a, T partial_a, const Var<T>& b, T partial_b) {
  if (a.entry == Tape<T>::none && b.entry == Tape<T>::none) return {value, Tape<T>::none};
  return {value, Tape<T>::active()->append(a.entry, partial_a, b.entry, partial_b)};
}

#define NNGEN_VAR_COMPARISON(op)                          \
  template <class T>                                      \
  bool operator op(const Var<T>& a, const Var<T>& b) {    \
    return primal_of(a) op primal_of(b);                  \
  }                                                       \
  template <class T>                                      \
  bool operator op(const Var<T>& a, double b) {           \
    return primal_of(a) op b;                             \
  }
NNGEN_VAR_COMPARISON(<)
NNGEN_VAR_COMPARISON(<=)
NNGEN_VAR_COMPARISON(>)
NNGEN_VAR_COMPARISON(>=)
NNGEN_VAR_COMPARISON(==)
NNGEN_VAR_COMPARISON(!=)
#undef NNGEN_VAR_COMPARISON

template <class T>
Var<T> operator-(const Var<T>& a) {
  return record<T>(-a.value, a, T(-1));
}
template <class T>
Var<T> operator+(const Var<T>& a, const Var<T>& b) {
  return record<T>(a.value + b.value, a, T(1), b, T(1));
}
template <class T>
Var<T> operator-(const Var<T>& a, const Var<T>& b) {
  return record<T>(a.value - b.value, a, T(1), b, T(-1));
}
template <class T>
Var<T> operator*(const Var<T>& a, const Var<T>& b) {
  return record<T>(a.value * b.value, a, b.value, b, a.value);
}
template <class T>
Var<T> operator/(const Var<T>& a, const Var<T>& b) {
  const T quotient = a.value / b.value;
  return record<T>(quotient, a, T(1) / b.value, b, -quotient / b.value);
}
#define NNGEN_VAR_MIXED(op)                             \
  template <class T>                                    \
  Var<T> operator op(const Var<T>& a, double b) {       \
    return a op Var<T>(b);                              \
  }                                                     \
  template <class T>                                    \
  Var<T> operator op(double a, const Var<T>& b) {       \
    return Var<T>(a) op b;                              \
  }
NNGEN_VAR_MIXED(+)
NNGEN_VAR_MIXED(-)
NNGEN_VAR_MIXED(*)
NNGEN_VAR_MIXED(/)
#undef NNGEN_VAR_MIXED
template <class T>
Var<T>& operator+=(Var<T>& a, const Var<T>& b) {
  return a = a + b;
}

// The partial derivative of a one-argument function comes from a dual number, so that each scalar
// derivative is written once in the whole reference.
#define NNGEN_VAR_FUNCTION(name)                              \
  template <class T>                                          \
  Var<T> name(const Var<T>& x) {                              \
    const Dual<T> y = name(Dual<T>(x.value, T(1)));           \
    return record<T>(y.value, x, y.tangent);                  \
  }
NNGEN_VAR_FUNCTION(exp)
NNGEN_VAR_FUNCTION(expm1)
NNGEN_VAR_FUNCTION(log)
NNGEN_VAR_FUNCTION(log1p)
NNGEN_VAR_FUNCTION(sqrt)
NNGEN_VAR_FUNCTION(sin)
NNGEN_VAR_FUNCTION(cos)
NNGEN_VAR_FUNCTION(tan)
NNGEN_VAR_FUNCTION(asin)
NNGEN_VAR_FUNCTION(acos)
NNGEN_VAR_FUNCTION(atan)
NNGEN_VAR_FUNCTION(sinh)
NNGEN_VAR_FUNCTION(cosh)
NNGEN_VAR_FUNCTION(tanh)
NNGEN_VAR_FUNCTION(asinh)
NNGEN_VAR_FUNCTION(erf)
NNGEN_VAR_FUNCTION(abs)
#undef NNGEN_VAR_FUNCTION

template <class T>
Var<T> pow(const Var<T>& x, double exponent) {
  const Dual<T> y = pow(Dual<T>(x.value, T(1)), exponent);
  return record<T>(y.value, x, y.tangent);
}
/// For a base above 0; the exponent may move, on the tape or off it.
template <class T>
Var<T> pow(const Var<T>& x, const Var<T>& e) {
  const T by_base = pow(Dual<T>(x.value, T(1)), Dual<T>(e.value, T(0))).tangent;
  const T by_exponent = pow(Dual<T>(x.value, T(0)), Dual<T>(e.value, T(1))).tangent;
  return record<T>(pow(Dual<T>(x.value, T(0)), Dual<T>(e.value, T(0))).value, x, by_base, e,
                   by_exponent);
}
template <class T>
Var<T> atan2(const Var<T>& y, const Var<T>& x) {
  const Dual<T> by_y = atan2(Dual<T>(y.value, T(1)), Dual<T>(x.value, T(0)));
  const Dual<T> by_x = atan2(Dual<T>(y.value, T(0)), Dual<T>(x.value, T(1)));
  return record<T>(by_y.value, y, by_y.tangent, x, by_x.tangent);
}

}  // namespace nngen::ir
