#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "cli/command.hpp"
#include "cli/engines.hpp"
#include "cli/messages.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "runtime/write_json.hpp"

namespace nngen::cli {
namespace {

/// Makes outputs of the named scalars too, so that every engine computes them.
void ask_for_scalars(ir::Program& program) {
  std::set<std::string> asked_for;
  if (program.loss) asked_for.insert(program.loss->name.plain());
  std::erase_if(program.outputs, [&](const ir::NamedValue& output) {
    return !asked_for.insert(output.name.plain()).second;
  });
  for (const ir::NamedValue& value : program.values) {
    const bool is_scalar = (*program.graph)[value.as_derived()].shape.is_scalar();
    if (is_scalar && asked_for.insert(value.name.plain()).second) program.outputs.push_back(value);
  }
}

runtime::JsonSection value_section(const Task& task, const Numbers& numbers) {
  runtime::JsonSection section{"value", {}};
  if (numbers.loss) section.values.emplace_back(task.program.loss->name.plain(), *numbers.loss);
  for (std::size_t i = 0; i < numbers.outputs.size(); ++i) {
    section.values.emplace_back(task.program.outputs[i].name.plain(), numbers.outputs[i]);
  }
  return section;
}

runtime::JsonSection gradient_section(const Task& task, const Numbers& numbers) {
  runtime::JsonSection section{"gradient", {}};
  for (std::size_t i = 0; i < numbers.gradients.size(); ++i) {
    section.values.emplace_back(declaration_of(task, task.by[i]).name.plain(),
                                numbers.gradients[i]);
  }
  return section;
}

ir::Result<Numbers, Failure> compute(Task& task, const Options& options,
                                     const runtime::Point& point) {
  if (options.engine == Engine::compiled) return compute_by_compiled_code(task, options, point);
  return compute_by_reference(task, point);
}

}  // namespace

int run_eval(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known, Objective::is_optional);
  if (!task) return exit_fault;
  const bool has_point = !options.at.empty() || options.seed.has_value();
  if (!has_point && !task->program.declarations.empty()) {
    say(Failure{"there is no point to compute at", "give --at VALUES.json, or --seed N"});
    return exit_usage;
  }
  ask_for_scalars(task->program);
  const std::optional<runtime::Point> point = point_of(options, task->program, roots_of(*task));
  if (!point) return exit_fault;
  const auto numbers = compute(*task, options, *point);
  if (!numbers) {
    say(numbers.error());
    return exit_fault;
  }
  std::vector<runtime::JsonSection> sections;
  if (options.seed) {
    sections.push_back(runtime::point_section("at", task->program, *point));
  }
  sections.push_back(value_section(*task, numbers.value()));
  if (task->program.loss) sections.push_back(gradient_section(*task, numbers.value()));
  return deliver(options, runtime::write_json(sections, options.is_batched()));
}

}  // namespace nngen::cli
