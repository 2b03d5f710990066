#pragma once
// One step of a training: how long it is, and how it is made.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "trainer/options.hpp"
#include "trainer/state.hpp"

namespace train {

/// ‖a − b‖ of two lists of numbers, in double; without b, ‖a‖.
template <class Scalar>
double distance(const Scalar* a, const Scalar* b, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double d = static_cast<double>(a[i]) - (b != nullptr ? static_cast<double>(b[i]) : 0.0);
    sum += d * d;
  }
  return std::sqrt(sum);
}

/// By what the learning rate is multiplied after so many steps, counted in epochs.
inline double rate_factor(const Options& options, double epochs_done, double batches) {
  const double epoch = std::floor(epochs_done);
  double factor = 1;
  switch (options.schedule.kind) {
    case Schedule::Kind::inverse: factor = 1 / (epoch + 1); break;
    case Schedule::Kind::cosine:
      factor =
          (1 + std::cos(3.14159265358979323846 * std::min(1.0, epochs_done / options.epochs))) / 2;
      break;
    case Schedule::Kind::step:
      factor = std::pow(options.schedule.factor, std::floor(epoch / options.schedule.every));
      break;
    case Schedule::Kind::constant:
    case Schedule::Kind::line_search: break;
  }
  if (options.warmup > 0) {
    factor *= std::min(1.0, (epochs_done * batches + 1) / (options.warmup * batches));
  }
  return factor;
}

template <class Network>
class Stepper {
 public:
  using Scalar = typename Network::Scalar;
  using Data = const Scalar* const*;

  Stepper(Network& network, const Options& options) : network_(network), options_(options) {
    for (const auto& rate : network.rates()) {
      if (rate.name == std::string("learning_rate")) rate_ = rate.values;
    }
    if (rate_ != nullptr) usual_rate_ = static_cast<double>(*rate_);
    if (searches()) start_.resize(Network::size);
  }

  double rate() const { return rate_ != nullptr ? static_cast<double>(*rate_) : 0; }

  /// Moves the parameters; the loss before.
  double step(Data data, std::size_t samples, State<Scalar>& state, double epochs_done,
              double batches) {
    if (searches()) return search(data, samples, state);
    if (rate_ != nullptr) {
      *rate_ = static_cast<Scalar>(usual_rate_ * rate_factor(options_, epochs_done, batches));
    }
    return options_.clip > 0 ? clipped(data, samples)
                             : static_cast<double>(network_.step(data, samples));
  }

 private:
  bool searches() const { return options_.schedule.kind == Schedule::Kind::line_search; }

  double clipped(Data data, std::size_t samples) {
    const auto loss = static_cast<double>(network_.gradient(data, samples));
    Scalar* gradient = network_.gradients();
    const double norm = distance<Scalar>(gradient, nullptr, Network::size);
    if (norm > options_.clip) {
      const auto factor = static_cast<Scalar>(options_.clip / norm);
      for (std::size_t i = 0; i < Network::size; ++i) gradient[i] *= factor;
    }
    network_.update();
    return loss;
  }

  /// Steepest descent, W ← W − α·G: α is halved until the loss of this batch falls by at least
  /// 10⁻⁴·α·‖G‖² (Armijo). The next search begins with twice the α found; where none is found the
  /// parameters stay.
  double search(Data data, std::size_t samples, State<Scalar>& state) {
    constexpr double least_part = 1e-4;
    constexpr int most_halvings = 50;
    if (!(state.search_rate > 0)) state.search_rate = usual_rate_ > 0 ? usual_rate_ : 1;
    Scalar* values = network_.values();
    const auto loss = static_cast<double>(network_.gradient(data, samples));
    const Scalar* gradient = network_.gradients();
    const double norm = distance<Scalar>(gradient, nullptr, Network::size);
    if (!std::isfinite(loss) || norm == 0) return loss;
    std::copy(values, values + Network::size, start_.begin());
    double rate = state.search_rate;
    for (int i = 0; i < most_halvings; ++i, rate /= 2) {
      const auto length = static_cast<Scalar>(rate);
      for (std::size_t k = 0; k < Network::size; ++k) values[k] = start_[k] - length * gradient[k];
      const auto reached = static_cast<double>(network_.value(data, samples));
      if (reached <= loss - least_part * rate * norm * norm) {
        if (rate_ != nullptr) *rate_ = length;
        state.search_rate = 2 * rate;
        return loss;
      }
    }
    std::copy(start_.begin(), start_.end(), values);
    state.search_rate = usual_rate_;
    return loss;
  }

  Network& network_;
  const Options& options_;
  Scalar* rate_ = nullptr;
  double usual_rate_ = 1;
  std::vector<Scalar> start_;
};

}  // namespace train
