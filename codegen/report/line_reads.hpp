#pragma once
// Which named values the right side of a formula refers to.

#include <vector>

#include "codegen/formula/formula_sections.hpp"

namespace nngen::codegen {

/// The part of the graph that one line writes out.
struct LineExtent {
  std::vector<ir::NodeId> computed;  // operations, the line's own node first
  std::vector<ir::NodeId> read;      // variables and values of other lines, each once
};
LineExtent extent_of(const ir::Graph& graph, const FormulaSections& sections,
                     const FormulaLine& line, Sweep sweep);

}  // namespace nngen::codegen
