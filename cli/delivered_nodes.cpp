#include "cli/delivered_nodes.hpp"

#include <set>
#include <utility>

#include "codegen/formula/node_texts.hpp"
#include "codegen/formula/printed_derivation.hpp"
#include "ir/calculus/passes.hpp"

namespace nngen::cli {

using ir::NodeId;

std::vector<const ir::NamedValue*> named_values(const ir::Program& program) {
  std::vector<const ir::NamedValue*> all;
  for (const ir::NamedValue& value : program.values) all.push_back(&value);
  for (const ir::NamedValue& output : program.outputs) all.push_back(&output);
  if (program.loss) all.push_back(&*program.loss);
  return all;
}

namespace {

DeliveredNodes nodes_of_formulas(Task& task, const Options& options) {
  codegen::PrintedDerivation printed =
      codegen::printed_derivation(task.program, task.derivation, options.show.layout);
  DeliveredNodes result;
  result.is_transposed = options.show.layout == codegen::DerivativeLayout::jacobian;
  result.reduction = printed.of_one_sample ? ir::Reduction::none : task.derivation.reduction;
  for (const ir::Gradient& gradient : printed.derivation.gradients) {
    result.gradients.push_back(gradient.value);
  }
  for (const ir::NamedValue* value : named_values(task.program)) {
    NodeId node = value->node;
    if (printed.columns) {
      const bool is_objective = node == task.derivation.objective;
      node = is_objective ? NodeId{} : printed.columns->image[node.value];
    }
    if (node) result.named.emplace(value->name.plain(), node);
  }
  result.columns = std::move(printed.columns);
  return result;
}

DeliveredNodes nodes_of_graph(const Task& task) {
  DeliveredNodes result;
  result.reduction = task.derivation.reduction;
  for (const ir::Gradient& gradient : task.derivation.gradients) {
    result.gradients.push_back(gradient.value);
  }
  for (const ir::NamedValue* value : named_values(task.program)) {
    result.named.emplace(value->name.plain(), value->node);
  }
  return result;
}

DeliveredNodes nodes_of_code(Task& task) {
  std::vector<NodeId> named;
  for (const auto& line : codegen::node_texts(task.program, task.derivation)) {
    named.push_back(line.node);
  }
  const ir::RunnableProgram running = ir::prepare_for_running(task.program, task.derivation, named);
  DeliveredNodes result;
  result.reduction = task.derivation.reduction;
  for (const ir::Gradient& gradient : running.gradients) result.gradients.push_back(gradient.value);
  for (const ir::NamedValue& output : running.outputs) {
    result.named.emplace(output.name.plain(), output.node);
  }
  return result;
}

}  // namespace

DeliveredNodes delivered_nodes(Task& task, const Options& options, Delivered delivered) {
  switch (delivered) {
    case Delivered::formulas: return nodes_of_formulas(task, options);
    case Delivered::graph: return nodes_of_graph(task);
    case Delivered::code: break;
  }
  return nodes_of_code(task);
}

}  // namespace nngen::cli
