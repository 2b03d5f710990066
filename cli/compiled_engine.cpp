// The engine that emits the header and a driver for it, compiles both, and runs them.

#include <string>
#include <utility>

#include <fmt/format.h>

#include "cli/engines.hpp"
#include "codegen/emit_driver.hpp"
#include "runtime/driver_protocol.hpp"

namespace nngen::cli {
namespace {

constexpr const char* header_name = "emitted.hpp";

ir::Shape shape_of_hessian(const Task& task) {
  std::int64_t size = 0;
  for (const ir::Declaration* param : task.program.with_role(ir::Role::param)) {
    size += param->shape.size().value();
  }
  return {size, size};
}

/// What the driver writes, in its order: loss, gradients, outputs, the Hessian.
std::vector<runtime::Slot> slots_of(const Task& task) {
  const ir::Graph& graph = *task.program.graph;
  std::vector<runtime::Slot> slots;
  if (task.program.loss) slots.push_back({ir::Shape::scalar(), false});
  for (const ir::NodeId variable : task.by) {
    slots.push_back({graph[variable].shape, graph[variable].per_sample});
  }
  for (const ir::NamedValue& output : task.program.outputs) {
    slots.push_back({graph[output.node].shape, graph[output.node].per_sample});
  }
  if (task.further.hessian) slots.push_back({shape_of_hessian(task), false});
  return slots;
}

}  // namespace

Failure failure_of(const runtime::CompileError& error) {
  Failure failure{error.message};
  failure.details = error.output;
  if (!error.command.empty()) failure.hint = "the command was: " + error.command;
  return failure;
}

std::vector<std::string> libraries_of(const codegen::EmitOptions& options) {
  if (options.gemm != codegen::Gemm::blas) return {};
  return runtime::cblas_libraries();
}

ir::Result<CompiledEngine, Failure> CompiledEngine::make(const Task& task, const Emission& emission,
                                                         std::size_t samples) {
  const std::string driver = codegen::emit_driver(task.program, emission.runnable, emission.options,
                                                  header_name, static_cast<std::int64_t>(samples));
  auto program = runtime::compile(
      {{header_name, emission.header}, {"driver.cpp", driver}},
      {"-std=c++17", optimisation_flag, std::string("-I") + NNGEN_EIGEN_INCLUDE_DIR},
      libraries_of(emission.options));
  if (!program) return failure_of(program.error());
  return CompiledEngine(std::move(program).value());
}

ir::Result<Numbers, Failure> CompiledEngine::compute(const Task& task,
                                                     const runtime::Point& point) const {
  const auto output = program_.run(runtime::encode_point(task.program, point));
  if (!output) return failure_of(output.error());
  auto values = runtime::decode_output(output.value(), slots_of(task), point.samples);
  if (!values) return Failure{"the compiled code gives no result: " + values.error()};
  std::vector<runtime::SampledValue<double>> all = std::move(values).value();
  std::optional<runtime::SampledValue<double>> hessian;
  if (task.further.hessian) {
    hessian = std::move(all.back());
    all.pop_back();
  }
  Numbers numbers = in_parts(task, std::move(all));
  numbers.hessian = std::move(hessian);
  return numbers;
}

ir::Result<Numbers, Failure> compute_by_compiled_code(Task& task, const Options& options,
                                                      const runtime::Point& point) {
  const Emission emission =
      emit(task, options, options.scalar.value_or(codegen::ScalarType::float64));
  const auto engine = CompiledEngine::make(task, emission, point.samples);
  if (!engine) return engine.error();
  return engine.value().compute(task, point);
}

}  // namespace nngen::cli
