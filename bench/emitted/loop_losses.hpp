#pragma once
// Activations and losses as plain loops, for the peers that have no library for them.

#include <algorithm>
#include <cmath>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

inline void activate(Activation activation, Scalar* y, Index count) {
  if (activation == Activation::tanh) {
    for (Index i = 0; i < count; ++i) y[i] = std::tanh(y[i]);
  }
  if (activation == Activation::relu) {
    for (Index i = 0; i < count; ++i) y[i] = y[i] > 0 ? y[i] : 0;
  }
}

inline void times_derivative(Activation activation, const Scalar* y, Scalar* d, Index count) {
  if (activation == Activation::tanh) {
    for (Index i = 0; i < count; ++i) d[i] *= 1 - y[i] * y[i];
  }
  if (activation == Activation::relu) {
    for (Index i = 0; i < count; ++i) d[i] = y[i] > 0 ? d[i] : 0;
  }
}

inline Scalar cross_entropy(const Scalar* y, const Scalar* t, Scalar* d, Index out, Scalar weight) {
  Scalar largest = y[0];
  for (Index i = 1; i < out; ++i) largest = std::max(largest, y[i]);
  Scalar total = 0, right = 0;
  for (Index i = 0; i < out; ++i) {
    d[i] = std::exp(y[i] - largest);
    total += d[i];
    right += t[i] * (y[i] - largest);
  }
  for (Index i = 0; i < out; ++i) d[i] = (d[i] / total - t[i]) * weight;
  return std::log(total) - right;
}

inline Scalar squares(const Scalar* y, const Scalar* t, Scalar* d, Index count, Scalar weight) {
  Scalar sum = 0;
#pragma omp simd reduction(+ : sum)
  for (Index i = 0; i < count; ++i) {
    const Scalar difference = y[i] - t[i];
    sum += difference * difference;
    d[i] = difference * weight;
  }
  return sum / 2;
}

/// The mean loss of the samples; d becomes its derivative by y.
inline Scalar loop_loss(Loss kind, const Scalar* y, const Scalar* t, Scalar* d, Index out,
                        Index samples) {
  const Scalar weight = Scalar(1) / static_cast<Scalar>(samples);
  if (kind == Loss::squares) return squares(y, t, d, out * samples, weight) * weight;
  Scalar sum = 0;
  for (Index j = 0; j < samples; ++j) {
    sum += cross_entropy(y + j * out, t + j * out, d + j * out, out, weight);
  }
  return sum * weight;
}

}  // namespace nngen::bench
