#pragma once
// Networks as the trainer sees them, written by hand.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "trainer/train.hpp"

namespace nngen::tests {

/// p = a₁·x₁ + a₂·x₂ + c, the loss ½(p − t)², plain gradient descent.
template <class Number = double>
struct Line {
  using Scalar = Number;
  static constexpr std::size_t size = 3;
  static constexpr std::size_t batch = 4;
  static constexpr std::array<train::DataInfo, 2> data = {
      {{"x", 2, train::Role::input}, {"t", 1, train::Role::target}}};
  static constexpr std::array<train::ArrayInfo, 2> parameters = {{{"A", 1, 2, 0}, {"c", 1, 1, 2}}};
  static constexpr train::Task task = train::Task::numbers;
  static constexpr std::size_t judged = 1;

  std::array<Scalar, 3> weights{};
  std::array<Scalar, 3> slopes{};
  Scalar learning_rate = Scalar(0.05);

  Scalar* values() { return weights.data(); }
  Scalar* gradients() { return slopes.data(); }
  void initialise(std::uint64_t seed) { weights = {Scalar(seed), Scalar(-1), Scalar(0.5)}; }
  std::array<train::Named<Scalar>, 1> rates() { return {{{"learning_rate", &learning_rate}}}; }
  std::array<train::Named<Scalar>, 0> states() { return {}; }
  std::array<double, 0> counters() const { return {}; }
  void set_counters(const std::array<double, 0>&) {}

  Scalar value(const Scalar* const* d, std::size_t samples) {
    Scalar loss = 0;
    for (std::size_t s = 0; s < samples; ++s) {
      const Scalar error = at(d[0] + 2 * s) - d[1][s];
      loss += error * error / 2;
    }
    return loss / static_cast<Scalar>(samples);
  }
  Scalar gradient(const Scalar* const* d, std::size_t samples) {
    slopes = {};
    for (std::size_t s = 0; s < samples; ++s) {
      const Scalar error = (at(d[0] + 2 * s) - d[1][s]) / static_cast<Scalar>(samples);
      slopes[0] += error * d[0][2 * s];
      slopes[1] += error * d[0][2 * s + 1];
      slopes[2] += error;
    }
    return value(d, samples);
  }
  void update() {
    for (std::size_t i = 0; i < size; ++i) weights[i] -= learning_rate * slopes[i];
  }
  Scalar step(const Scalar* const* d, std::size_t samples) {
    const Scalar loss = gradient(d, samples);
    update();
    return loss;
  }
  void predict(const Scalar* const* d, std::size_t samples, Scalar* result) {
    for (std::size_t s = 0; s < samples; ++s) result[s] = at(d[0] + 2 * s);
  }

 private:
  Scalar at(const Scalar* x) const { return weights[0] * x[0] + weights[1] * x[1] + weights[2]; }
};

/// p = softmax(W·x + b) for three classes, the cross-entropy, momentum, and a count of the steps
/// by which the rate falls: an optimiser that keeps all kinds of things.
struct Softmax {
  using Scalar = double;
  static constexpr std::size_t size = 9;
  static constexpr std::size_t batch = 8;
  static constexpr std::array<train::DataInfo, 2> data = {
      {{"x", 2, train::Role::input}, {"t", 3, train::Role::target}}};
  static constexpr std::array<train::ArrayInfo, 2> parameters = {{{"W", 3, 2, 0}, {"b", 3, 1, 6}}};
  static constexpr train::Task task = train::Task::classes;
  static constexpr std::size_t judged = 1;

  std::array<double, size> weights{}, slopes{}, velocity{};
  double learning_rate = 0.1, momentum = 0.9;
  double steps = 0;

  double* values() { return weights.data(); }
  double* gradients() { return slopes.data(); }
  void initialise(std::uint64_t seed) {
    train::Random random(seed);
    for (double& weight : weights) weight = random.uniform() - 0.5;
  }
  std::array<train::Named<double>, 2> rates() {
    return {{{"learning_rate", &learning_rate}, {"momentum", &momentum}}};
  }
  std::array<train::Named<double>, 1> states() { return {{{"velocity", velocity.data()}}}; }
  std::array<double, 1> counters() const { return {steps}; }
  void set_counters(const std::array<double, 1>& counters) { steps = counters[0]; }

  double value(const double* const* d, std::size_t samples) {
    double loss = 0;
    for (std::size_t s = 0; s < samples; ++s) {
      const std::array<double, 3> p = at(d[0] + 2 * s);
      for (std::size_t k = 0; k < 3; ++k) loss -= d[1][3 * s + k] * std::log(p[k]);
    }
    return loss / static_cast<double>(samples);
  }
  double gradient(const double* const* d, std::size_t samples) {
    slopes = {};
    for (std::size_t s = 0; s < samples; ++s) {
      const double* x = d[0] + 2 * s;
      const std::array<double, 3> p = at(x);
      for (std::size_t k = 0; k < 3; ++k) {
        const double error = (p[k] - d[1][3 * s + k]) / static_cast<double>(samples);
        slopes[k] += error * x[0];
        slopes[3 + k] += error * x[1];
        slopes[6 + k] += error;
      }
    }
    return value(d, samples);
  }
  void update() {
    steps += 1;
    for (std::size_t i = 0; i < size; ++i) {
      velocity[i] = momentum * velocity[i] + slopes[i];
      weights[i] -= learning_rate / (1 + steps / 1000) * velocity[i];
    }
  }
  double step(const double* const* d, std::size_t samples) {
    const double loss = gradient(d, samples);
    update();
    return loss;
  }
  void predict(const double* const* d, std::size_t samples, double* result) {
    for (std::size_t s = 0; s < samples; ++s) {
      const std::array<double, 3> p = at(d[0] + 2 * s);
      for (std::size_t k = 0; k < 3; ++k) result[3 * s + k] = p[k];
    }
  }

 private:
  std::array<double, 3> at(const double* x) const {
    std::array<double, 3> p{};
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      p[k] = std::exp(weights[k] * x[0] + weights[3 + k] * x[1] + weights[6 + k]);
      sum += p[k];
    }
    for (double& entry : p) entry /= sum;
    return p;
  }
};

}  // namespace nngen::tests
