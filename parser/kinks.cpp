#include "parser/kinks.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "ir/op.hpp"

namespace nngen::parser {
namespace {

using ir::NodeId;
using ir::OpKind;

constexpr std::array kinked_ops = {
    OpKind::relu,    OpKind::leaky_relu, OpKind::abs,  OpKind::selu,   OpKind::hardtanh,
    OpKind::maximum, OpKind::minimum,    OpKind::clip, OpKind::max_of, OpKind::min_of};

bool has_kink(OpKind op) {
  return std::find(kinked_ops.begin(), kinked_ops.end(), op) != kinked_ops.end();
}

/// The name of the function with a kink that the node applies.
std::optional<std::string> kinked_function(const ir::Program& program, NodeId id) {
  const ir::Graph& graph = *program.graph;
  const ir::Node& node = graph[id];
  if (has_kink(node.op)) return std::string(ir::op_def(node.op).name);
  if (node.op != OpKind::apply) return std::nullopt;
  const std::uint32_t function = std::get<ir::FunctionUse>(node.attribute).function;
  const auto& parts = graph.function(function).parts;
  const bool is_kinked = std::any_of(
      parts.begin(), parts.end(), [](const ir::FunctionPart& part) { return has_kink(part.op); });
  return is_kinked ? std::optional(program.functions[function].name.plain()) : std::nullopt;
}

std::vector<bool> dependents(const ir::Graph& graph, NodeId of) {
  std::vector<bool> depends(graph.size(), false);
  depends[of.value] = true;
  for (std::uint32_t id = 0; id < graph.size(); ++id) {
    for (const NodeId operand : graph.operands({id})) {
      if (depends[operand.value]) depends[id] = true;
    }
  }
  return depends;
}

}  // namespace

void Kinks::note_derivative(const ir::Program& program, NodeId of, NodeId by,
                            std::uint32_t first_new, ir::Span span, Reporter& reporter) {
  warn(program, of, reporter);
  const ir::Graph& graph = *program.graph;
  const std::vector<bool> needed = ir::reachable(graph, std::span(&of, 1));
  const std::vector<bool> depends = dependents(graph, by);
  for (std::uint32_t id = 0; id <= of.value; ++id) {
    if (!needed[id] || !depends[id]) continue;
    const auto function = kinked_function(program, {id});
    if (!function) continue;
    derivatives_.push_back({*function, first_new, static_cast<std::uint32_t>(graph.size()), span});
    return;
  }
}

void Kinks::warn(const ir::Program& program, NodeId root, Reporter& reporter) const {
  if (derivatives_.empty()) return;
  const std::vector<bool> needed = ir::reachable(*program.graph, std::span(&root, 1));
  for (const Derivative& derivative : derivatives_) {
    const auto begin = needed.begin() + derivative.begin;
    if (std::find(begin, needed.begin() + derivative.end, true) ==
        needed.begin() + derivative.end) {
      continue;
    }
    reporter.add(ir::make_diagnostic(ir::DiagnosticKind::kink_twice, derivative.function)
                     .at(derivative.span, "its derivative is taken here and differentiated again"));
  }
}

}  // namespace nngen::parser
