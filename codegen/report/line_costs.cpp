#include "codegen/report/line_costs.hpp"

#include "ir/calculus/cost.hpp"

namespace nngen::codegen {
namespace {

std::optional<ir::Dim> sum(const std::optional<ir::Dim>& a, const std::optional<ir::Dim>& b) {
  if (!a || !b) return std::nullopt;
  return ir::exact_count(*a + *b);
}

}  // namespace

LineCost& LineCost::operator+=(const LineCost& other) {
  flops = sum(flops, other.flops);
  entries = sum(entries, other.entries);
  return *this;
}

LineCost LineCosts::count(const LineExtent& extent) {
  LineCost cost;
  // A second name for a value is no computation.
  if (extent.computed.empty()) return cost;
  const auto entries = [&](ir::NodeId node) { return ir::exact_count(graph_[node].shape.size()); };
  for (const ir::NodeId node : extent.computed) {
    if (counted_[node.value]) continue;
    counted_[node.value] = true;
    cost.flops = sum(cost.flops, ir::node_flops(graph_, node));
  }
  for (const ir::NodeId node : extent.read) cost.entries = sum(cost.entries, entries(node));
  cost.entries = sum(cost.entries, entries(extent.computed.front()));
  return cost;
}

}  // namespace nngen::codegen
