#include "cli/verify_code.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

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

std::string flags() {
  const char* more = std::getenv("CXXFLAGS");
  return more == nullptr || *more == '\0' ? optimisation_flag
                                          : fmt::format("{} {}", optimisation_flag, more);
}

Failure disagreement(const runtime::ErrorTable& table) {
  Failure failure{
      "--verify: the emitted code and the runtime reference do not agree; nothing is written"};
  failure.details = table_heading() + runtime::render(table);
  return failure;
}

std::string verdict(const runtime::ErrorTable& table, const Emission& emission,
                    const std::string& compiler) {
  const bool is_float = emission.options.scalar == codegen::ScalarType::float32;
  return fmt::format(
      "// Verified: {} value{} at {} random points (seeds 1 to {}) against the runtime reference,\n"
      "// largest relative error {}; {}, {}, {}.\n",
      table.rows.size(), table.rows.size() == 1 ? "" : "s", last_seed, last_seed,
      error_text(largest_error(table)), compiler, flags(), is_float ? "float" : "double");
}

}  // namespace

ir::Result<std::string, Failure> verify_code(const Task& task, const Options& options,
                                             const Emission& emission) {
  Options of_code = options;
  of_code.scalar = emission.options.scalar;
  std::vector<runtime::Point> points;
  for (std::uint64_t seed = 1; seed <= last_seed; ++seed) {
    auto point = generic_point_of(of_code, task.program, seed);
    if (!point) return point.error();
    points.push_back(std::move(point).value());
  }
  const auto compared = compare_engines(task, of_code, emission, points);
  if (!compared) return compared.error();
  const runtime::ErrorTable& table = compared.value().table;
  if (!runtime::within_tolerance(table)) return disagreement(table);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (compared.value().finite_points[i] > 0) continue;
    return Failure{
        fmt::format("--verify: {} cannot be verified: at none of {} random points its "
                    "reference is a number; nothing is written",
                    table.rows[i].name, last_seed)};
  }
  const auto compiler = runtime::compiler_version();
  if (!compiler) return Failure{compiler.error().message};
  return verdict(table, emission, compiler.value());
}

}  // namespace nngen::cli
