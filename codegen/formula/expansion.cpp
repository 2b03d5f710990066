#include "codegen/formula/expansion.hpp"

namespace nngen::codegen {
namespace {

// No reader follows a longer chain, and all chains of a deep network together would grow with its square.
constexpr std::size_t most_links = 100;

}  // namespace

using ir::NodeId;
using ir::OpKind;

Expansion::Expansion(const ir::Graph& graph, const ir::Derivation& derivation, const Naming& naming)
    : graph_(graph),
      naming_(naming),
      is_cotangent_(graph.size(), false),
      mentions_(graph.size(), false),
      written_out_(graph.size(), false) {
  for (const auto& cotangent : derivation.cotangents) {
    // What the forward lines name is no cotangent to a reader.
    const bool has_forward_name = naming.of(cotangent.value, Sweep::forward) != nullptr;
    if (!has_forward_name) is_cotangent_[cotangent.value.value] = true;
  }
  find_mentions();
  choose(derivation);
  cut_long_chains();
}

void Expansion::find_mentions() {
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    for (const NodeId operand : graph_.operands({id})) {
      if (carries(operand)) mentions_[id] = true;
    }
  }
}

bool Expansion::carries(NodeId node) const {
  if (is_cotangent_[node.value]) return true;
  return mentions_[node.value] && naming_.of(node) == nullptr;
}

std::optional<std::size_t> Expansion::spine(NodeId node) const {
  const OpKind op = graph_[node].op;
  const bool is_product = op == OpKind::hadamard || op == OpKind::matmul || op == OpKind::scale;
  if (!is_product) return std::nullopt;
  const bool left = carries(graph_.operand(node, 0));
  const bool right = carries(graph_.operand(node, 1));
  if (left == right) return std::nullopt;
  if (op == OpKind::hadamard && right) return std::nullopt;
  return left ? 0 : 1;
}

void Expansion::choose(const ir::Derivation& derivation) {
  // From the gradients down: is a node reached along spines alone, or also in the middle of a formula?
  std::vector<bool> in_formula(graph_.size(), false);
  std::vector<bool> reached(graph_.size(), false);
  for (const auto& gradient : derivation.gradients) reached[gradient.value.value] = true;
  for (std::size_t i = graph_.size(); i-- > 0;) {
    if (!reached[i]) continue;
    const NodeId id{static_cast<std::uint32_t>(i)};
    const auto next = spine(id);
    if (is_cotangent_[i]) written_out_[i] = !in_formula[i] && (next || !mentions_[i]);
    // A line of its own starts a chain of its own.
    const bool starts_line = naming_.of(id) != nullptr && !written_out_[i];
    const bool along_chain = !in_formula[i] || starts_line;
    const auto operands = graph_.operands(id);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      reached[operands[k].value] = true;
      if (!along_chain || !next || *next != k) in_formula[operands[k].value] = true;
    }
  }
}

void Expansion::cut_long_chains() {
  std::vector<std::size_t> links(graph_.size(), 0);
  for (std::uint32_t id = 0; id < graph_.size(); ++id) {
    if (const auto next = spine({id})) links[id] = 1 + links[graph_.operand({id}, *next).value];
    if (links[id] > most_links) written_out_[id] = false;
    const bool has_line = naming_.of(NodeId{id}) != nullptr && !written_out_[id];
    if (has_line) links[id] = 0;
  }
}

}  // namespace nngen::codegen
