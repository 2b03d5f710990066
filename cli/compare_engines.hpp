#pragma once
// How far the derived formulas and the emitted code are from the runtime reference.

#include <span>
#include <string>
#include <vector>

#include "cli/emission.hpp"
#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"
#include "runtime/compare.hpp"

namespace nngen::cli {

struct EngineComparison {
  /// A row for the loss, each gradient and each output, a column for each of the two; the largest
  /// errors over all points, and the tolerance that the options name.
  runtime::ErrorTable table;
  /// For each row, at how many points the reference is a number.
  std::vector<std::size_t> finite_points;
};

/// At points of equally many samples, of which there is at least one. Nothing where the emitted
/// code cannot be compiled or run.
ir::Result<EngineComparison, Failure> compare_engines(const Task& task, const Options& options,
                                                      const Emission& emission,
                                                      std::span<const runtime::Point> points);

/// The line above the table.
const std::string& table_heading();

}  // namespace nngen::cli
