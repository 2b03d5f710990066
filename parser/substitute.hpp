#pragma once
// Replacing one node by another below an expression.

#include <vector>

#include "ir/expr.hpp"

namespace nngen::parser {

/// The root with `to` wherever it used `from`; an operand's shape stays what it was.
ir::Expr substitute(ir::Expr root, ir::Expr from, ir::Expr to);

/// The value as a node that no local identity looks through.
ir::Expr on_its_own(ir::Expr value);
/// For every node of the graph what it is with each of `transparent` replaced by its operand.
std::vector<ir::Expr> images_without(ir::Graph& graph, const std::vector<ir::NodeId>& transparent);

}  // namespace nngen::parser
