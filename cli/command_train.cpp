#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.hpp"
#include "cli/engines.hpp"
#include "cli/messages.hpp"
#include "cli/task.hpp"
#include "cli/trainer_source.hpp"
#include "cli/training_data.hpp"
#include "cli/training_run.hpp"
#include "runtime/compile_run.hpp"
#include "runtime/foreground.hpp"
#include "runtime/temporary_folder.hpp"

namespace nngen::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* source_name = "train.cpp";
constexpr const char* program_name = "train";
constexpr const char* data_name = "data.safetensors";
constexpr std::size_t most_classes_named = 12;
constexpr int status_of_signals = 128;

int stop(const Failure& failure) {
  say(failure);
  return exit_fault;
}

Options with_batch(Options options, std::int64_t samples) {
  options.batch = {codegen::Batch::Kind::fixed, samples};
  return options;
}

std::optional<Failure> nothing_to_train(const ir::Program& program) {
  if (program.with_role(ir::Role::param).empty()) {
    return Failure{"there is no param to train", "declare one: param W : R^(m×n)"};
  }
  const bool has_data =
      !program.with_role(ir::Role::input).empty() || !program.with_role(ir::Role::target).empty();
  if (!has_data) return Failure{"there is no input or target, which the data would be for"};
  return std::nullopt;
}

/// How many samples a step takes: never more than there are.
ir::Result<std::int64_t, Failure> batch_of(const Options& options, std::size_t samples) {
  const auto all = static_cast<std::int64_t>(samples);
  if (options.training.batch != 0) return std::min(options.training.batch, all);
  if (all <= TrainingOptions::most_in_batch) return all;
  return Failure{fmt::format("--batch all is for up to {} samples; there are {}",
                             TrainingOptions::most_in_batch, all),
                 "give the steps a smaller --batch"};
}

std::optional<Failure> order_needs_classes(const Options& options, const TrainingData& data) {
  const auto order = options.training.passed_on.find("--order");
  const bool is_balanced = order != options.training.passed_on.end() && order->second == "balanced";
  if (!is_balanced || !data.training().labels.empty()) return std::nullopt;
  return Failure{"--order balanced is for classes, which the target does not name"};
}

std::string words_of(const data::DataVariable& variable) {
  return fmt::format("{} : {}", variable.name,
                     variable.shape.is_scalar() ? "R" : variable.shape.to_string());
}

/// The program finds out as well, but only after it was compiled.
std::optional<Failure> missing_folder(const TrainingOptions& training) {
  for (const std::string& path : {training.weights, training.log}) {
    const fs::path folder = fs::path(path).parent_path();
    std::error_code ignored;
    if (folder.empty() || fs::is_directory(folder, ignored)) continue;
    return Failure{
        fmt::format("cannot write '{}': there is no folder '{}'", path, folder.string())};
  }
  return std::nullopt;
}

/// "samples: 105 for training, 45 for test; x : R^4, t : R^3 (classes 0, 1, 2); 67 parameters".
std::string description_of(const ir::Program& program, const TrainingData& data) {
  std::vector<std::string> parts, variables;
  for (const DataPart& part : data.parts) {
    parts.push_back(fmt::format("{} for {}", part.samples.samples, part.title));
  }
  for (const data::DataVariable& variable : data.training().variables) {
    variables.push_back(words_of(variable));
  }
  std::vector<std::string> classes = data.training().classes;
  const bool are_many = classes.size() > most_classes_named;
  if (are_many) classes = {classes.front(), "…", classes.back()};
  std::int64_t parameters = 0;
  for (const ir::Declaration* param : program.with_role(ir::Role::param)) {
    parameters += param->shape.size().value();
  }
  return fmt::format("samples: {}; {}{}; {}", fmt::join(parts, ", "), fmt::join(variables, ", "),
                     classes.empty() ? "" : fmt::format(" (classes {})", fmt::join(classes, ", ")),
                     data::counted(static_cast<std::size_t>(parameters), "parameter"));
}

