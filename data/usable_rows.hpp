#pragma once
// Which rows are samples: those whose cells are numbers where numbers are needed, and what the
// declarations promise.

#include <cstdint>
#include <vector>

#include "data/column_plan.hpp"

namespace nngen::data {

enum class OnBadRow : std::uint8_t { fail, skip };

struct SkippedRows {
  std::size_t count = 0;
  std::vector<DataError> first;  // what is wrong with the first few
};

struct UsableRows {
  std::vector<std::size_t> rows;  // from 0, in order
  SkippedRows skipped;
};

/// The rows that can be used. With OnBadRow::fail one that cannot be is the error. The tables must
/// have equally many rows. Labels must be there; with `classes` they must be among these.
Result<UsableRows> find_usable_rows(const ir::Program& program,
                                    const std::vector<VariableColumns>& variables,
                                    OnBadRow on_bad_row, const std::vector<std::string>& classes);

}  // namespace nngen::data
