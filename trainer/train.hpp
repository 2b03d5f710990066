#pragma once
// The training itself: epochs of steps, and what happens between them.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "trainer/clock.hpp"
#include "trainer/correlation.hpp"
#include "trainer/data.hpp"
#include "trainer/metrics.hpp"
#include "trainer/network.hpp"
#include "trainer/options.hpp"
#include "trainer/order.hpp"
#include "trainer/report.hpp"
#include "trainer/signals.hpp"
#include "trainer/state.hpp"
#include "trainer/steps.hpp"

namespace train {

template <class Network>
class Training {
 public:
  using Scalar = typename Network::Scalar;

  Training(Network& network, const Options& options, const Sets<Network>& sets)
      : network_(network),
        options_(options),
        sets_(sets),
        batch_(static_cast<std::size_t>(options.batch)),
        classes_(classes_of(sets.train)),
        judge_(network),
        stepper_(network, options, sets.train.samples),
        progress_(options.quiet, options.epochs) {}

  int run() {
    if (Problem problem = prepare(); !problem.empty()) return say("error: " + problem), 1;
    listen_to_signals();
    clock_.start(state_.seconds);
    seconds_of_run_ = state_.seconds;
    epochs_of_run_ = stepper_.epochs_done(state_);
    saved_at_ = state_.seconds;
    End end = End::none;
    while (end == End::none) end = next_epoch();
    progress_.end_line();
    if (end == End::diverged) return give_up();
    if (end == End::interrupted) return interrupt();
    return finish(end);
  }

 private:
  /// Why a training ends.
  enum class End : std::uint8_t { none, epochs, seconds, patience, change, interrupted, diverged };

  // ---- before the first step

  Problem prepare() {
    for (const std::string& path : {options_.out, options_.log}) {
      if (path.empty()) continue;
      if (Problem problem = try_writing(path); !problem.empty()) return problem;
    }
    if (options_.patience > 0 && sets_.validation.samples == 0) {
      return "--patience needs a validation set";
    }
    if (options_.order == Order::balanced && !has_classes(Network::task)) {
      return "--order balanced needs classes, which this network does not have";
    }
    if (Problem problem = first_values(); !problem.empty()) return problem;
    return options_.log.empty() ? Problem() : log_.open(options_.log, state_.log_bytes);
  }

  Problem first_values() {
    state_.random = Random(options_.seed);
    if (!options_.checkpoint.empty()) {
      if (Problem problem = make_folder(options_.checkpoint); !problem.empty()) return problem;
      if (options_.resume && is_there(checkpoint())) {
        return load_checkpoint(checkpoint(), network_, state_, made());
      }
      if (options_.resume) say("there is no checkpoint yet: this is the beginning");
      if (Problem problem = try_writing(checkpoint()); !problem.empty()) return problem;
    }
    network_.initialise(options_.seed);
    if (options_.by_correlation) {
      if (Problem problem = begin_with_correlations(network_, sets_.train); !problem.empty()) return problem;
    }
    if (!options_.init_from.empty()) {
      TensorFile file;
      if (Problem problem = file.open(options_.init_from); !problem.empty()) return problem;
      if (Problem problem = read_parameters<Network>(file, network_.values()); !problem.empty()) {
        return problem;
      }
    }
    state_.previous.assign(network_.values(), network_.values() + Network::size);
    return {};
  }

  std::string checkpoint() const { return options_.checkpoint + "/checkpoint.safetensors"; }
  Made made() const { return {batch_, sets_.train.samples}; }

  // ---- epochs

  End next_epoch() {
    if (const End end = is_enough(); end != End::none) return end;
    if (state_.order.empty() && !begin_epoch()) return End::interrupted;
    const double begin = clock_.seconds();
    const std::uint64_t first = state_.position;
    const End end = all_steps();
    const double seconds = clock_.seconds() - begin;
    state_.step_seconds += seconds;
    state_.stepped += state_.position - first;
    if (end != End::none) return end;
    return end_epoch(static_cast<double>(state_.position - first) / seconds);
  }

  End is_enough() const {
    const auto epochs = static_cast<double>(state_.epoch);
    if (stop_was_asked_for != 0) return End::interrupted;
    if (epochs >= options_.epochs) return End::epochs;
    if (state_.change <= options_.stop_change) return End::change;
    if (options_.patience > 0 &&
        epochs - static_cast<double>(state_.best_epoch) >= options_.patience) {
      return End::patience;
    }
    return options_.seconds > 0 && clock_.seconds() >= options_.seconds ? End::seconds : End::none;
  }

  /// Finds the order of the samples. False: interrupted, and nothing has changed.
  bool begin_epoch() {
    const std::size_t samples = sets_.train.samples;
    std::vector<double> losses;
    if (options_.order == Order::by_error) {
      for (std::size_t s = 0; s < samples; ++s) {
        if (stop_was_asked_for != 0) return false;
        losses.push_back(
            static_cast<double>(network_.value(samples_from(sets_.train, s).data(), 1)));
      }
    }
    switch (options_.order) {
      case Order::shuffled: state_.order = shuffled_order(samples, state_.random); break;
      case Order::balanced: state_.order = balanced_order(classes_, state_.random); break;
      case Order::by_error: state_.order = order_by_error(losses, state_.random); break;
      case Order::sequential: state_.order = sequential_order(samples); break;
    }
    state_.position = 0;
    state_.loss_sum = 0;
    return true;
  }

