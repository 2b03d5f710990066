#pragma once
// One row of a table as a program of its own: its operands, their tangents and its cotangent are
// variables.

#include <unordered_map>
#include <utility>
#include <vector>

#include "codegen/formula/boxes.hpp"
#include "codegen/formula/table_names.hpp"
#include "codegen/formula/table_rows.hpp"
#include "ir/expr.hpp"

namespace nngen::codegen {

class TableRowProgram {
 public:
  /// `moves[row]`: a change of the variables of the derivation can change the row.
  TableRowProgram(const ir::Program& source, const TableRows& rows, std::size_t row,
                  const TableNames& names, const std::vector<bool>& moves);

  /// The operation in terms of its operands.
  Box formula() const;
  /// The row's tangent from those of the operands that move.
  Box tangent();
  /// What the row's cotangent gives to each operand that moves.
  std::vector<std::pair<std::size_t, Box>> cotangents();

 private:
  const ir::Node& node_of(std::size_t row) const;
  ir::Expr declare(ir::Name name, const ir::Shape& shape);
  ir::Expr image(ir::NodeId node);
  ir::Expr clone(ir::NodeId node);
  std::vector<Box> shown(const std::vector<ir::NodeId>& values) const;

  const ir::Program& source_;
  const TableRows& rows_;
  const TableNames& names_;
  const std::vector<bool>& moves_;
  std::size_t row_;
  std::vector<std::size_t> operands_;
  ir::Program program_;
  std::vector<ir::NodeId> variables_;                          // of the operands
  std::unordered_map<std::uint32_t, ir::NodeId> image_;  // of the operands' nodes
  ir::Expr formula_;
};

}  // namespace nngen::codegen
