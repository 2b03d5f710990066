#include <cmath>
#include <string>

#include "cli/claims.hpp"
#include "cli/command.hpp"
#include "cli/compare_engines.hpp"
#include "cli/engines.hpp"
#include "cli/further_derivatives.hpp"
#include "cli/messages.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "runtime/compare.hpp"

namespace nngen::cli {
namespace {

constexpr std::uint64_t most_draws = 10;

bool has_a_loss(const Task& task, const runtime::Point& point) {
  if (!task.program.loss) return true;
  return std::isfinite(compute_by_reference(task, point).loss->at(0)[0]);
}

/// The point that is asked for, or a random one. Where the loss is no number (the logarithm of a
/// negative determinant) its gradient is none either: another one is drawn.
std::optional<runtime::Point> point_to_check(Options options, const Task& task) {
  std::optional<runtime::Point> point = point_of(options, task.program, roots_of(task));
  if (!options.at.empty()) return point;
  const std::uint64_t first = options.seed.value_or(1);
  for (std::uint64_t seed = first; point && !has_a_loss(task, *point); ++seed) {
    if (seed - first == most_draws) {
      say(Failure{"the loss is a number at none of the random points",
                  "give a point: --at VALUES.json"});
      return std::nullopt;
    }
    options.seed = seed + 1;
    point = point_of(options, task.program, roots_of(task));
  }
  return point;
}

}  // namespace

int run_check(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const JudgedClaims claims = judge_claims(*task, options);
  const bool is_right = report_claims(claims, *task);
  std::optional<runtime::Point> point = point_to_check(options, *task);
  if (!point) return exit_fault;
  if (const auto failure = add_further_derivatives(*task, options)) {
    say(*failure);
    return exit_fault;
  }
  draw_direction(*task, options.seed.value_or(1), *point);
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
