#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/task.hpp"
#include "cli/trainer_source.hpp"

namespace nngen::cli {

int run_trainer(const Options& given) {
  Options options = given;
  options.batch = {codegen::Batch::Kind::fixed, given.training.batch};
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const auto source = trainer_source(*task, options);
  if (source) return deliver(options, source.value());
  say(source.error());
  return exit_fault;
}

}  // namespace nngen::cli
