#include "cli/training_options.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "cli/options.hpp"
#include "codegen/optimizers.hpp"
#include "codegen/scalar_code.hpp"

namespace nngen::cli {
namespace {

bool is_given(const TrainingOptions& training, const std::string& name) {
  return training.passed_on.find(name) != training.passed_on.end();
}

std::optional<std::string> contradiction_of_data(const Options& options) {
  const TrainingOptions& training = options.training;
  if (training.data.empty()) return "there is no data: --data FILE";
  if (!training.split.empty() && !training.validation.empty()) {
    return "--split cuts a validation set from the data, and --validation names one";
  }
  if (training.split.size() == 3 && !training.test.empty()) {
    return "--split with three parts cuts a test set from the data, and --test names one";
  }
  if (training.is_stratified && training.split.empty()) {
    return "--stratify says how --split cuts, which is missing";
  }
  std::size_t from_standard_input = options.file == "-" ? 1 : 0;
  for (const auto* files : {&training.data, &training.validation, &training.test}) {
    from_standard_input += static_cast<std::size_t>(std::count_if(
        files->begin(), files->end(), [](const DataFile& file) { return file.path == "-"; }));
  }
  if (from_standard_input > 1) return "only one file can be standard input";
  return std::nullopt;
}

/// "--weight-decay" of weight_decay; the learning rate has a short name.
std::string flag_of(ir::Argument rate) {
  std::string name(codegen::argument_name(rate));
  if (name == "learning_rate") return "--lr";
  std::replace(name.begin(), name.end(), '_', '-');
  return "--" + name;
}

/// A rate that the optimiser does not have.
std::optional<std::string> contradiction_of_rates(const Options& options) {
  const codegen::OptimizerRule& rule = codegen::optimizer_rule(options.optimizer);
  std::string known;
  for (const codegen::RateRow& rate : rule.rates) {
    known += (known.empty() ? "" : ", ") + flag_of(rate.argument);
  }
  for (const char* flag :
       {"--lr", "--weight-decay", "--momentum", "--mean-decay", "--square-decay", "--epsilon"}) {
    const bool is_known = std::any_of(
        rule.rates.begin(), rule.rates.end(),
        [flag](const codegen::RateRow& rate) { return flag_of(rate.argument) == flag; });
    if (!is_known && is_given(options.training, flag)) {
      return fmt::format("{}: the optimizer {} has no such number, only {}", flag, rule.word,
                         known);
    }
  }
  return std::nullopt;
}

std::optional<std::string> contradiction_of_loop(const TrainingOptions& training) {
  const auto schedule = training.passed_on.find("--schedule");
  const std::string kind = schedule == training.passed_on.end() ? "constant" : schedule->second;
  if (kind == "line-search" && (is_given(training, "--clip") || is_given(training, "--warmup"))) {
    return "--schedule line-search finds the length of a step itself: no --clip, no --warmup";
  }
  if (kind == "cosine" && is_given(training, "--seconds") && !is_given(training, "--epochs")) {
    return "--schedule cosine ends with the last epoch: give --epochs";
  }
  const bool has_validation =
      !training.validation.empty() || (training.split.size() > 1 && training.split[1] > 0);
  if (is_given(training, "--patience") && !has_validation) {
    return "--patience waits for a better validation loss: give --validation or --split";
  }
  if (training.resume && training.checkpoint.empty()) return "--resume needs --checkpoint FOLDER";
  if (training.resume && !training.init_from.empty()) {
    return "--resume goes on from a checkpoint, --init-from starts anew";
  }
  if (is_given(training, "--every") && training.checkpoint.empty()) {
    return "--every says when checkpoints are written: give --checkpoint FOLDER";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> contradiction_of_training(const Options& options) {
  if (options.command != Command::train) return std::nullopt;
  if (auto text = contradiction_of_data(options)) return text;
  if (auto text = contradiction_of_rates(options)) return text;
  return contradiction_of_loop(options.training);
}

}  // namespace nngen::cli
