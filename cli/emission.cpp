#include "cli/emission.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/formula_texts.hpp"
#include "codegen/lower.hpp"
#include "ir/op.hpp"

namespace nngen::cli {

namespace {

std::optional<Failure> without_code(const Task& task, const ir::RunnableProgram& runnable) {
  std::vector<ir::NodeId> roots;
  if (runnable.loss) roots.push_back(runnable.loss);
  for (const auto& gradient : runnable.gradients) roots.push_back(gradient.value);
  for (const auto& output : runnable.outputs) roots.push_back(output.node);
  const auto node = codegen::first_without_kernels(task.program, roots);
  if (!node) return std::nullopt;
  const std::string name(ir::op_def(task.program.expr(*node).op()).name);
  return Failure{"there is no code for '" + name + "' yet",
                 "'nngen show' prints the formulas, 'nngen eval' computes them"};
}

}  // namespace

ir::Result<Emission, Failure> emit(Task& task, const Options& options, codegen::ScalarType scalar) {
  Emission emission;
  const auto lines = codegen::node_texts(task.program, task.derivation);
  std::vector<ir::NodeId> named;
  for (const codegen::NodeText& line : lines) named.push_back(line.node);
  emission.runnable = ir::prepare_for_running(task.program, task.derivation, named);
  if (auto failure = without_code(task, emission.runnable)) return *std::move(failure);
  emission.options = {scalar, options.batch, options.name_space, options.function};
  emission.header = codegen::emit_header(task.program, task.derivation, emission.runnable,
                                         emission.options, formula_texts(task, lines, emission.runnable.images));
  return emission;
}

}  // namespace nngen::cli
