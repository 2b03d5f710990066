#pragma once
// The header of NumPy's .npy: a Python dictionary.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "data/data_error.hpp"
#include "data/elements.hpp"

namespace nngen::data {

struct NpyHeader {
  ElementFormat format;
  bool is_fortran_order = false;
  std::vector<std::size_t> shape;
  std::size_t begin = 0;  // of the elements in the bytes
};

Result<NpyHeader> read_npy_header(const std::string& file, std::string_view bytes);

}  // namespace nngen::data
