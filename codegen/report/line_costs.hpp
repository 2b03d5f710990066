#pragma once
// What each line of a derivation costs.

#include <functional>
#include <optional>
#include <vector>

#include "codegen/report/line_reads.hpp"
#include "codegen/report/report.hpp"

namespace nngen::codegen {

/// Counts the lines in their order. What several lines share without a name counts in the first of
/// them, so that the total is that of the whole graph.
class LineCosts {
 public:
  explicit LineCosts(const ir::Graph& graph) : graph_(graph), counted_(graph.size(), false) {}

  LineCost count(const LineExtent& extent);

 private:
  const ir::Graph& graph_;
  std::vector<bool> counted_;
};

}  // namespace nngen::codegen
