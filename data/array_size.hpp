#pragma once
// The sizes of arrays in binary files.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "data/data_error.hpp"
#include "data/elements.hpp"

namespace nngen::data {

/// What is wrong if an array of this shape has so many bytes in the file: it is empty, or its
/// header promises another count.
std::optional<DataError> wrong_size(const std::string& file, const std::vector<std::size_t>& shape,
                                    ElementType type, std::size_t given);

}  // namespace nngen::data
