#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/task.hpp"
#include "codegen/formula/show.hpp"

namespace nngen::cli {

int run_show(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::may_be_symbols);
  if (!task) return exit_fault;
  return deliver(options, codegen::show(task->program, task->derivation, options.show));
}

}  // namespace nngen::cli
