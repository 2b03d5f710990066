#include "tests/property/program_comparison.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace nngen::tests {
namespace {

using ir::NodeId;

class Comparison {
 public:
  Comparison(const ir::Program& a, const ir::Program& b)
      : a_(a), b_(b), partners_(a.graph->size()) {}

  std::optional<std::string> run() {
    if (!same_declarations()) return "declarations";
    if (!same_functions()) return "activations";
    if (a_.loss.has_value() != b_.loss.has_value()) return "loss";
    if (a_.loss && !same(*a_.loss, *b_.loss)) return "loss";
    if (auto name = different(a_.values, b_.values)) return name;
    if (auto name = different(a_.outputs, b_.outputs)) return name;
    const auto same_claim = [this](const ir::Claim& x, const ir::Claim& y) {
      return same(x.of, y.of) && same(x.by, y.by) && same(x.right, y.right);
    };
    const bool same_claims = std::equal(a_.claims.begin(), a_.claims.end(), b_.claims.begin(),
                                        b_.claims.end(), same_claim);
    return same_claims ? std::nullopt : std::optional<std::string>("claims");
  }

 private:
  bool same_declarations() const {
    return std::equal(a_.declarations.begin(), a_.declarations.end(), b_.declarations.begin(),
                      b_.declarations.end(), [](const auto& x, const auto& y) {
                        return x.name == y.name && x.role == y.role && x.shape == y.shape &&
                               x.properties == y.properties && x.init.kind == y.init.kind &&
                               x.init.a == y.init.a && x.init.b == y.init.b;
                      });
  }

  bool same_functions() const {
    if (a_.graph->function_count() != b_.graph->function_count()) return false;
    for (std::uint32_t i = 0; i < a_.graph->function_count(); ++i) {
      const ir::Function& x = a_.graph->function(i);
      const ir::Function& y = b_.graph->function(i);
      const bool same_parts = std::equal(
          x.parts.begin(), x.parts.end(), y.parts.begin(), y.parts.end(),
          [](const auto& p, const auto& q) { return p.op == q.op && p.count == q.count; });
      if (!same_parts || x.is_direct_sum != y.is_direct_sum) return false;
    }
    return true;
  }

  std::optional<std::string> different(const std::vector<ir::NamedValue>& x,
                                       const std::vector<ir::NamedValue>& y) {
    if (x.size() != y.size()) return "the number of values";
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!same(x[i], y[i])) return x[i].name.plain();
    }
    return std::nullopt;
  }

  bool same(const ir::NamedValue& x, const ir::NamedValue& y) {
    return x.name == y.name && same(x.node, y.node);
  }

  bool same(NodeId x, NodeId y) {
    std::vector<std::pair<NodeId, NodeId>> work{{x, y}};
    while (!work.empty()) {
      const auto [left, right] = work.back();
      work.pop_back();
      NodeId& partner = partners_[left.value];
      if (partner == right) continue;
      const ir::Node& p = (*a_.graph)[left];
      const ir::Node& q = (*b_.graph)[right];
      if (partner || p.op != q.op || p.shape != q.shape || p.per_sample != q.per_sample ||
          p.attribute != q.attribute || p.operand_count != q.operand_count) {
        return false;
      }
      partner = right;
      for (std::size_t i = 0; i < p.operand_count; ++i) {
        work.emplace_back(a_.graph->operand(left, i), b_.graph->operand(right, i));
      }
    }
    return true;
  }

  const ir::Program& a_;
  const ir::Program& b_;
  std::vector<NodeId> partners_;  // of each node of a: the node of b that says the same
};

}  // namespace

std::optional<std::string> difference(const ir::Program& a, const ir::Program& b) {
  return Comparison(a, b).run();
}

}  // namespace nngen::tests
