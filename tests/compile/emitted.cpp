#include "tests/compile/emitted.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "codegen/emit_driver.hpp"
#include "parser/parse_program.hpp"
#include "runtime/compare.hpp"
#include "runtime/compile_run.hpp"
#include "runtime/driver_protocol.hpp"
#include "runtime/initialise.hpp"
#include "runtime/reference_gradient.hpp"
#include "tests/support/process.hpp"

namespace nngen::tests {
namespace {

using Value = runtime::SampledValue<double>;

constexpr std::uint64_t seed = 7;

// The loss, the gradients and the outputs, in the order in which a driver writes them.
std::vector<Value> reference_values(const Derived& derived, const EmittedCase& tested,
                                    const runtime::Point& point) {
  std::vector<Value> values;
  if (derived.derivation.loss) {
    std::vector<ir::NodeId> by;
    for (const ir::Gradient& gradient : derived.derivation.gradients) by.push_back(gradient.by);
    auto reference = runtime::reference_gradient(derived.program, derived.program.loss->node, by,
                                                 tested.reduction, point);
    values.push_back({false, {ir::Matrix<double>(1, 1, reference.loss)}});
    for (Value& gradient : reference.gradients) values.push_back(std::move(gradient));
  }
  std::vector<ir::NodeId> outputs;
  for (const ir::NamedValue& output : derived.program.outputs) outputs.push_back(output.node);
  for (Value& value : runtime::evaluate<double>(*derived.program.graph, outputs, point)) {
    values.push_back(std::move(value));
  }
  return values;
}

std::vector<runtime::Slot> slots_of(const Derived& derived) {
  std::vector<runtime::Slot> slots;
  const ir::Graph& graph = *derived.program.graph;
  if (derived.derivation.loss) {
    slots.push_back({});
    for (const ir::Gradient& gradient : derived.derivation.gradients) {
      slots.push_back({graph[gradient.by].shape, graph[gradient.by].per_sample});
    }
  }
  for (const ir::NamedValue& output : derived.program.outputs) {
    slots.push_back({graph[output.node].shape, graph[output.node].per_sample});
  }
  return slots;
}

runtime::Point point_of(const ir::Program& program, const EmittedCase& tested) {
  runtime::Point point = runtime::random_point(program, tested.samples, seed);
  for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
    const auto given = tested.values.find(program.declarations[i].name.plain());
    if (given != tested.values.end()) point.values[i] = {false, {given->second}};
  }
  return point;
}

}  // namespace

Derived derive(const std::string& text, ir::Reduction reduction,
               const std::vector<std::string>& with_respect_to) {
  const ir::SourceFile source("test.expr", text);
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(source, {}, diagnostics);
  std::vector<ir::NodeId> by;
  Derived derived;
  if (program) {
    derived.program = std::move(*program);
    for (const std::string& name : with_respect_to) {
      by.push_back(derived.program.find_declaration(name)->node);
    }
    if (derived.program.loss) {
      derived.derivation = ir::derive_for_reading(derived.program, by, reduction, diagnostics);
    }
  }
  if (diagnostics.has_errors()) throw std::runtime_error(diagnostics.all()[0].message);
  derived.runnable = ir::prepare_for_running(derived.program, derived.derivation);
  return derived;
}

EmittedCase single(std::string text) { return {std::move(text), {}}; }
EmittedCase fixed(std::string text, std::size_t samples) {
  EmittedCase tested{std::move(text),
                     {codegen::Batch::Kind::fixed, static_cast<std::int64_t>(samples)}};
  tested.samples = samples;
  tested.reduction = ir::Reduction::mean;
  return tested;
}
EmittedCase dynamic(std::string text, std::size_t samples) {
  EmittedCase tested = fixed(std::move(text), samples);
  tested.batch = {codegen::Batch::Kind::dynamic, 1};
  return tested;
}

std::vector<std::string> strict_flags(codegen::Target target) {
  std::vector<std::string> flags{"-std=c++17",   "-Wall",    "-Wextra", "-Wpedantic",
                                 "-Wconversion", "-Wshadow", "-Werror"};
  if (target == codegen::Target::eigen) {
    flags.insert(flags.end(), {"-isystem", NNGEN_EIGEN_INCLUDE_DIR});
  }
  return flags;
}

double largest_error(const EmittedCase& tested) {
  const Derived derived = derive(tested.text, tested.reduction, tested.with_respect_to);
  codegen::EmitOptions options{tested.scalar, tested.batch};
  options.target = tested.target;
  options.gemm = tested.gemm;
  const std::string header =
      codegen::emit_header(derived.program, derived.derivation, derived.runnable, options, {});
  const std::string driver =
      codegen::emit_driver(derived.program, derived.runnable, options, "net.hpp");
  const runtime::Point point = point_of(derived.program, tested);

  std::vector<std::string> flags = strict_flags(tested.target);
  flags.insert(flags.end(), tested.flags.begin(), tested.flags.end());
  const auto output =
      runtime::compile_and_run({{"net.hpp", header}, {"driver.cpp", driver}}, flags,
                               runtime::encode_point(derived.program, point));
  if (!output) throw std::runtime_error(output.error().message + "\n" + output.error().output);
  const auto values = runtime::decode_output(output.value(), slots_of(derived), tested.samples);
  if (!values) throw std::runtime_error(values.error());

  const std::vector<Value> expected = reference_values(derived, tested, point);
  double error = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    error = std::max(error, runtime::relative_error(values.value()[i], expected[i]));
  }
  return error;
}

std::vector<std::string> compilers() {
  std::vector<std::string> found;
  for (const char* command : {"g++", "clang++"}) {
    if (run_process({command, "--version"}).status == 0) found.emplace_back(command);
  }
  return found;
}

UsedCompiler::UsedCompiler(const std::string& command) {
  if (const char* value = std::getenv("CXX")) previous_ = value;
  setenv("CXX", command.c_str(), 1);
}

UsedCompiler::~UsedCompiler() {
  if (previous_) {
    setenv("CXX", previous_->c_str(), 1);
  } else {
    unsetenv("CXX");
  }
}

}  // namespace nngen::tests
