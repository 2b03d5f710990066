#pragma once
// Which columns of which table are a program's inputs and targets.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/table.hpp"
#include "ir/program.hpp"

namespace nngen::data {

/// A table, and the input or target that it is for; without a name it is for all that have none of
/// their own.
struct DataSource {
  std::string variable;
  Table table;
};

/// What the user says of the columns.
struct ColumnRequests {
  std::vector<std::pair<std::string, std::string>> map;  // a variable and its columns
  std::optional<std::string> label;                      // the column of the only target
};

/// Where the entries of a variable come from, those of a matrix column by column.
struct VariableColumns {
  std::uint32_t declaration = 0;  // its place in Program::declarations
  const Table* table = nullptr;   // one of the sources'
  std::vector<std::size_t> columns;
  bool is_label = false;  // its one column names the classes of a target
};

/// The columns of every input and target, in order of declaration: those that are asked for; else a
/// whole table of its own; else columns with its name (`x`, or `x1`, `x2`, … in any spelling);
/// else, for the only input, all columns that nothing else takes. A table whose samples are
/// matrices of the declared shape keeps their entries in place. Every dimension must be known.
Result<std::vector<VariableColumns>> plan_columns(const ir::Program& program,
                                                  const std::vector<DataSource>& sources,
                                                  const ColumnRequests& requests);

}  // namespace nngen::data
