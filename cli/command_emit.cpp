#include "cli/command.hpp"
#include "cli/emission.hpp"
#include "cli/messages.hpp"
#include "cli/output_file.hpp"
#include "cli/task.hpp"

namespace nngen::cli {

int run_emit(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const auto scalar = options.scalar.value_or(codegen::ScalarType::float32);
  return deliver(options, emit(*task, options, scalar).header);
}

int deliver(const Options& options, const std::string& text) {
  const auto failure = write_output(options.output, text);
  if (!failure) return exit_done;
  say(*failure);
  return exit_fault;
}

}  // namespace nngen::cli
