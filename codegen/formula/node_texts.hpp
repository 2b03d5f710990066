#pragma once
// The printed formula of each node that has one: what stands above the code that computes it.

#include <string>
#include <vector>

#include "ir/calculus/differentiate.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

struct NodeText {
  ir::NodeId node;
  /// Plain name of the value in the program of one sample; empty for a gradient.
  std::string name;
  /// "h = σ(N₁)", "∇_W₁ L = (1/M)·Δ₁·Xᵀ"; over a batch in the form of a batch where that exists.
  std::string line;
};

/// The expression of one node, in the names of the lines that `show` prints.
std::string expression_text(const ir::Program& program, ir::NodeId node);

std::vector<NodeText> node_texts(const ir::Program& program, const ir::Derivation& derivation);

}  // namespace nngen::codegen