  End all_steps() {
    while (state_.position < state_.order.size()) {
      if (stop_was_asked_for != 0) return End::interrupted;
      if (clock_.is_time_to_look()) {
        const double now = clock_.looked_at();
        if (options_.seconds > 0 && now >= options_.seconds) return End::seconds;
        if (options_.every_is_seconds && now - saved_at_ >= options_.every) save();
        if (state_.position > 0 && progress_.is_due(now)) {
          progress_.show(words_of_epoch(state_.epoch + 1, loss_of_epoch()), now);
        }
      }
      if (!one_step()) return End::diverged;
    }
    return End::none;
  }

  bool one_step() {
    const std::size_t* samples = state_.order.data() + state_.position;
    const std::size_t count = std::min<std::size_t>(batch_, state_.order.size() - state_.position);
    const Pointers<Network> data = batches_.gather(sets_.train, samples, count);
    const double loss = stepper_.step(data.data(), count, state_);
    if (!std::isfinite(loss)) return false;
    state_.rate = stepper_.rate();
    state_.loss_sum += loss * static_cast<double>(count);
    const double part = options_.loss_rate > 0 ? options_.loss_rate : 1 / stepper_.steps_of_epoch();
    state_.moving_loss =
        std::isnan(state_.moving_loss) ? loss : (1 - part) * state_.moving_loss + part * loss;
    state_.position += count;
    return true;
  }

  End end_epoch(double samples_per_second) {
    const Scalar* values = network_.values();
    if (!std::all_of(values, values + Network::size, [](Scalar v) { return std::isfinite(v); })) {
      return End::diverged;
    }
    if (sets_.validation.samples > 0 && !judged(sets_.validation, validation_)) {
      return End::interrupted;  // the steps are not made again: the position says so
    }
    ++state_.epoch;
    state_.change = distance(values, state_.previous.data(), Network::size);
    std::copy(values, values + Network::size, state_.previous.begin());
    if (options_.patience > 0 && validation_.loss < state_.best_loss) {
      state_.best_loss = validation_.loss;
      state_.best_epoch = state_.epoch;
      state_.best.assign(values, values + Network::size);
    }
    const double loss = loss_of_epoch();
    state_.position = 0;
    state_.order.clear();
    log_epoch(loss, samples_per_second);
    const double now = clock_.seconds();
    if (progress_.is_due_for(state_.epoch, now)) {
      progress_.show(words_of_epoch(state_.epoch, loss), now);
    }
    const bool is_due = !options_.every_is_seconds &&
                        std::fmod(static_cast<double>(state_.epoch), options_.every) == 0;
    if (is_due) save();
    return End::none;
  }

  void log_epoch(double loss, double samples_per_second) {
    if (!log_.is_open()) return;
    std::string line;
    add_member(line, "epoch", static_cast<double>(state_.epoch));
    add_member(line, "seconds", clock_.seconds());
    add_member(line, "samples_per_s", samples_per_second);
    add_member(line, "learning_rate", state_.rate);
    add_member(line, "change", state_.change);
    add_member(line, "train", "{\"loss\": " + json_number(loss) + "}");
    if (sets_.validation.samples > 0) {
      add_member(line, "validation", json_of(validation_, Network::task, false));
    }
    log_.line("{" + line + "}");
  }

  std::string words_of_epoch(std::uint64_t epoch, double loss) const {
    const double seconds = clock_.seconds() - seconds_of_run_;
    const double done = stepper_.epochs_done(state_) - epochs_of_run_;
    double left = (options_.epochs - stepper_.epochs_done(state_)) * seconds / done;
    if (options_.seconds > 0) left = std::min(left, options_.seconds - clock_.seconds());
    std::string words = "epoch " + std::to_string(epoch);
    if (std::isfinite(options_.epochs)) words += printed("/%.0f", options_.epochs);
    words += printed(": loss %.5g", loss);
    if (!std::isnan(validation_.loss)) {
      words += ", validation " + words_of(validation_, Network::task);
    }
    words += printed(", %.3g samples/s", done * static_cast<double>(sets_.train.samples) / seconds);
    return std::isfinite(left) ? words + ", " + duration(std::max(left, 0.0)) + " left" : words;
  }

  // ---- the end

  int give_up() {
    say(
        printed("error: the loss is no finite number any more in epoch %.0f, after %.0f of its "
                "samples; a smaller --lr or --clip may help",
                static_cast<double>(state_.epoch + 1), static_cast<double>(state_.position)));
    if (state_.epoch > 0 && !options_.out.empty()) {
      const std::vector<Scalar>& good = state_.best.empty() ? state_.previous : state_.best;
      std::copy(good.begin(), good.end(), network_.values());
      if (save_weights()) say("'" + options_.out + "' has the last good weights");
    }
    return 1;
  }

