#include "runtime/call_loss.hpp"

#include <array>
#include <optional>
#include <unordered_map>

#include "ir/check.hpp"

namespace nngen::runtime {
namespace {

using ir::NodeId;
using ir::OpKind;

// The operands through which the terms of a scalar node are seen: all of a sum's, a product's one
// factor that depends on the sample, a quotient's numerator. None for a node that is a term itself.
std::vector<NodeId> term_operands(const ir::Graph& graph, NodeId id) {
  const ir::Node& node = graph[id];
  const auto operands = graph.operands(id);
  if (!node.per_sample) return {};
  if (node.op == OpKind::add) return {operands.begin(), operands.end()};
  if (node.op == OpKind::divide && !graph[operands[1]].per_sample) return {operands[0]};
  if (node.op != OpKind::scale) return {};
  if (!graph[operands[0]].per_sample) return {operands[1]};
  if (!graph[operands[1]].per_sample) return {operands[0]};
  return {};
}

std::vector<bool> nodes_above_terms(const ir::Graph& graph, NodeId loss) {
  std::vector<bool> marked(loss.value + std::size_t{1}, false);
  marked[loss.value] = true;
  for (std::uint32_t i = loss.value + 1; i-- > 0;) {
    if (!marked[i]) continue;
    for (const NodeId operand : term_operands(graph, {i})) marked[operand.value] = true;
  }
  return marked;
}

}  // namespace

template <class T>
PointOf<T> only_sample(const PointOf<T>& point, std::size_t sample) {
  PointOf<T> result;
  for (const auto& [declaration, value] : point.values) {
    result.values[declaration] = {value.per_sample, {value.at(sample)}};
  }
  return result;
}

template <class T>
LossParts<T> loss_parts(const ir::Graph& graph, NodeId loss, const PointOf<T>& point) {
  const std::vector<SampledValue<T>> values = evaluate_all(graph, std::array{loss}, point);
  const auto scalar = [&](NodeId id) { return values[id.value].at(0)[0]; };
  const std::vector<bool> marked = nodes_above_terms(graph, loss);
  std::unordered_map<std::uint32_t, LossParts<T>> parts;
  for (std::uint32_t i = 0; i < marked.size(); ++i) {
    if (!marked[i]) continue;
    const NodeId id{i};
    const std::vector<NodeId> terms = term_operands(graph, id);
    LossParts<T>& sum = parts[i];
    if (terms.empty()) (graph[id].per_sample ? sum.sampled : sum.shared) = scalar(id);
    for (const NodeId term : terms) {
      LossParts<T> part = parts.at(term.value);
      const auto operands = graph.operands(id);
      if (graph[id].op == OpKind::scale) {
        const T factor = scalar(operands[term == operands[0] ? 1 : 0]);
        part = {factor * part.sampled, factor * part.shared};
      } else if (graph[id].op == OpKind::divide) {
        part = {part.sampled / scalar(operands[1]), part.shared / scalar(operands[1])};
      }
      sum.sampled += part.sampled;
      sum.shared += part.shared;
    }
  }
  return parts.at(loss.value);
}

double sample_weight(ir::Reduction reduction, std::size_t samples) {
  NNGEN_CHECK(samples >= 1 && (samples == 1 || reduction != ir::Reduction::none));
  return reduction == ir::Reduction::mean ? 1.0 / static_cast<double>(samples) : 1.0;
}

template <class T>
T call_loss(const ir::Graph& graph, NodeId loss, ir::Reduction reduction, const PointOf<T>& point) {
  const double weight = sample_weight(reduction, point.samples);
  T total = T(0);
  for (std::size_t s = 0; s < point.samples; ++s) {
    const LossParts<T> parts = loss_parts(graph, loss, only_sample(point, s));
    total += weight * parts.sampled;
    if (s == 0) total += parts.shared;
  }
  return total;
}

#define NNGEN_INSTANTIATE(T)                                          \
  template PointOf<T> only_sample<T>(const PointOf<T>&, std::size_t); \
  template LossParts<T> loss_parts<T>(const ir::Graph&, ir::NodeId, const PointOf<T>&);
NNGEN_INSTANTIATE(double)
NNGEN_INSTANTIATE(ir::Dual<double>)
NNGEN_INSTANTIATE(ir::Var<double>)
NNGEN_INSTANTIATE(ir::Var<ir::Dual<double>>)
#undef NNGEN_INSTANTIATE
template double call_loss<double>(const ir::Graph&, NodeId, ir::Reduction, const PointOf<double>&);
template ir::Dual<double> call_loss<ir::Dual<double>>(const ir::Graph&, NodeId, ir::Reduction,
                                                      const PointOf<ir::Dual<double>>&);

}  // namespace nngen::runtime
