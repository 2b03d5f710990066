#include <string>

#include "cli/claims.hpp"
#include "cli/command.hpp"
#include "cli/compare_engines.hpp"
#include "cli/messages.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "runtime/compare.hpp"

namespace nngen::cli {
int run_check(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const JudgedClaims claims = judge_claims(*task, options);
  const bool is_right = report_claims(claims, *task);
  const std::optional<runtime::Point> point = point_of(options, task->program, roots_of(*task));
  if (!point) return exit_fault;
  const Emission emission =
      emit(*task, options, options.scalar.value_or(codegen::ScalarType::float64));
  const auto compared = compare_engines(*task, options, emission, {&*point, 1});
  if (!compared) {
    say(compared.error());
    return exit_fault;
  }
  const runtime::ErrorTable& table = compared.value().table;
  const int delivered = deliver(options, claims.right + table_heading() + runtime::render(table));
  return is_right && runtime::within_tolerance(table) ? delivered : exit_fault;
}

}  // namespace nngen::cli
