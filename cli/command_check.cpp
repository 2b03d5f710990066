#include <string>

#include "cli/claims.hpp"
#include "cli/command.hpp"
#include "cli/compare_engines.hpp"
#include "cli/messages.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "runtime/compare.hpp"

namespace nngen::cli {
namespace {

const std::string heading =
    "largest error of an entry, relative to the reference's largest entry\n";

}  // namespace

int run_check(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const JudgedClaims claims = judge_claims(*task, options);
  const bool is_right = report_claims(claims, *task);
  const std::optional<runtime::Point> point = point_of(options, task->program, roots_of(*task));
  if (!point) return exit_fault;
  const auto table = compare_engines(*task, options, *point);
  if (!table) {
    say(table.error());
    return exit_fault;
  }
  const int delivered = deliver(options, claims.right + heading + runtime::render(table.value()));
  return is_right && runtime::within_tolerance(table.value()) ? delivered : exit_fault;
}

}  // namespace nngen::cli
