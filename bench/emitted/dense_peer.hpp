#pragma once
// A dense network out of layers, written by hand the way a careful person does: no gradient is
// stored where a step is asked for.
//
// A layer has: parameters W(), b() and gradients dW(), db() as pointers with weights(), biases()
// entries; forward(x), output(), delta() (∂L/∂N), through_activation() (δ ∘= σ'), back(below)
// (below = Wᵀ·δ), gradient(x), step(x, learning_rate), and loss(kind, t), which is called for the
// last one.

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

template <class Layer, class F>
inline void for_each_up(std::vector<Layer>& layers, F f) {
  for (auto& layer : layers) f(layer);
}
template <class Layer, class F>
inline void for_each_down(std::vector<Layer>& layers, F f) {
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) f(*layer);
}
template <class... Layers, class F>
inline void for_each_up(std::tuple<Layers...>& layers, F f) {
  std::apply([&](auto&... layer) { (f(layer), ...); }, layers);
}
template <class... Layers, class F>
inline void for_each_down(std::tuple<Layers...>& layers, F f) {
  const auto all = [&]<std::size_t... I>(std::index_sequence<I...>) {
    (f(std::get<sizeof...(I) - 1 - I>(layers)), ...);
  };
  all(std::index_sequence_for<Layers...>());
}

template <class Layer>
inline Layer& last_of(std::vector<Layer>& layers) {
  return layers.back();
}
template <class... Layers>
inline auto& last_of(std::tuple<Layers...>& layers) {
  return std::get<sizeof...(Layers) - 1>(layers);
}

template <class Layers>
class DensePeer : public Peer {
 public:
  DensePeer(std::string name, const Problem& problem, Layers layers)
      : Peer(std::move(name)), problem_(problem), layers_(std::move(layers)) {
    inputs_.push_back(problem_.x.data());
    for_each_up(layers_, [&](auto& layer) {
      inputs_.push_back(layer.output());
      deltas_.push_back(layer.delta());
    });
  }

  void load(const Numbers& parameters) override {
    const Scalar* from = parameters.data();
    const auto take = [&](Scalar* to, Index count) {
      std::copy(from, from + count, to);
      from += count;
    };
    for_each_up(layers_, [&](auto& layer) { take(layer.W(), layer.weights()); });
    for_each_up(layers_, [&](auto& layer) { take(layer.b(), layer.biases()); });
  }

  Scalar gradient(long calls) override {
    return repeat(calls, [](auto& layer, const Scalar* x) { layer.gradient(x); });
  }
  Scalar step(long calls, Scalar learning_rate) override {
    return repeat(calls, [=](auto& layer, const Scalar* x) { layer.step(x, learning_rate); });
  }

  void store_gradient(Numbers& gradient) const override {
    Scalar* to = gradient.data();
    for_each_up(layers_, [&](auto& layer) { to = std::copy_n(layer.dW(), layer.weights(), to); });
    for_each_up(layers_, [&](auto& layer) { to = std::copy_n(layer.db(), layer.biases(), to); });
  }
  void store_parameters(Numbers& parameters) const override {
    Scalar* to = parameters.data();
    for_each_up(layers_, [&](auto& layer) { to = std::copy_n(layer.W(), layer.weights(), to); });
    for_each_up(layers_, [&](auto& layer) { to = std::copy_n(layer.b(), layer.biases(), to); });
  }

 private:
  template <class Finish>
  Scalar repeat(long calls, Finish finish) {
    Scalar loss = 0;
    for (long call = 0; call < calls; ++call) {
      loss = sweep(finish);
      forget_memory();
    }
    return loss;
  }

  template <class Finish>
  Scalar sweep(Finish finish) {
    std::size_t i = 0;
    for_each_up(layers_, [&](auto& layer) { layer.forward(inputs_[i++]); });
    const Scalar loss = last_of(layers_).loss(problem_.loss, problem_.t.data());
    for_each_down(layers_, [&](auto& layer) {
      --i;
      layer.through_activation();
      if (i > 0) layer.back(deltas_[i - 1]);
      finish(layer, inputs_[i]);
    });
    return loss;
  }

  const Problem& problem_;
  mutable Layers layers_;
  std::vector<const Scalar*> inputs_;
  std::vector<Scalar*> deltas_;
};

/// What every layer keeps.
class LayerMemory {
 public:
  LayerMemory(Index in, Index out, Index samples, Activation activation)
      : activation_(activation),
        W_(in * out),
        dW_(in * out),
        b_(out),
        db_(out),
        output_(out * samples),
        delta_(out * samples) {}
  Scalar* W() { return W_.data(); }
  Scalar* b() { return b_.data(); }
  Scalar* dW() { return dW_.data(); }
  Scalar* db() { return db_.data(); }
  Scalar* output() { return output_.data(); }
  Scalar* delta() { return delta_.data(); }
  Index weights() const { return W_.size(); }
  Index biases() const { return b_.size(); }

 protected:
  Activation activation_;

 private:
  Numbers W_, dW_, b_, db_, output_, delta_;
};

}  // namespace nngen::bench
