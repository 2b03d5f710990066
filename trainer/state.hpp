#pragma once
// All that the rest of a training depends on, and the file that holds it: a training that goes on
// from there ends, bit for bit, as if it had never stopped.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "trainer/random.hpp"
#include "trainer/safetensors.hpp"

namespace train {

template <class Scalar>
struct State {
  std::uint64_t epoch = 0;         // how many are finished
  std::uint64_t position = 0;      // samples of the present epoch that are done
  std::vector<std::size_t> order;  // of the present epoch; empty: it has not begun
  Random random;
  double loss_sum = 0;  // of this epoch's samples
  double moving_loss = std::numeric_limits<double>::quiet_NaN();
  double rate = 0;                                             // of the last step
  double search_rate = 0;                                      // where a line search begins
  double change = std::numeric_limits<double>::infinity();     // of the weights in the last epoch
  double best_loss = std::numeric_limits<double>::infinity();  // of validation
  std::uint64_t best_epoch = 0;
  std::vector<Scalar> best;      // weights of that epoch; empty: there is none
  std::vector<Scalar> previous;  // weights when the present epoch began
  double seconds = 0;            // since the beginning of all,
  double step_seconds = 0;       // of these in steps,
  std::uint64_t stepped = 0;     // which took so many samples
  std::uint64_t log_bytes = 0;
};

/// Every single number of a state with its name in the file.
template <class State, class Visit>
void visit_numbers(State& state, Visit visit) {
  visit("epoch", state.epoch);
  visit("position", state.position);
  visit("loss_sum", state.loss_sum);
  visit("moving_loss", state.moving_loss);
  visit("rate", state.rate);
  visit("search_rate", state.search_rate);
  visit("change", state.change);
  visit("best_loss", state.best_loss);
  visit("best_epoch", state.best_epoch);
  visit("seconds", state.seconds);
  visit("step_seconds", state.step_seconds);
  visit("stepped", state.stepped);
  visit("log_bytes", state.log_bytes);
  visit("random_0", state.random.state[0]);
  visit("random_1", state.random.state[1]);
  visit("random_2", state.random.state[2]);
  visit("random_3", state.random.state[3]);
}

inline std::string exact_text(std::uint64_t number) { return std::to_string(number); }
inline std::string exact_text(double number) {
  return printed("%a", number);  // in base 16 nothing is rounded
}
inline void read_exact(const std::string& text, std::uint64_t& number) {
  number = std::strtoull(text.c_str(), nullptr, 10);
}
inline void read_exact(const std::string& text, double& number) {
  number = std::strtod(text.c_str(), nullptr);
}

/// What a checkpoint must have been made with to fit: a batch, a set of samples.
struct Made {
  std::uint64_t batch, samples;
};

/// The weights as in any file of weights; beside them, named "checkpoint.…", everything else.
template <class Network>
Problem save_checkpoint(const std::string& path, Network& network,
                        const State<typename Network::Scalar>& state, Made made,
                        const Metadata& metadata) {
  TensorWriter writer;
  writer.metadata = metadata;
  add_parameters<Network>(writer, network.values());
  const auto add = [&](const std::string& name, const auto& list) {
    if (!list.empty()) writer.add("checkpoint." + name, {list.size()}, list.data());
  };
  for (const auto& kept : network.states()) {
    writer.add(std::string("checkpoint.") + kept.name, {Network::size}, kept.values);
  }
  add("counters", network.counters());
  add("best", state.best);
  add("previous", state.previous);
  add("order", std::vector<double>(state.order.begin(), state.order.end()));
  visit_numbers(state, [&](const char* name, const auto& number) {
    writer.metadata[std::string("checkpoint.") + name] = exact_text(number);
  });
  writer.metadata["checkpoint.batch"] = exact_text(made.batch);
  writer.metadata["checkpoint.samples"] = exact_text(made.samples);
  return writer.write(path);
}

/// Reads the arrays and numbers of one checkpoint, and remembers the first thing that is wrong.
class CheckpointReader {
 public:
  explicit CheckpointReader(TensorFile& file) : file_(file) {}

  template <class T>
  void numbers(const std::string& name, std::vector<T>& list, std::size_t count, bool may_lack) {
    const Tensor* tensor = file_.find("checkpoint." + name);
    list.clear();
    if (!problem.empty() || (tensor == nullptr && may_lack)) return;
    if (tensor == nullptr || tensor->count != count) {
      problem = file_.about("is no checkpoint of this network: '" + name + "' does not fit");
      return;
    }
    problem = file_.read(*tensor, list);
  }
  template <class T>
  void number(const std::string& name, T& value) {
    const auto found = file_.metadata().find("checkpoint." + name);
    if (found != file_.metadata().end()) return read_exact(found->second, value);
    if (problem.empty()) problem = file_.about("is no checkpoint: it has no '" + name + "'");
  }

  Problem problem;

 private:
  TensorFile& file_;
};

template <class Network>
Problem load_checkpoint(const std::string& path, Network& network,
                        State<typename Network::Scalar>& state, Made made) {
  using Scalar = typename Network::Scalar;
  TensorFile file;
  if (Problem problem = file.open(path); !problem.empty()) return problem;
  CheckpointReader reader(file);
  Made was{};
  reader.number("batch", was.batch);
  reader.number("samples", was.samples);
  visit_numbers(state, [&](const char* name, auto& number) { reader.number(name, number); });
  if (!reader.problem.empty()) return reader.problem;
  if (was.batch != made.batch || was.samples != made.samples) {
    return file.about(printed("is of a training with %llu samples in batches of %llu",
                              static_cast<unsigned long long>(was.samples),
                              static_cast<unsigned long long>(was.batch)));
  }
  std::vector<Scalar> list;
  for (const auto& kept : network.states()) {
    reader.numbers(kept.name, list, Network::size, false);
    std::copy(list.begin(), list.end(), kept.values);
  }
  auto counters = network.counters();
  std::vector<double> doubles;
  reader.numbers("counters", doubles, counters.size(), counters.empty());
  if (!reader.problem.empty()) return reader.problem;
  auto next = doubles.begin();
  for (double& counter : counters) counter = *next++;
  network.set_counters(counters);
  reader.numbers("best", state.best, Network::size, true);
  reader.numbers("previous", state.previous, Network::size, false);
  reader.numbers("order", doubles, static_cast<std::size_t>(made.samples), true);
  if (!reader.problem.empty()) return reader.problem;
  for (const double sample : doubles) {
    const bool is_one = sample >= 0 && sample < static_cast<double>(made.samples);
    if (!is_one || state.position > made.samples) return file.about("is damaged");
    state.order.push_back(static_cast<std::size_t>(sample));
  }
  if (state.order.empty()) state.position = 0;
  return read_parameters<Network>(file, network.values());
}

}  // namespace train
