#include "cli/trained_header.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/emission.hpp"
#include "codegen/header_guard.hpp"
#include "codegen/header_plan.hpp"
#include "codegen/identifiers.hpp"
#include "codegen/prediction.hpp"
#include "codegen/target.hpp"
#include "codegen/writer.hpp"
#include "ir/check.hpp"

namespace nngen::cli {
namespace {

using codegen::ArgumentPlan;
using codegen::FunctionPlan;
using codegen::HeaderPlan;
using codegen::Writer;

constexpr std::size_t widest_line = 100;
// The names of what stands around the code of the network.
constexpr std::array own_names{"predict", "class_of", "classes", "Memory",
                               "trained", "mean",     "scale"};

bool is_by_value(const ArgumentPlan& argument) {
  return !argument.per_sample && argument.rows == 1 && argument.cols == 1;
}

/// A string of C++ that any bytes can stand in.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = byte >= ' ' && byte < 0x7f && c != '"' && c != '\\' && c != '?';
    result += is_plain ? std::string(1, c) : fmt::format("\\{:03o}", byte);
  }
  return result + "\"";
}

/// Writes what follows the network's code in its namespace: constants, memory, predict.
class Wrapper {
 public:
  Wrapper(const Task& task, const Trained& trained, const HeaderPlan& plan)
      : task_(task), trained_(trained), plan_(plan), function_(plan.functions.front()) {
    codegen::Identifiers names;
    for (const ArgumentPlan& argument : function_.inputs) {
      arguments_.push_back(take(argument));
      names.reserve(argument.identifier);
    }
    for (const ArgumentPlan& result : function_.results) names.reserve(result.identifier);
    memory_ = names.add("work");
    counter_ = names.add("i");
  }

  std::string text() {
    writer_.line("// ---- the trained network");
    writer_.line();
    emit_constants();
    emit_classes();
    emit_memory();
    emit_predict();
    return writer_.take();
  }

  std::int64_t ram_bytes() const {
    const codegen::BufferPlan sizes{{}, plan_.shared_size, plan_.sample_size};
    return in_lines(std::max<std::int64_t>(sizes.size(0), 1)) + in_lines(copied_);
  }
  std::int64_t flash_bytes() const { return constants_ * scalar_bytes(); }

  /// "static float x[4], y[3];" and the call.
  std::vector<std::string> usage() const {
    std::vector<std::string> passed;
    std::string arrays;
    for (const Argument& argument : arguments_) {
      if (argument.weight) continue;
      passed.push_back(argument.plan->identifier);
      if (!is_by_value(*argument.plan)) arrays += array_of(*argument.plan);
    }
    for (const ArgumentPlan& result : function_.results) {
      passed.push_back(result.identifier);
      arrays += array_of(result);
    }
    const char* type = scalar_bytes() == 4 ? "float" : "double";
    std::vector<std::string> lines;
    if (!arrays.empty()) lines.push_back(fmt::format("{} {};", type, arrays.substr(2)));
    const std::string result = function_.returns_scalar ? fmt::format("const {} y = ", type) : "";
    lines.push_back(fmt::format("{}{}::predict({});", result, plan_.options.namespace_name,
                                fmt::join(passed, ", ")));
    return lines;
  }

 private:
  struct Argument {
    const ArgumentPlan* plan;
    const ir::Declaration* declaration;
    const ir::Matrix<double>* weight;          // null: the caller gives it
    const data::Standardisation* prepared_by;  // null: it is taken as it is
  };

  /// The bytes of so many numbers in a struct that begins at a multiple of 64.
  std::int64_t in_lines(std::int64_t numbers) const {
    return (numbers * scalar_bytes() + 63) / 64 * 64;
  }

  /// A matrix is standardised in the memory, a number as it is passed on.
  static bool is_copied(const Argument& argument) {
    return argument.prepared_by != nullptr && !is_by_value(*argument.plan);
  }

  static std::string array_of(const ArgumentPlan& argument) {
    return fmt::format(", {}[{}]", argument.identifier, argument.rows * argument.cols);
  }

