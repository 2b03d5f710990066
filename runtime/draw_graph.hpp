#pragma once
// Draws a graph with Graphviz, where that is installed.

#include <string>
#include <string_view>

#include "ir/result.hpp"

namespace nngen::runtime {

/// A sentence in lower case, without its stop.
struct DrawError {
  std::string message;
};

/// The graph as SVG, by the program `dot`.
ir::Result<std::string, DrawError> draw_graph(std::string_view dot);

}  // namespace nngen::runtime
