#pragma once
// How good a network is: its mean loss over a set, and what its predictions are worth.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "trainer/data.hpp"
#include "trainer/text.hpp"

namespace train {

struct Metrics {
  double loss = std::numeric_limits<double>::quiet_NaN();
  double accuracy = std::numeric_limits<double>::quiet_NaN();
  std::size_t classes = 0;
  std::vector<std::size_t> confusion;  // row: what it is, column: what it was taken for
  double rmse = std::numeric_limits<double>::quiet_NaN();
  double r_squared = std::numeric_limits<double>::quiet_NaN();
};

constexpr bool has_classes(Task task) {
  return task == Task::classes || task == Task::two_classes || task == Task::two_signs;
}

/// The class that a prediction or a target means.
template <class Scalar>
std::size_t class_of(Task task, const Scalar* numbers, std::size_t count) {
  if (task == Task::two_classes) return numbers[0] > Scalar(0.5) ? 1 : 0;
  if (task == Task::two_signs) return numbers[0] > Scalar(0) ? 1 : 0;
  return static_cast<std::size_t>(std::max_element(numbers, numbers + count) - numbers);
}

/// The classes of a set's samples.
template <class Network>
std::vector<std::size_t> classes_of(const Set<Network>& set) {
  std::vector<std::size_t> classes(set.samples);
  if constexpr (has_classes(Network::task)) {
    for (std::size_t s = 0; s < set.samples; ++s) {
      classes[s] = class_of(Network::task, set.sample(Network::judged, s),
                            Network::data[Network::judged].numbers);
    }
  }
  return classes;
}

/// Σ (t − t̄)², each entry of the targets about its own mean.
template <class Network>
double spread_of_targets(const Set<Network>& set) {
  const std::size_t entries = Network::data[Network::judged].numbers;
  const auto& targets = set.values[Network::judged];
  double sum = 0;
  for (std::size_t k = 0; k < entries; ++k) {
    double mean = 0;
    for (std::size_t i = k; i < targets.size(); i += entries)
      mean += static_cast<double>(targets[i]);
    mean /= static_cast<double>(set.samples);
    for (std::size_t i = k; i < targets.size(); i += entries) {
      sum += (static_cast<double>(targets[i]) - mean) * (static_cast<double>(targets[i]) - mean);
    }
  }
  return sum;
}

template <class Network>
class Judge {
 public:
  using Scalar = typename Network::Scalar;

  explicit Judge(Network& network) : network_(network) {
    if constexpr (Network::task != Task::none) {
      predictions_.resize(Network::batch * Network::data[Network::judged].numbers);
    }
  }

  /// Judges by a whole set. Between two batches it asks whether to stop; a set that was not judged
  /// to its end says nothing, and the result is false.
  template <class Stop>
  bool judge(const Set<Network>& set, Metrics& metrics, Stop stop) {
    metrics = {};
    double loss = 0, squares = 0;
    std::vector<std::size_t> confusion(classes() * classes());
    for (std::size_t first = 0; first < set.samples; first += Network::batch) {
      if (stop()) return false;
      const std::size_t count = std::min(Network::batch, set.samples - first);
      const Pointers<Network> data = samples_from(set, first);
      // a mean over a shorter batch counts for less
      loss += static_cast<double>(network_.value(data.data(), count)) * static_cast<double>(count);
      if constexpr (Network::task != Task::none) {
        network_.predict(data.data(), count, predictions_.data());
        compare(data[Network::judged], count, confusion, squares);
      }
    }
    const auto samples = static_cast<double>(set.samples);
    metrics.loss = loss / samples;
    if constexpr (has_classes(Network::task)) {
      std::size_t right = 0;
      for (std::size_t k = 0; k < classes(); ++k) right += confusion[k * (classes() + 1)];
      metrics.accuracy = static_cast<double>(right) / samples;
      metrics.classes = classes();
      metrics.confusion = confusion;
    } else if constexpr (Network::task == Task::numbers) {
      const auto entries = static_cast<double>(Network::data[Network::judged].numbers);
      metrics.rmse = std::sqrt(squares / (samples * entries));
      metrics.r_squared = 1 - squares / spread_of_targets(set);
    }
    return true;
  }

 private:
  static constexpr std::size_t classes() {
    if constexpr (Network::task == Task::classes) return Network::data[Network::judged].numbers;
    return has_classes(Network::task) ? 2 : 0;
  }

  void compare(const Scalar* targets, std::size_t count, std::vector<std::size_t>& confusion,
               double& squares) {
    constexpr std::size_t entries = Network::data[Network::judged].numbers;
    for (std::size_t s = 0; s < count; ++s) {
      const Scalar* target = targets + s * entries;
      const Scalar* prediction = predictions_.data() + s * entries;
      if constexpr (has_classes(Network::task)) {
        const std::size_t row = class_of(Network::task, target, entries);
        ++confusion[row * classes() + class_of(Network::task, prediction, entries)];
        continue;
      }
      for (std::size_t k = 0; k < entries; ++k) {
        const double distance = static_cast<double>(prediction[k]) - static_cast<double>(target[k]);
        squares += distance * distance;
      }
    }
  }

  Network& network_;
  std::vector<Scalar> predictions_;
};

/// {"loss": 0.1, "accuracy": 0.98}; the confusion matrix only where it is asked for.
inline std::string json_of(const Metrics& metrics, Task task, bool with_confusion) {
  std::string members;
  add_member(members, "loss", metrics.loss);
  if (has_classes(task)) add_member(members, "accuracy", metrics.accuracy);
  if (task == Task::numbers) {
    add_member(members, "rmse", metrics.rmse);
    add_member(members, "r_squared", metrics.r_squared);
  }
  if (with_confusion && !metrics.confusion.empty()) {
    std::string rows;
    for (std::size_t i = 0; i < metrics.confusion.size(); ++i) {
      rows += i == 0 ? "" : i % metrics.classes == 0 ? "], [" : ", ";
      rows += std::to_string(metrics.confusion[i]);
    }
    add_member(members, "confusion", "[[" + rows + "]]");
  }
  return "{" + members + "}";
}

/// The same for people: "loss 0.1, accuracy 98.00 %".
inline std::string words_of(const Metrics& metrics, Task task) {
  std::string words = printed("loss %.5g", metrics.loss);
  if (has_classes(task)) words += printed(", accuracy %.2f %%", 100 * metrics.accuracy);
  if (task == Task::numbers) {
    words += printed(", RMSE %.5g, R² %.5g", metrics.rmse, metrics.r_squared);
  }
  return words;
}

/// The confusion matrix as a table, where it fits a screen.
inline void print_confusion(const Metrics& metrics) {
  if (metrics.confusion.empty() || metrics.classes > 12) return;
  std::printf("classes: a row what it is, a column what it was taken for\n");
  for (std::size_t i = 0; i < metrics.confusion.size(); ++i) {
    std::printf("%6zu%s", metrics.confusion[i], (i + 1) % metrics.classes == 0 ? "\n" : "");
  }
}

}  // namespace train