  int interrupt() {
    const bool can_resume = save() && !options_.checkpoint.empty();
    restore_best();
    const bool has_weights = save_weights() && !options_.out.empty();
    const std::string advice = can_resume ? "the same command with --resume goes on from there"
                               : has_weights
                                   ? "--init-from " + options_.out + " starts from its weights"
                                   : "nothing is kept";
    say(printed("interrupted after %.0f epochs and %.0f samples; %s",
                static_cast<double>(state_.epoch), static_cast<double>(state_.position),
                advice.c_str()));
    return 130;
  }

  int finish(End end) {
    bool is_saved = save();
    restore_best();
    is_saved = save_weights() && is_saved;
    if (!options_.quiet) say_why(end);
    std::string line;
    add_member(line, "epochs", static_cast<double>(state_.epoch));
    add_member(line, "seconds", clock_.seconds());
    add_member(line, "samples_per_s", static_cast<double>(state_.stepped) / state_.step_seconds);
    add_member(line, "stopped_by", json_text(word_of(end)));
    if (!state_.best.empty()) {
      add_member(line, "best_epoch", static_cast<double>(state_.best_epoch));
    }
    Metrics metrics;
    for (const Set<Network>* set : {&sets_.train, &sets_.validation, &sets_.test}) {
      if (set->samples == 0) continue;
      if (!judged(*set, metrics)) return say("interrupted when all was trained and saved"), 130;
      add_member(line, set->name, json_of(metrics, Network::task, true));
      const std::string words = words_of(metrics, Network::task);
      if (!options_.quiet) std::printf("%s: %s\n", set->name, words.c_str());
    }
    if (!options_.quiet) print_confusion(metrics);  // of the last set, which was learnt from least
    log_.line("{" + line + "}");
    return is_saved && !log_.has_failed() ? 0 : 1;
  }
  static const char* word_of(End end) {
    switch (end) {
      case End::seconds: return "seconds";
      case End::patience: return "patience";
      case End::change: return "stop-change";
      default: return "epochs";
    }
  }
  void say_why(End end) const {
    if (end == End::epochs) return;
    say(printed("--%s ends the training after %.0f epochs", word_of(end),
                static_cast<double>(state_.epoch)));
    if (state_.best.empty()) return;
    say(printed("the weights are those of epoch %.0f", static_cast<double>(state_.best_epoch)));
  }

  void restore_best() {
    if (!state_.best.empty()) std::copy(state_.best.begin(), state_.best.end(), network_.values());
  }

  /// Both are true also where there is nothing to save.
  bool save_weights() {
    if (options_.out.empty()) return true;
    TensorWriter writer;
    writer.metadata = sets_.metadata;
    add_parameters<Network>(writer, network_.values());
    return is_written(writer.write(options_.out));
  }
  bool save() {
    if (options_.checkpoint.empty()) return true;
    state_.seconds = saved_at_ = clock_.seconds();
    state_.log_bytes = log_.bytes();
    return is_written(save_checkpoint(checkpoint(), network_, state_, made(), sets_.metadata));
  }
  bool is_written(const Problem& problem) {
    if (problem.empty()) return true;
    progress_.end_line();
    say("error: " + problem);
    return false;
  }

  // ---- small things

  bool judged(const Set<Network>& set, Metrics& metrics) {
    return judge_.judge(set, metrics, [] { return stop_was_asked_for != 0; });
  }
  double loss_of_epoch() const {
    return options_.moving_loss ? state_.moving_loss
                                : state_.loss_sum / static_cast<double>(state_.position);
  }

  Network& network_;
  const Options& options_;
  const Sets<Network>& sets_;
  const std::size_t batch_;
  const std::vector<std::size_t> classes_;  // of the samples to learn from
  Judge<Network> judge_;
  Stepper<Network> stepper_;
  Batches<Network> batches_;
  Progress progress_;
  Log log_;
  State<Scalar> state_;
  Clock clock_;
  Metrics validation_;                             // of the last epoch
  double seconds_of_run_ = 0, epochs_of_run_ = 0;  // when this run of the program began
  double saved_at_ = 0;
};

/// The whole program; its exit status: 0 trained, 1 a file or the training is at fault, 2 wrong
/// usage, 130 interrupted.
template <class Network>
int run(Network& network, int argc, char** argv) {
  Options options;
  std::vector<RateOption> rates;
  for (const auto& rate : network.rates()) {
    rates.push_back({rate.name, static_cast<double>(*rate.values)});
  }
  if (Problem problem = read_options(argc, argv, Network::batch, options, rates);
      !problem.empty()) {
    return say("error: " + problem), 2;
  }
  if (options.help) return 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    *network.rates()[i].values = static_cast<typename Network::Scalar>(rates[i].value);
  }
  Sets<Network> sets;
  if (Problem problem = read_sets(options.data, sets); !problem.empty()) {
    return say("error: " + problem), 1;
  }
  return Training<Network>(network, options, sets).run();
}

}  // namespace train
