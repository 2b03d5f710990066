#include "cli/compare_engines.hpp"

#include <utility>

#include <fmt/format.h>

#include "cli/engines.hpp"

namespace nngen::cli {
namespace {

double tolerance_of(const Options& options) {
  if (options.tolerance) return *options.tolerance;
  return options.scalar == codegen::ScalarType::float32 ? runtime::float_tolerance
                                                        : runtime::double_tolerance;
}

/// A row for the loss, each gradient, each output; a column for each computation beside the
/// reference.
runtime::ErrorTable table_of(const Task& task, const Numbers& reference, const Numbers& derived,
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

ir::Result<runtime::ErrorTable, Failure> compare_engines(Task& task, const Options& options,
                                                         const runtime::Point& point) {
  const Numbers reference = compute_by_reference(task, point);
  const Numbers derived = compute_by_formulas(task, point);
  const auto compiled = compute_by_compiled_code(task, options, point);
  if (!compiled) return compiled.error();
  runtime::ErrorTable table = table_of(task, reference, derived, compiled.value());
  table.tolerance = tolerance_of(options);
  return table;
}

}  // namespace nngen::cli
