#include "codegen/report/formula_view.hpp"

#include "ir/calculus/passes.hpp"

namespace nngen::codegen {

using ir::NodeId;

FormulaView::FormulaView(ir::Program& program, const ir::Derivation& derivation)
    : source_(program), derivation_(derivation) {
  if (!derivation.loss || derivation.reduction == ir::Reduction::none) return;
  columns_ = batch_columns(program, derivation);
  std::vector<NodeId> by;
  for (const auto& gradient : derivation.gradients) by.push_back(gradient.by);
  ir::Diagnostics reported_before;
  of_sample_ = ir::derive_for_reading(program, by, ir::Reduction::none, reported_before);
  if (!columns_) return;
  const auto take = [&](NodeId node) {
    if (node.value >= columns_->image.size()) return;
    const NodeId image = columns_->image[node.value];
    if (image) in_sample_.emplace(image, node);
  };
  for (const auto& cotangent : of_sample_->cotangents) take(cotangent.primal);
  for (const auto& gradient : of_sample_->gradients) take(gradient.by);
}

NodeId FormulaView::in_sample(NodeId node) const {
  if (!columns_) return node;
  const auto found = in_sample_.find(node);
  return found == in_sample_.end() ? NodeId{} : found->second;
}

}  // namespace nngen::codegen
