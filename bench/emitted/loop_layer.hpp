#pragma once
// A dense layer by hand as plain loops whose lengths the compiler knows, ordered so that it can use
// vectors.

#include "bench/emitted/dense_peer.hpp"
#include "bench/emitted/loop_losses.hpp"

namespace nngen::bench {

template <int In, int Out, int Samples>
class LoopLayer : public LayerMemory {
 public:
  LoopLayer(Index in, Index out, Index samples, Activation activation)
      : LayerMemory(in, out, samples, activation) {}

  void forward(const Scalar* __restrict x) {
    Scalar* __restrict y = output();
    const Scalar* __restrict w = W();
    for (int j = 0; j < Samples; ++j) {
      Scalar sum[Out];
      for (int i = 0; i < Out; ++i) sum[i] = b()[i];
      for (int k = 0; k < In; ++k) {
        for (int i = 0; i < Out; ++i) sum[i] += w[k * Out + i] * x[j * In + k];
      }
      for (int i = 0; i < Out; ++i) y[j * Out + i] = sum[i];
    }
    activate(activation_, y, Out * Samples);
  }
  void through_activation() { times_derivative(activation_, output(), delta(), Out * Samples); }
  void back(Scalar* __restrict below) {
    const Scalar* __restrict d = delta();
    const Scalar* __restrict w = W();
    for (int j = 0; j < Samples; ++j) {
      for (int k = 0; k < In; ++k) {
        Scalar sum = 0;
#pragma omp simd reduction(+ : sum)
        for (int i = 0; i < Out; ++i) sum += w[k * Out + i] * d[j * Out + i];
        below[j * In + k] = sum;
      }
    }
  }
  void gradient(const Scalar* x) {
    std::fill_n(dW(), In * Out, Scalar(0));
    std::fill_n(db(), Out, Scalar(0));
    add_gradient(x, Scalar(1), dW(), db());
  }
  void step(const Scalar* x, Scalar learning_rate) { add_gradient(x, -learning_rate, W(), b()); }
  Scalar loss(Loss kind, const Scalar* t) {
    return loop_loss(kind, output(), t, delta(), Out, Samples);
  }

 private:
  void add_gradient(const Scalar* __restrict x, Scalar factor, Scalar* __restrict to_W,
                    Scalar* __restrict to_b) {
    const Scalar* __restrict d = delta();
    for (int k = 0; k < In; ++k) {
      for (int j = 0; j < Samples; ++j) {
        const Scalar weight = factor * x[j * In + k];
        for (int i = 0; i < Out; ++i) to_W[k * Out + i] += d[j * Out + i] * weight;
      }
    }
    for (int j = 0; j < Samples; ++j) {
      for (int i = 0; i < Out; ++i) to_b[i] += factor * d[j * Out + i];
    }
  }
};

}  // namespace nngen::bench
