#pragma once
// A program cut into rows: one operation each, numbered by level.

#include <optional>
#include <string>
#include <vector>

#include "codegen/formula/show.hpp"
#include "ir/program.hpp"

namespace nngen::codegen {

struct TableRow {
  ir::NodeId node;
  std::optional<std::string> named;  // as the program names the value
};

class TableRows {
 public:
  TableRows(const ir::Program& program, const std::vector<ir::NodeId>& roots, FormulaStyle style);

  const std::vector<TableRow>& all() const { return rows_; }
  /// The place of a node among the rows; nothing for what is written within a row, such as a
  /// transpose.
  std::optional<std::size_t> place(ir::NodeId node) const { return places_[node.value]; }
  /// The rows that the row's operation refers to, each once.
  std::vector<std::size_t> operands(std::size_t row) const;

 private:
  void find_rows(const std::vector<ir::NodeId>& roots);
  bool is_written_within(ir::NodeId node, bool only_in_sums) const;

  const ir::Program& program_;
  const ir::Graph& graph_;
  std::vector<std::optional<std::size_t>> places_;
  std::vector<TableRow> rows_;
};

}  // namespace nngen::codegen