void tell(const Options& options, const ir::Program& program, const TrainingData& data) {
  if (options.training.quiet) return;
  if (data.skipped.count > 0) {
    inform(fmt::format("{} left out", data::counted(data.skipped.count, "row")));
    for (const data::DataError& error : data.skipped.first) inform("    " + error.to_string());
  }
  inform(description_of(program, data));
}

/// The folder of --keep, or one that goes away with the object.
class WorkingFolder {
 public:
  static ir::Result<WorkingFolder, Failure> make(const std::string& kept) {
    WorkingFolder result;
    std::error_code error;
    if (kept.empty()) {
      result.temporary_ = runtime::TemporaryFolder::make();
      if (!result.temporary_) {
        return Failure{fmt::format("cannot make a temporary folder: {}", std::strerror(errno))};
      }
      result.path_ = result.temporary_->path();
      return result;
    }
    fs::create_directories(kept, error);
    if (error) return Failure{fmt::format("cannot make '{}': {}", kept, error.message())};
    result.path_ = fs::absolute(kept).lexically_normal();
    return result;
  }
  const fs::path& path() const { return path_; }

 private:
  std::optional<runtime::TemporaryFolder> temporary_;
  fs::path path_;
};

/// nngen's exit status for the end of the program; it has said itself what was wrong.
int status_of(const runtime::ProcessEnd& end) {
  if (end.signal == 0) return end.status;
  const bool was_asked_to = end.signal == SIGINT || end.signal == SIGTERM || end.signal == SIGHUP;
  if (was_asked_to) return status_of_signals + SIGINT;
  return stop(
      {fmt::format("the training program was ended by a signal ({})", ::strsignal(end.signal))});
}

int compile_and_run(const Options& options, const std::string& source, const fs::path& folder) {
  const auto failed = runtime::compile_into(folder, {source_name, source}, program_name,
                                            {"-std=c++17", "-O3", "-march=native", "-DNDEBUG"});
  if (runtime::SignalsPassedOn::last() != 0) return status_of_signals + SIGINT;
  if (failed) return stop(failure_of(*failed));
  std::vector<std::string> words = arguments_of(options, (folder / data_name).string());
  words.insert(words.begin(), (folder / program_name).string());
  const auto end = runtime::run_in_foreground(words);
  if (!end) {
    return stop(
        {fmt::format("the training program cannot be started: {}", std::strerror(end.error())),
         "where programs may not be run in the temporary folder, another one may do: --keep"});
  }
  return status_of(end.value());
}

int train(Task& task, const Options& options, TrainingData data) {
  const auto source = trainer_source(task, options);
  if (!source) return stop(source.error());
  data::TensorFile file{{}, data::metadata_of(data.preparation)};
  file.tensors = tensors_of(std::move(data));
  file.metadata.merge(fingerprint_of(task, options, file.tensors));
  if (const auto failure = foreign_checkpoint(options, file.metadata)) return stop(*failure);
  const runtime::SignalsPassedOn signals;  // from here on there is something to clean up
  const auto folder = WorkingFolder::make(options.training.keep);
  if (!folder) return stop(folder.error());
  const auto precision = options.scalar == codegen::ScalarType::float64
                             ? data::TensorPrecision::float64
                             : data::TensorPrecision::float32;
  const fs::path& path = folder.value().path();
  if (const auto error = data::write_safetensors((path / data_name).string(), file, precision)) {
    return stop(failure_of(*error));
  }
  file = {};
  return compile_and_run(options, source.value(), path);
}

}  // namespace

int run_train(const Options& given) {
  std::optional<Task> task = prepare(with_batch(given, 1), Sizes::must_be_known);
  if (!task) return exit_fault;
  if (const auto failure = nothing_to_train(task->program)) return stop(*failure);
  if (const auto failure = missing_folder(given.training)) return stop(*failure);
  auto data = read_training_data(task->program, given);
  if (!data) return stop(failure_of(data.error()));
  if (const auto failure = order_needs_classes(given, data.value())) return stop(*failure);
  const auto batch = batch_of(given, data.value().training().samples);
  if (!batch) return stop(batch.error());
  const Options options = with_batch(given, batch.value());
  tell(options, task->program, data.value());
  return train(*task, options, std::move(data).value());
}

}  // namespace nngen::cli
