#include <utility>

#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/engines.hpp"
#include "cli/messages.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "runtime/compare.hpp"

namespace nngen::cli {
namespace {

double tolerance_of(const Options& options) {
  if (options.tolerance) return *options.tolerance;
  return options.scalar == codegen::ScalarType::float32 ? runtime::float_tolerance
                                                        : runtime::double_tolerance;
}

/// A row for the loss, each gradient, each output; a column for each computation beside the
/// reference.
runtime::ErrorTable compare(const Task& task, const Numbers& reference, const Numbers& derived,
                            const Numbers& compiled) {
  runtime::ErrorTable table{{"derived", "compiled"}, {}, 0};
  const auto add = [&table](std::string name, const auto& expected, const auto& a, const auto& b) {
    table.rows.push_back(
        {std::move(name),
         {runtime::relative_error(a, expected), runtime::relative_error(b, expected)}});
  };
  if (task.program.loss) {
    const std::string loss = task.program.loss->name.plain();
    add(loss, *reference.loss, *derived.loss, *compiled.loss);
    for (std::size_t i = 0; i < task.by.size(); ++i) {
      add(fmt::format("∂{}/∂{}", loss, declaration_of(task, task.by[i]).name.plain()),
          reference.gradients[i], derived.gradients[i], compiled.gradients[i]);
    }
  }
  for (std::size_t i = 0; i < task.program.outputs.size(); ++i) {
    add(task.program.outputs[i].name.plain(), reference.outputs[i], derived.outputs[i],
        compiled.outputs[i]);
  }
  return table;
}

}  // namespace

int run_check(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const auto point = point_of(options, task->program, roots_of(*task));
  if (!point) {
    say(point.error());
    return exit_fault;
  }
  const Numbers reference = compute_by_reference(*task, point.value());
  const Numbers derived = compute_by_formulas(*task, point.value());
  const auto compiled = compute_by_compiled_code(*task, options, point.value());
  if (!compiled) {
    say(compiled.error());
    return exit_fault;
  }
  runtime::ErrorTable table = compare(*task, reference, derived, compiled.value());
  table.tolerance = tolerance_of(options);
  const int delivered = deliver(options, runtime::render(table));
  return runtime::within_tolerance(table) ? delivered : exit_fault;
}

}  // namespace nngen::cli
