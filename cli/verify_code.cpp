#include "cli/verify_code.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/compare_engines.hpp"
#include "cli/engines.hpp"
#include "cli/point.hpp"
#include "runtime/compile_run.hpp"

namespace nngen::cli {
namespace {

constexpr std::uint64_t last_seed = 4;

std::string error_text(double error) { return error == 0 ? "0" : fmt::format("{:.1e}", error); }

double largest_error(const runtime::ErrorTable& table) {
  double largest = 0;
  for (const auto& row : table.rows) {
    for (const double error : row.errors) largest = std::max(largest, error);
  }
  return largest;
}

// In one line: they stand in a comment.
std::string flags() {
  const char* more = std::getenv("CXXFLAGS");
  std::istringstream words(more == nullptr ? "" : more);
  std::string text = optimisation_flag;
  for (std::string word; words >> word;) text += " " + word;
  return text;
}

/// Points by their seeds.
struct Points {
  std::vector<std::uint64_t> seeds;
  std::vector<runtime::Point> points;
};

std::string seeds_text(const std::vector<std::uint64_t>& seeds) {
  if (seeds.size() == last_seed) return fmt::format("seeds 1 to {}", last_seed);
  return fmt::format("seed{} {}", seeds.size() == 1 ? "" : "s", fmt::join(seeds, ", "));
}

// Where the loss is no number its gradients are none either, whatever a formula gives there.
ir::Result<Points, Failure> points_with_a_loss(const Task& task, const Options& options) {
  Points result;
  for (std::uint64_t seed = 1; seed <= last_seed; ++seed) {
    auto point = generic_point_of(options, task.program, seed);
    if (!point) return point.error();
    const auto loss = compute_by_reference(task, point.value()).loss;
    if (loss && !std::isfinite(loss->at(0)[0])) continue;
    result.seeds.push_back(seed);
    result.points.push_back(std::move(point).value());
  }
  return result;
}

Failure undecided(const std::string& name) {
  return {
      fmt::format("--verify: {} cannot be verified: at none of {} random points its reference "
                  "is a number; nothing is written",
                  name, last_seed)};
}

Failure disagreement(const runtime::ErrorTable& table, const Emission& emission) {
  Failure failure{
      "--verify: the emitted code and the runtime reference do not agree; nothing is written"};
  if (emission.options.scalar == codegen::ScalarType::float32) {
    failure.hint = "if that is the rounding of float alone, --scalar double agrees";
  }
  failure.details = table_heading() + runtime::render(table);
  return failure;
}

std::string verdict(const runtime::ErrorTable& table, const std::vector<std::uint64_t>& seeds,
                    const Emission& emission, const std::string& compiler) {
  const bool is_float = emission.options.scalar == codegen::ScalarType::float32;
  return fmt::format(
      "// Verified: {} value{} at {} random point{} ({}) against the runtime reference,\n"
      "// largest relative error {}; {}, {}, {}.\n",
      table.rows.size(), table.rows.size() == 1 ? "" : "s", seeds.size(),
      seeds.size() == 1 ? "" : "s", seeds_text(seeds), error_text(largest_error(table)), compiler,
      flags(), is_float ? "float" : "double");
}

}  // namespace

ir::Result<std::string, Failure> verify_code(const Task& task, const Options& options,
                                             const Emission& emission) {
  Options of_code = options;
  of_code.scalar = emission.options.scalar;
  const auto points = points_with_a_loss(task, of_code);
  if (!points) return points.error();
  if (points.value().points.empty()) return undecided(task.program.loss->name.plain());
  const auto compared = compare_engines(task, of_code, emission, points.value().points);
  if (!compared) return compared.error();
  const runtime::ErrorTable& table = compared.value().table;
  if (!runtime::within_tolerance(table)) return disagreement(table, emission);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (compared.value().finite_points[i] == 0) return undecided(table.rows[i].name);
  }
  const auto compiler = runtime::compiler_version();
  if (!compiler) return Failure{compiler.error().message};
  return verdict(table, points.value().seeds, emission, compiler.value());
}

}  // namespace nngen::cli
