#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/task.hpp"
#include "cli/trained_header.hpp"
#include "cli/training_data.hpp"
#include "data/safetensors.hpp"

namespace nngen::cli {
namespace {

/// The standardised inputs are inputs of the program.
std::optional<data::DataError> unfit(const data::Preparation& preparation,
                                     const ir::Program& program, const std::string& file) {
  for (const auto& [name, learnt] : preparation.inputs) {
    const ir::Declaration* input = program.find_declaration(name);
    const bool fits = input != nullptr && input->role == ir::Role::input &&
                      static_cast<std::size_t>(input->shape.size().value()) == learnt.mean.size();
    if (fits) continue;
    return data::DataError{{file},
                           fmt::format("the network was trained with an input '{}' of {}", name,
                                       data::counted(learnt.mean.size(), "number"))};
  }
  return std::nullopt;
}

data::Result<Trained> read_trained(const ir::Program& program, const std::string& path) {
  const auto file = data::read_safetensors(path);
  if (!file) return file.error();
  auto weights = data::weights_of(program, path, file.value().tensors);
  if (!weights) return weights.error();
  auto preparation = data::preparation_of(path, file.value().metadata);
  if (!preparation) return preparation.error();
  if (auto wrong = unfit(preparation.value(), program, path)) return *std::move(wrong);
  return Trained{std::move(weights).value(), std::move(preparation).value()};
}

}  // namespace

int run_export(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known, Objective::is_optional);
  if (!task) return exit_fault;
  const auto value = value_to_export(task->program);
  if (!value) {
    say(value.error());
    return exit_fault;
  }
  const auto trained = read_trained(task->program, options.training.weights);
  if (!trained) {
    say(failure_of(trained.error()));
    return exit_fault;
  }
  const TrainedHeader header = trained_header(*task, options, value.value(), trained.value());
  const int status = deliver(options, header.text);
  if (status == exit_done) {
    inform(fmt::format("RAM: {} bytes, constants (flash): {} bytes", header.ram_bytes,
                       header.flash_bytes));
  }
  return status;
}

}  // namespace nngen::cli
