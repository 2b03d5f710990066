#include "cli/engines.hpp"

#include <utility>

#include "ir/calculus/passes.hpp"
#include "runtime/reference_gradient.hpp"

namespace nngen::cli {
namespace {

using runtime::Point;
using Value = runtime::SampledValue<double>;

std::vector<ir::NodeId> nodes_of(const std::vector<ir::NamedValue>& values) {
  std::vector<ir::NodeId> nodes;
  for (const ir::NamedValue& value : values) nodes.push_back(value.as_derived());
  return nodes;
}

}  // namespace

Numbers in_parts(const Task& task, std::vector<Value> values) {
  Numbers numbers;
  auto next = values.begin();
  if (task.program.loss) numbers.loss = std::move(*next++);
  for (std::size_t i = 0; i < task.derivation.gradients.size(); ++i) {
    numbers.gradients.push_back(std::move(*next++));
  }
  std::move(next, values.end(), std::back_inserter(numbers.outputs));
  return numbers;
}

Numbers compute_by_reference(const Task& task, const Point& point) {
  Numbers numbers;
  if (task.program.loss) {
    auto reference = runtime::reference_gradient(task.program, task.program.loss->as_derived(), task.by,
                                                 task.derivation.reduction, point);
    numbers.loss = Value{false, {ir::Matrix<double>(1, 1, reference.loss)}};
    numbers.gradients = std::move(reference.gradients);
  }
  numbers.outputs =
      runtime::evaluate<double>(*task.program.graph, nodes_of(task.program.outputs), point);
  return numbers;
}

Numbers compute_by_formulas(const Task& task, const Point& point) {
  std::vector<ir::NodeId> roots;
  if (task.program.loss) roots.push_back(task.derivation.loss);
  for (const ir::Gradient& gradient : task.derivation.gradients) roots.push_back(gradient.value);
  for (const ir::NamedValue& output : task.program.outputs) roots.push_back(output.node);
  return in_parts(task, runtime::evaluate<double>(*task.program.graph, roots, point));
}

}  // namespace nngen::cli
