#pragma once
// Three ways to compute a task's numbers, which must agree.

#include <optional>
#include <utility>
#include <vector>

#include "cli/emission.hpp"
#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"
#include "runtime/compile_run.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::cli {

/// The loss of the call, the gradients in the order of `Task::by`, the program's outputs.
struct Numbers {
  std::optional<runtime::SampledValue<double>> loss;
  std::vector<runtime::SampledValue<double>> gradients;
  std::vector<runtime::SampledValue<double>> outputs;
  std::optional<runtime::SampledValue<double>> hessian;  // of --with
};

/// Values in the order loss (if there is one), gradients, outputs.
Numbers in_parts(const Task& task, std::vector<runtime::SampledValue<double>> values);

/// The runtime reference: the program as written, differentiated number by number.
Numbers compute_by_reference(const Task& task, const runtime::Point& point);

/// The derived formulas, evaluated.
Numbers compute_by_formulas(const Task& task, const runtime::Point& point);

/// How a compilation that failed is said.
Failure failure_of(const runtime::CompileError& error);

/// What code with these options is linked with.
std::vector<std::string> libraries_of(const codegen::EmitOptions& options);

/// With which the emitted code is compiled.
inline constexpr const char* optimisation_flag = "-O2";

/// The emitted code, compiled once, to be run at any point of as many samples.
class CompiledEngine {
 public:
  static ir::Result<CompiledEngine, Failure> make(const Task& task, const Emission& emission,
                                                  std::size_t samples);
  ir::Result<Numbers, Failure> compute(const Task& task, const runtime::Point& point) const;

 private:
  explicit CompiledEngine(runtime::CompiledProgram program) : program_(std::move(program)) {}

  runtime::CompiledProgram program_;
};

/// Emits, compiles and runs; in double unless the options say otherwise.
ir::Result<Numbers, Failure> compute_by_compiled_code(Task& task, const Options& options,
                                                      const runtime::Point& point);

}  // namespace nngen::cli
