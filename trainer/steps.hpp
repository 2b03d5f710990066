#pragma once
// One step of a training: how long it is, and how it is made.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
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

/// By what the learning rate is multiplied after so many epochs of so many steps.
inline double rate_factor(const Options& options, double epochs, double steps_of_epoch) {
  constexpr double pi = 3.14159265358979323846;
  const double whole = std::floor(epochs);
  double factor = 1;
  switch (options.schedule.kind) {
    case Schedule::Kind::inverse: factor = 1 / (whole + 1); break;
    case Schedule::Kind::cosine:
      factor = (1 + std::cos(pi * std::min(1.0, epochs / options.epochs))) / 2;
      break;
    case Schedule::Kind::step:
      factor = std::pow(options.schedule.factor, std::floor(whole / options.schedule.every));
      break;
    case Schedule::Kind::constant:
    case Schedule::Kind::line_search: break;
  }
  if (options.warmup > 0) {
    factor *= std::min(1.0, (epochs * steps_of_epoch + 1) / (options.warmup * steps_of_epoch));
  }
  return factor;
}

template <class Network>
class Stepper {
 public:
  using Scalar = typename Network::Scalar;
  using Data = const Scalar* const*;

  Stepper(Network& network, const Options& options, std::size_t samples)
      : network_(network),
        options_(options),
        batch_(static_cast<std::size_t>(options.batch)),
        steps_of_epoch_(static_cast<double>((samples + batch_ - 1) / batch_)) {
    for (const auto& rate : network.rates()) {
      if (std::strcmp(rate.name, "learning_rate") == 0) rate_ = rate.values;
    }
    if (rate_ != nullptr) usual_rate_ = static_cast<double>(*rate_);
    rate_changes_ = rate_ != nullptr &&
                    (options.schedule.kind != Schedule::Kind::constant || options.warmup > 0);
    if (searches()) start_.resize(Network::size);
  }

  double rate() const { return rate_ != nullptr ? static_cast<double>(*rate_) : 0; }
  double steps_of_epoch() const { return steps_of_epoch_; }
  /// Of the present epoch a part.
  double epochs_done(const State<Scalar>& state) const {
    const auto steps = static_cast<double>((state.position + batch_ - 1) / batch_);
    return static_cast<double>(state.epoch) + steps / steps_of_epoch_;
  }

  /// Moves the parameters; the loss before.
  double step(Data data, std::size_t samples, State<Scalar>& state) {
    if (searches()) return search(data, samples, state);
    if (rate_changes_) {
      const double factor = rate_factor(options_, epochs_done(state), steps_of_epoch_);
      *rate_ = static_cast<Scalar>(usual_rate_ * factor);
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
  const std::size_t batch_;
  const double steps_of_epoch_;
  Scalar* rate_ = nullptr;  // the optimiser's learning rate, if it has one
  double usual_rate_ = 1;
  bool rate_changes_ = false;
  std::vector<Scalar> start_;
};

}  // namespace train
