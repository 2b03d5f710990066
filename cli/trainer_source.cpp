#include "cli/trainer_source.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cli/emission.hpp"
#include "codegen/emit_trainer.hpp"
#include "codegen/identifiers.hpp"
#include "trainer/sources.hpp"

namespace nngen::cli {
namespace {

constexpr const char* rest_namespace = "any_number";

// The prediction as an output of the code, and its place among the outputs.
std::uint32_t add_output(ir::Program& program, const codegen::Prediction& prediction) {
  for (std::uint32_t i = 0; i < program.outputs.size(); ++i) {
    if (program.outputs[i].node == prediction.value.node) return i;
  }
  program.outputs.push_back(prediction.value);
  return static_cast<std::uint32_t>(program.outputs.size() - 1);
}

Options trainer_options(const Options& options) {
  Options trainer = options;
  trainer.target = codegen::Target::plain;
  if (trainer.optimizer == codegen::Optimizer::none) trainer.optimizer = codegen::Optimizer::adam;
  return trainer;
}

// The network's header needs no guard in a file of its own; it begins with what is included.
std::string opening(const Task& task, const trainer::Pasted& parts) {
  std::string text = fmt::format(
      "// Made by nngen from {}: trains the network below. To compile and to run:\n"
      "//\n"
      "//     c++ -std=c++17 -O3 -march=native -DNDEBUG train.cpp -o train\n"
      "//     ./train --help\n"
      "//\n"
      "// It consists of the network's code for a batch of samples, the same for fewer of them (the last\n"
      "// ones of an epoch), the training in general (namespace train), and what connects them: struct\n"
      "// Network and main, at the end.\n\n",
      codegen::comment_text(task.source.name()));
  for (const std::string& include : parts.includes) text += "#include " + include + "\n";
  return text + "\n";
}

}  // namespace

ir::Result<std::string, Failure> trainer_source(Task& task, const Options& options) {
  if (!task.derivation.loss) return Failure{"there is no loss to train for"};
  const Options of_full = trainer_options(options);
  if (task.program.with_role(ir::Role::param).empty()) {
    return Failure{"there is no parameter to train"};
  }
  const auto scalar = options.scalar.value_or(codegen::ScalarType::float32);
  const auto prediction = codegen::find_prediction(task.program);
  const std::uint32_t output = prediction ? add_output(task.program, *prediction) : 0;

  Emission full = emit(task, of_full, scalar);
  const codegen::HeaderPlan full_plan =
      codegen::plan_header(task.program, full.runnable, full.options);
  std::string text = full.header + "\n";
  std::optional<codegen::HeaderPlan> rest_plan;
  if (options.is_batched()) {
    full.options.batch = {codegen::Batch::Kind::dynamic, 1};
    full.options.shares_with = std::exchange(full.options.namespace_name, rest_namespace);
    rest_plan = codegen::plan_header(task.program, full.runnable, full.options);
    text += codegen::emit_header(task.program, task.derivation, full.runnable, full.options,
                                 full.texts) + "\n";
  }
  const trainer::Pasted parts = trainer::paste();
  text += parts.text + "\n";
  text += codegen::emit_network(task.program, {full_plan, rest_plan ? &*rest_plan : nullptr},
                                prediction, output);
  text += "\nint main(int argc, char** argv) {\n"
          "  static Network network;  // too large for the stack\n"
          "  return train::run(network, argc, argv);\n}\n";
  return opening(task, parts) + text;
}

}  // namespace nngen::cli
