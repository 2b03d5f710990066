#pragma once
// Replacing one node by another below an expression.

#include "ir/expr.hpp"

namespace nngen::parser {

/// The root with `to` wherever it used `from`; an operand's shape stays what it was.
ir::Expr substitute(ir::Expr root, ir::Expr from, ir::Expr to);

}  // namespace nngen::parser