  Argument take(const ArgumentPlan& argument) {
    const auto& kernels = function_.code.lowered.kernels;
    const std::uint32_t index = kernels[argument.buffer].index;
    const ir::Declaration& declaration = task_.program.declarations[index];
    Argument taken{&argument, &declaration, nullptr, nullptr};
    if (const auto weight = trained_.weights.find(index); weight != trained_.weights.end()) {
      taken.weight = &weight->second;
      constants_ += argument.rows * argument.cols;
    }
    const auto& inputs = trained_.preparation.inputs;
    if (const auto found = inputs.find(declaration.name.plain()); found != inputs.end()) {
      taken.prepared_by = &found->second;
      constants_ += 2 * argument.rows * argument.cols;
      if (is_copied(taken)) copied_ += argument.rows * argument.cols;
    }
    return taken;
  }

  std::int64_t scalar_bytes() const {
    return plan_.options.scalar == codegen::ScalarType::float32 ? 4 : 8;
  }

  /// "head {", the items in full lines, "};".
  void emit_list(const std::string& head, const std::vector<std::string>& items) {
    writer_.line(head + " = {");
    std::string line;
    for (const std::string& item : items) {
      if (line.size() + item.size() + 6 > widest_line) {
        writer_.line("    " + std::exchange(line, ""));
      }
      line += (line.empty() ? "" : " ") + item + ",";
    }
    writer_.line("    " + line);
    writer_.line("};");
  }

  void emit_array(const std::string& name, const std::vector<double>& values) {
    std::vector<std::string> numbers;
    for (const double value : values) {
      numbers.push_back(codegen::scalar_literal(value, plan_.options.scalar));
    }
    emit_list(fmt::format("alignas(64) inline constexpr Scalar {}[{}]", name, values.size()),
              numbers);
  }

  void emit_constants() {
    writer_.line("/// What was learnt; a matrix column by column.");
    writer_.line("namespace trained {");
    for (const Argument& argument : arguments_) {
      if (argument.weight) emit_array(argument.plan->identifier, argument.weight->entries());
    }
    writer_.line("}  // namespace trained");
    writer_.line();
    const bool standardises =
        std::any_of(arguments_.begin(), arguments_.end(),
                    [](const Argument& argument) { return argument.prepared_by != nullptr; });
    if (!standardises) return;
    writer_.line("/// Inputs are standardised: (x - mean)/scale.");
    emit_standardisation_by("mean", &data::Standardisation::mean);
    emit_standardisation_by("scale", &data::Standardisation::scale);
    writer_.line();
  }

  void emit_standardisation_by(const char* name,
                               std::vector<double> data::Standardisation::*values) {
    writer_.line(fmt::format("namespace {} {{", name));
    for (const Argument& argument : arguments_) {
      if (argument.prepared_by)
        emit_array(argument.plan->identifier, argument.prepared_by->*values);
    }
    writer_.line(fmt::format("}}  // namespace {}", name));
  }

  /// The classes have names, and the value is what tells them apart.
  bool has_classes() const {
    const std::size_t classes = trained_.preparation.classes.size();
    if (function_.returns_scalar) return classes == 2;
    return classes > 1 && function_.results.size() == 1 && function_.results[0].cols == 1 &&
           static_cast<std::size_t>(function_.results[0].rows) == classes;
  }

  void emit_classes() {
    const auto& classes = trained_.preparation.classes;
    if (!has_classes()) return;
    std::vector<std::string> words;
    for (const std::string& name : classes) words.push_back(quoted(name));
    emit_list(fmt::format("inline constexpr const char* classes[{}]", classes.size()), words);
    if (function_.returns_scalar) {
      writer_.line("/// The place in `classes` of the class that a prediction means.");
      writer_.line(fmt::format(
          "inline std::ptrdiff_t class_of(Scalar prediction) {{ return prediction > {} ? 1 : 0; }}",
          codegen::scalar_literal(has_signs() ? 0 : 0.5, plan_.options.scalar)));
    } else {
      writer_.line(
          "/// The place in `classes` of the class that a prediction means: that of the largest.");
      writer_.open(fmt::format("inline std::ptrdiff_t class_of({} prediction) {{",
                               constant_view(function_.results[0])));
      writer_.line("std::ptrdiff_t best = 0;");
      writer_.open(fmt::format("for (std::ptrdiff_t k = 1; k < {}; ++k) {{", classes.size()));
      writer_.line("if (prediction[k] > prediction[best]) best = k;");
      writer_.close();
      writer_.line("return best;");
      writer_.close();
    }
    writer_.line();
  }

