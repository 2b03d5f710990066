#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "cli/bench_report.hpp"
#include "cli/command.hpp"
#include "cli/engines.hpp"
#include "cli/messages.hpp"
#include "cli/point.hpp"
#include "cli/task.hpp"
#include "codegen/emit_timed_calls.hpp"
#include "ir/calculus/cost.hpp"
#include "runtime/driver_protocol.hpp"
#include "timing/sources.hpp"

namespace nngen::cli {
namespace {

constexpr std::uint64_t most_draws = 10;
constexpr const char* header_name = "emitted.hpp";

// Where the header takes any number of samples: as many as its workspace is for unless told.
constexpr std::int64_t samples_of_dynamic_batch = 256;

/// The point is drawn for a fixed number of samples.
Options with_samples(Options options) {
  if (options.batch.kind == codegen::Batch::Kind::dynamic) {
    options.batch = {codegen::Batch::Kind::fixed, samples_of_dynamic_batch};
  }
  return options;
}

std::optional<Failure> nothing_to_measure(const Task& task, const codegen::HeaderPlan& plan) {
  if (!task.program.loss) {
    return Failure{"there is no loss, whose gradient bench would measure",
                   "say which scalar is the objective: loss L = …"};
  }
  if (codegen::find_function(plan, codegen::FunctionKind::gradient) == nullptr) {
    return Failure{"there is no param by which the loss has a gradient to measure",
                   task.program.declarations.empty()
                       ? std::string()
                       : "name what to differentiate by: --wrt " +
                             task.program.declarations.front().name.plain()};
  }
  return std::nullopt;
}

/// The emitted code's calls first, then all that times them as one source.
std::vector<runtime::SourceText> sources_of(const Task& task, const Emission& emission,
                                            const codegen::HeaderPlan& plan, std::int64_t samples) {
  const codegen::FunctionPlan& gradient =
      *codegen::find_function(plan, codegen::FunctionKind::gradient);
  const auto products = codegen::matrix_products(gradient.code.lowered.kernels, samples);
  std::vector<runtime::SourceText> files = {
      {header_name, emission.header},
      {"calls.cpp", codegen::emit_timed_calls(task.program, plan, header_name, samples)},
      {"products_of_gradient.inc", codegen::emit_timed_products(products)}};
  std::string all;
  for (const auto& [name, text] : timing::sources()) {
    const std::string file = name;
    const bool is_source = file.ends_with(".cpp");
    const std::string included = is_source ? file.substr(0, file.size() - 4) + ".inc" : file;
    files.push_back({included, text});
    if (is_source) all += "#include \"" + included + "\"\n";
  }
  files.push_back({"timing.cpp", all + "#include \"products_of_gradient.inc\"\n"});
  return files;
}

ir::Result<runtime::CompiledParts, Failure> compile(const std::vector<runtime::SourceText>& files,
                                                    const codegen::EmitOptions& options) {
  std::vector<std::string> libraries = libraries_of(options);
  libraries.emplace_back("-ldl");
  const char* type = options.scalar == codegen::ScalarType::float32 ? "float" : "double";
  auto compiled = runtime::compile_in_parts(
      files,
      {"-std=c++17", "-O3", "-march=native", "-DNDEBUG",
       std::string("-DNNGEN_TIMED_SCALAR=") + type, std::string("-I") + NNGEN_EIGEN_INCLUDE_DIR},
      libraries);
  if (!compiled) return failure_of(compiled.error());
  return std::move(compiled).value();
}

/// The input of timing/time_calls.cpp; a point begins with its number of samples there too.
std::string input_of(const Options& options, const Task& task, const runtime::Point& point) {
  std::string bytes;
  for (const double number : {static_cast<double>(options.rounds), options.seconds}) {
    char raw[sizeof(number)];
    std::memcpy(raw, &number, sizeof(number));
    bytes.append(raw, sizeof(number));
  }
  return bytes + runtime::encode_point(task.program, point);
}

/// At a random point; where the loss is no number there, at another one.
ir::Result<Times, Failure> times_of(const runtime::CompiledProgram& program, const Options& options,
                                    const Task& task) {
  const std::uint64_t first = options.seed.value_or(1);
  for (std::uint64_t seed = first; seed - first < most_draws; ++seed) {
    const auto point = generic_point_of(options, task.program, seed);
    if (!point) return point.error();
    const auto output = program.run(input_of(options, task, point.value()));
    if (!output) return failure_of(output.error());
    Times times = read_times(output.value());
    if (std::isfinite(times.number("loss").value_or(NAN))) return times;
  }
  return Failure{"the loss is a number at none of the random points"};
}

/// What is known without running anything.
Measurement measurement_of(const Task& task, const Emission& emission,
                           const codegen::HeaderPlan& plan, std::int64_t samples) {
  const bool is_float = plan.options.scalar == codegen::ScalarType::float32;
  const codegen::BufferPlan workspace{{}, plan.shared_size, plan.sample_size};
  std::vector<ir::NodeId> roots = {emission.runnable.loss};
  for (const ir::Gradient& gradient : emission.runnable.gradients) roots.push_back(gradient.value);
  const double flops = ir::flops(*task.program.graph, roots, static_cast<double>(samples));
  Measurement result;
  result.scalar = is_float ? "float" : "double";
  result.samples = samples;
  result.parameters = plan.parameter_count;
  result.workspace_bytes = workspace.size(plan.is_batched() ? samples : 0) * (is_float ? 4 : 8);
  result.flops_per_sample = flops / static_cast<double>(samples);
  return result;
}

ir::Result<Measurement, Failure> measure(const Task& task, const Options& options,
                                         const Emission& emission) {
  const Options drawn = with_samples(options);
  const std::int64_t samples = drawn.is_batched() ? drawn.batch.samples : 1;
  const codegen::HeaderPlan plan =
      codegen::plan_header(task.program, emission.runnable, emission.options);
  if (const auto failure = nothing_to_measure(task, plan)) return *failure;
  Measurement result = measurement_of(task, emission, plan, samples);
  const auto compiled = compile(sources_of(task, emission, plan, samples), emission.options);
  if (!compiled) return compiled.error();
  const runtime::CompiledPart& calls = compiled.value().parts.front();
  result.compile_s = calls.seconds;
  result.code_bytes = calls.code_bytes;
  result.rounds = options.rounds;
  auto times = times_of(compiled.value().program, drawn, task);
  if (!times) return times.error();
  result.times = std::move(times).value();
  return result;
}

}  // namespace

int run_bench(const Options& options) {
  std::optional<Task> task = prepare(options, Sizes::must_be_known);
  if (!task) return exit_fault;
  const Emission emission =
      emit(*task, options, options.scalar.value_or(codegen::ScalarType::float32));
  const auto measured = measure(*task, options, emission);
  if (!measured) {
    say(measured.error());
    return exit_fault;
  }
  return deliver(options, options.json ? json_of(measured.value())
                                       : text_of(measured.value(), task->source.name()));
}

}  // namespace nngen::cli
