#pragma once
// Three ways to compute a task's numbers, which must agree.

#include <optional>
#include <vector>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::cli {

/// The loss of the call, the gradients in the order of `Task::by`, the program's outputs.
struct Numbers {
  std::optional<runtime::SampledValue<double>> loss;
  std::vector<runtime::SampledValue<double>> gradients;
  std::vector<runtime::SampledValue<double>> outputs;
};

/// Values in the order loss (if there is one), gradients, outputs.
Numbers in_parts(const Task& task, std::vector<runtime::SampledValue<double>> values);

/// The runtime reference: the program as written, differentiated number by number.
Numbers compute_by_reference(const Task& task, const runtime::Point& point);

/// The derived formulas, evaluated.
Numbers compute_by_formulas(const Task& task, const runtime::Point& point);

/// The emitted code, compiled and run.
ir::Result<Numbers, Failure> compute_by_compiled_code(Task& task, const Options& options,
                                                      const runtime::Point& point);

}  // namespace nngen::cli