  bool has_signs() const {
    const auto targets = task_.program.with_role(ir::Role::target);
    const bool is_declared = targets.size() == 1 && targets[0]->properties.sign;
    return is_declared || trained_.preparation.classes.front() == "-1";
  }

  static std::string constant_view(const ArgumentPlan& argument) {
    return fmt::format("MatrixView<const Scalar, {}, {}>", argument.rows, argument.cols);
  }

  void emit_memory() {
    writer_.line("/// What a prediction works with; it needs no initialisation and keeps nothing.");
    writer_.open("struct Memory {");
    writer_.line("Workspace workspace;");
    for (const Argument& argument : arguments_) {
      if (!is_copied(argument)) continue;
      writer_.line(fmt::format("Scalar {}[{}];", argument.plan->identifier,
                               argument.plan->rows * argument.plan->cols));
    }
    writer_.close("};");
    writer_.line();
  }

  std::string type_of(const ArgumentPlan& argument) const {
    return is_by_value(argument) && !argument.is_result
               ? "Scalar"
               : codegen::interface_of(codegen::Target::plain).argument_type(plan_, argument);
  }

  void emit_predict() {
    std::vector<std::string> parameters, names, passed;
    for (const Argument& argument : arguments_) {
      passed.push_back(expression_of(argument));
      if (argument.weight) continue;
      parameters.push_back(type_of(*argument.plan) + " " + argument.plan->identifier);
      names.push_back(argument.plan->identifier);
    }
    passed.push_back(memory_ + ".workspace");
    for (const ArgumentPlan& result : function_.results) {
      parameters.push_back(type_of(result) + " " + result.identifier);
      names.push_back(result.identifier);
      passed.push_back(result.identifier);
    }
    const char* type = function_.returns_scalar ? "Scalar" : "void";
    std::vector<std::string> with_memory = parameters;
    with_memory.push_back("Memory& " + memory_);
    writer_.line("/// The prediction for one sample.");
    writer_.call(fmt::format("inline {} predict", type), with_memory, " {");
    writer_.open_here();
    for (const Argument& argument : arguments_) emit_standardisation(argument);
    writer_.call(call_of(function_.identifier), passed, ";");
    writer_.close();
    writer_.line("/// The same in memory of its own: one call at a time.");
    writer_.call(fmt::format("inline {} predict", type), parameters, " {");
    writer_.open_here();
    names.push_back(memory_);
    writer_.line(fmt::format("static Memory {};", memory_));
    writer_.call(call_of("predict"), names, ";");
    writer_.close();
    writer_.line();
  }

  /// In full, since an argument may have the name of the function.
  std::string call_of(const std::string& function) const {
    return fmt::format("{}::{}::{}", function_.returns_scalar ? "return " : "",
                       plan_.options.namespace_name, function);
  }

  /// What the network's code gets for an argument.
  std::string expression_of(const Argument& argument) const {
    const std::string& name = argument.plan->identifier;
    if (argument.weight) return "trained::" + name + (is_by_value(*argument.plan) ? "[0]" : "");
    if (is_copied(argument)) return fmt::format("{}.{}", memory_, name);
    return argument.prepared_by ? fmt::format("({0} - mean::{0}[0]) / scale::{0}[0]", name) : name;
  }

