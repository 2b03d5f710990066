// NumPy's .npy.

#include "data/array_size.hpp"
#include "data/npy_header.hpp"
#include "data/read_table.hpp"

namespace nngen::data {
namespace {

/// The elements with the last index running fastest, of an array in which the first one does.
std::string in_c_order(std::string_view elements, const std::vector<std::size_t>& shape,
                       std::size_t size) {
  std::vector<std::size_t> strides;  // of each index in the file
  std::size_t stride = size;
  for (const std::size_t extent : shape) {
    strides.push_back(stride);
    stride *= extent;
  }
  std::string result;
  result.reserve(elements.size());
  std::vector<std::size_t> index(shape.size(), 0);
  std::size_t from = 0;
  while (result.size() < elements.size()) {
    result.append(elements.substr(from, size));
    for (std::size_t k = shape.size(); k-- > 0;) {
      from += strides[k];
      if (++index[k] < shape[k]) break;
      from -= shape[k] * strides[k];
      index[k] = 0;
    }
  }
  return result;
}

}  // namespace

Result<Table> table_of_npy(std::string file, std::string bytes) {
  const auto read = read_npy_header(file, bytes);
  if (!read) return read.error();
  const NpyHeader& header = read.value();
  if (header.shape.empty()) return DataError{{file}, "the array is a single number, no samples"};
  const std::size_t given = bytes.size() - header.begin;
  if (auto wrong = wrong_size(file, header.shape, header.format.type, given)) {
    return *std::move(wrong);
  }
  if (header.is_fortran_order && header.shape.size() > 1) {
    const std::string_view elements = std::string_view(bytes).substr(header.begin);
    return Table(std::move(file), header.shape,
                 BinaryCells{in_c_order(elements, header.shape, element_size(header.format.type)),
                             0, header.format});
  }
  return Table(std::move(file), header.shape,
               BinaryCells{std::move(bytes), header.begin, header.format});
}

}  // namespace nngen::data
