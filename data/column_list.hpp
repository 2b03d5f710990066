#pragma once
// Columns as a user names them.

#include <cstddef>
#include <string_view>
#include <vector>

#include "data/table.hpp"

namespace nngen::data {

/// The columns of a list such as `width,height`, `1..4`, `pixel*` or `a..c,7`: items between
/// commas, each a name, a number from 1, a range of two of these, or the beginning of names and
/// `*`. A name goes before a number.
Result<std::vector<std::size_t>> columns_of(const Table& table, std::string_view list);

}  // namespace nngen::data