  void emit_standardisation(const Argument& argument) {
    if (!is_copied(argument)) return;
    const std::string& name = argument.plan->identifier;
    writer_.open(fmt::format("for (std::ptrdiff_t {0} = 0; {0} < {1}; ++{0}) {{", counter_,
                             argument.plan->rows * argument.plan->cols));
    writer_.line(fmt::format("{0}.{1}[{2}] = ({1}[{2}] - mean::{1}[{2}]) / scale::{1}[{2}];",
                             memory_, name, counter_));
    writer_.close();
  }

  const Task& task_;
  const Trained& trained_;
  const HeaderPlan& plan_;
  const FunctionPlan& function_;
  std::vector<Argument> arguments_;
  std::string memory_, counter_;  // names of variables
  std::int64_t constants_ = 0;    // numbers
  std::int64_t copied_ = 0;
  Writer writer_;
};

/// Leaves of the task what computes the value. The params are constants of that: their values come
/// with the header.
void reduce_to(Task& task, ir::NamedValue value) {
  const auto is_own = [&](const char* name) { return value.name.plain() == name; };
  if (std::any_of(own_names.begin(), own_names.end(), is_own))
    value.name = ir::name_of("prediction");
  ir::Program& program = task.program;
  const std::vector<bool> is_needed = ir::reachable(*program.graph, std::vector{value.node});
  std::erase_if(program.values, [&](const ir::NamedValue& v) { return !is_needed[v.node.value]; });
  program.loss.reset();
  program.outputs = {std::move(value)};
  program.claims.clear();
  program.requests.clear();
  task.by.clear();
  task.derivation = {};
  task.derivation.reduction = ir::Reduction::none;
  for (ir::Declaration& declaration : program.declarations) {
    if (declaration.role == ir::Role::param) declaration.role = ir::Role::constant;
  }
}

/// The wrapper stands in the innermost namespace of the header.
std::string joined(const std::string& opening, std::string header, const std::string& wrapper) {
  const std::size_t end = header.rfind("}  // namespace NNGEN_INSTRUCTION_SET");
  NNGEN_CHECK(end != std::string::npos);
  header.insert(end, wrapper);
  return opening + header;
}

}  // namespace

ir::Result<ir::NamedValue, Failure> value_to_export(const ir::Program& program) {
  if (const auto prediction = codegen::find_prediction(program)) return prediction->value;
  std::vector<ir::NodeId> targets;
  for (const ir::Declaration* target : program.with_role(ir::Role::target)) {
    targets.push_back(target->node);
  }
  std::vector<ir::NamedValue> known;
  for (const ir::NamedValue& output : program.outputs) {
    const std::vector<bool> reached = ir::reachable(*program.graph, std::vector{output.node});
    const bool needs_target = std::any_of(targets.begin(), targets.end(), [&](ir::NodeId target) {
      return target && reached[target.value];
    });
    if (!needs_target) known.push_back(output);
  }
  if (known.size() == 1) return known.front();
  return Failure{known.empty() ? "there is no prediction: no value has the shape of the target"
                               : "there are several outputs, and none has the shape of the target",
                 "say which value it is: output y"};
}

TrainedHeader trained_header(Task& task, const Options& given, const ir::NamedValue& value,
                             const Trained& trained) {
  reduce_to(task, value);
  Options options = given;
  options.target = codegen::Target::plain;
  const auto scalar = options.scalar.value_or(codegen::ScalarType::float32);
  const Emission emission = emit(task, options, scalar);
  const HeaderPlan plan = codegen::plan_header(task.program, emission.runnable, emission.options);
  Wrapper wrapper(task, trained, plan);
  const std::string text = wrapper.text();
  std::string opening = "// A trained network, for one sample:\n//\n";
  for (const std::string& line : wrapper.usage()) opening += "//     " + line + "\n";
  opening += fmt::format(
      "//\n// RAM: {} bytes, the struct Memory. Constants (flash): {} bytes, the weights and what\n"
      "// inputs are standardised by.\n//\n",
      wrapper.ram_bytes(), wrapper.flash_bytes());
  std::string header = codegen::seal(joined(opening, emission.header, text),
                                     emission.options.namespace_name);
  return {std::move(header), wrapper.ram_bytes(), wrapper.flash_bytes()};
}

}  // namespace nngen::cli
