#pragma once
// The nodes behind what a command delivers.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/task.hpp"
#include "codegen/formula/batch_columns.hpp"
#include "ir/program.hpp"

namespace nngen::cli {

/// What is delivered of a derivation.
enum class Delivered : std::uint8_t {
  formulas,  // the nodes that `show` prints, in their layout and over a batch
  graph,     // the derivation itself
  code,      // the nodes that code computes
};

/// What is delivered: nodes of the task's graph, or of that of a batch's columns.
struct DeliveredNodes {
  std::optional<codegen::BatchColumns> columns;
  std::vector<ir::NodeId> gradients;  // parallel to `Task::by`
  std::map<std::string, ir::NodeId>
      named;                   // by the file's names, as far as there are formulas for them
  bool is_transposed = false;  // the gradients, in numerator layout
  ir::Reduction reduction = ir::Reduction::none;
};

DeliveredNodes delivered_nodes(Task& task, const Options& options, Delivered delivered);

/// The values, the outputs and the loss.
std::vector<const ir::NamedValue*> named_values(const ir::Program& program);

}  // namespace nngen::cli
