#pragma once
// Numbers as cells of text files spell them.

#include <string_view>

namespace nngen::data {

/// The cell without the blanks and tabs around it.
std::string_view trimmed(std::string_view cell);

/// The number of a cell: decimal, with an exponent or not, blanks around it; also inf and nan. NaN
/// for everything else, and for what a double cannot hold.
double cell_number(std::string_view cell);

/// Whether a cell says that there is nothing: empty, ?, NA, null, none, nan, inf, ….
bool is_missing_value(std::string_view cell);

}  // namespace nngen::data
