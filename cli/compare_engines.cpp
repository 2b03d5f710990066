#include "cli/compare_engines.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "cli/engines.hpp"
#include "cli/further_derivatives.hpp"

namespace nngen::cli {
namespace {

using Value = runtime::SampledValue<double>;

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
  if (reference.hessian) add("hessian", *reference.hessian, *derived.hessian, *compiled.hessian);
  return table;
}

bool is_finite(const Value& value) {
  return std::all_of(value.samples.begin(), value.samples.end(), [](const auto& sample) {
    return std::all_of(sample.entries().begin(), sample.entries().end(),
                       [](double entry) { return std::isfinite(entry); });
  });
}

/// For each row of the table.
std::vector<bool> finite_rows(const Numbers& reference) {
  std::vector<bool> finite;
  if (reference.loss) finite.push_back(is_finite(*reference.loss));
  for (const Value& gradient : reference.gradients) finite.push_back(is_finite(gradient));
  for (const Value& output : reference.outputs) finite.push_back(is_finite(output));
  if (reference.hessian) finite.push_back(is_finite(*reference.hessian));
  return finite;
}

/// The larger error of each entry.
void take_worst(runtime::ErrorTable& table, const runtime::ErrorTable& other) {
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (std::size_t k = 0; k < table.columns.size(); ++k) {
      double& error = table.rows[i].errors[k];
      error = std::max(error, other.rows[i].errors[k]);
    }
  }
}

}  // namespace

ir::Result<EngineComparison, Failure> compare_engines(const Task& task, const Options& options,
                                                      const Emission& emission,
                                                      std::span<const runtime::Point> points) {
  if (const auto failure = too_large_to_compare(task)) return *failure;
  const auto engine = CompiledEngine::make(task, emission, points.front().samples);
  if (!engine) return engine.error();
  EngineComparison result;
  for (const runtime::Point& point : points) {
    Numbers reference = compute_by_reference(task, point);
    take_further_reference(task, point, reference);
    Numbers derived = compute_by_formulas(task, point);
    take_derived_hessian(task, point, derived);
    const auto compiled = engine.value().compute(task, point);
    if (!compiled) return compiled.error();
    const runtime::ErrorTable table = table_of(task, reference, derived, compiled.value());
    const std::vector<bool> finite = finite_rows(reference);
    if (result.table.columns.empty()) {
      result.table = table;
      result.finite_points.resize(finite.size(), 0);
    } else {
      take_worst(result.table, table);
    }
    for (std::size_t i = 0; i < finite.size(); ++i) result.finite_points[i] += finite[i] ? 1 : 0;
  }
  result.table.tolerance = tolerance_of(options);
  return result;
}

const std::string& table_heading() {
  static const std::string heading =
      "largest error of an entry, relative to the reference's largest entry\n";
  return heading;
}

}  // namespace nngen::cli
