#include "codegen/report/line_steps.hpp"

#include <deque>
#include <utility>

namespace nngen::codegen {
namespace {

using ir::NodeId;
using Kind = DerivationStep::Kind;

constexpr std::size_t most_nodes = 2000;

}  // namespace

LineSteps::LineSteps(const ir::Program& program, const ir::Derivation& derivation,
                     const Naming& naming, const std::vector<DerivationStep>& steps,
                     std::set<NodeId> lines)
    : graph_(*program.graph), naming_(naming), steps_(steps), lines_(std::move(lines)) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const DerivationStep& step = steps[i];
    switch (step.kind) {
      case Kind::sum_of_uses: givers_.emplace(step.from, i); break;
      case Kind::adjoint:
        for (const NodeId operand : step.to) givers_.emplace(operand, i);
        break;
      case Kind::rewrite:
        rewrites_of_.emplace(step.from, i);
        rewrites_to_.emplace(step.to.front(), i);
        break;
      case Kind::batch: batch_of_.emplace(step.from, i); break;
      case Kind::tangent:
      case Kind::matrix: break;  // of derivatives that the file asks for, which have no lines of a sweep
    }
  }
  for (std::size_t i = 0; i < derivation.steps.sweep.size(); ++i) {
    before_.emplace(derivation.steps.sweep[i].of, derivation.steps.sweep[i].cotangent);
  }
  for (const auto& cotangent : derivation.cotangents) {
    after_.emplace(cotangent.primal, cotangent.value);
  }
  for (const auto& gradient : derivation.gradients) {
    after_.insert_or_assign(gradient.by, gradient.value);
  }
}

std::vector<std::size_t> LineSteps::of(NodeId primal) const {
  std::set<std::size_t> found;
  for (const NodeId node : add_sweep(primal, found)) {
    // a cotangent that is passed on unchanged has been simplified where its own line is
    const auto before = before_.find(node);
    const bool is_own = node == primal && lines_.contains(primal);
    const bool is_others = !is_own && before != before_.end() && is_cut(before->second);
    if (!is_others) add_rewrites(node, found);
  }
  if (const auto batch = batch_of_.find(primal); batch != batch_of_.end()) {
    found.insert(batch->second);
  }
  return {found.begin(), found.end()};
}

std::set<NodeId> LineSteps::add_sweep(NodeId primal, std::set<std::size_t>& found) const {
  std::deque<NodeId> pending{primal};
  std::set<NodeId> met{primal};
  while (!pending.empty()) {
    const NodeId node = pending.front();
    pending.pop_front();
    const auto [begin, end] = givers_.equal_range(node);
    for (auto giver = begin; giver != end; ++giver) {
      if (found.size() >= most_steps) return met;
      found.insert(giver->second);
      const NodeId from = steps_[giver->second].from;
      if (!lines_.contains(from) && met.insert(from).second) pending.push_back(from);
    }
  }
  return met;
}

bool LineSteps::is_cut(NodeId node) const {
  return naming_.of(node) != nullptr && !naming_.is_elided(node);
}

void LineSteps::add_rewrites(NodeId primal, std::set<std::size_t>& found) const {
  std::set<std::size_t> rewrites;
  if (const auto before = before_.find(primal); before != before_.end()) {
    search_rewrites(before->second, rewrites_of_, true, rewrites);
  }
  if (const auto after = after_.find(primal); after != after_.end()) {
    search_rewrites(after->second, rewrites_to_, false, rewrites);
  }
  found.insert(rewrites.begin(), rewrites.end());
}

// A rewritten node stands in a node that is made anew: the search goes from the first expression
// on, and from the last one back.
void LineSteps::search_rewrites(NodeId root, const std::multimap<NodeId, std::size_t>& steps_at,
                                bool forward, std::set<std::size_t>& found) const {
  std::vector<NodeId> pending{root};
  std::set<NodeId> met{root};
  const auto go_on = [&](NodeId node) {
    if (!is_cut(node) && met.insert(node).second) pending.push_back(node);
  };
  while (!pending.empty() && met.size() < most_nodes && found.size() < most_steps) {
    const NodeId node = pending.back();
    pending.pop_back();
    const auto [begin, end] = steps_at.equal_range(node);
    for (auto step = begin; step != end; ++step) {
      found.insert(step->second);
      go_on(forward ? steps_[step->second].to.front() : steps_[step->second].from);
    }
    for (const NodeId operand : graph_.operands(node)) go_on(operand);
  }
}

}  // namespace nngen::codegen
