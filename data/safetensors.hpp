#pragma once
// Files of named arrays in the safetensors format: the length of a JSON header, the header, the
// elements one array after another.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/data_error.hpp"

namespace nngen::data {

struct Tensor {
  std::string name;
  std::vector<std::size_t> shape;  // empty: a single number
  std::vector<double> values;      // the last index runs fastest, as in NumPy and PyTorch
};

struct TensorFile {
  std::vector<Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

enum class TensorPrecision : std::uint8_t { float32, float64 };

/// The bytes of a file; the elements begin at a multiple of eight.
std::string safetensors_bytes(const TensorFile& content, TensorPrecision precision);
/// Writes the file whole or not at all; the error if that fails.
std::optional<DataError> write_safetensors(const std::string& path, const TensorFile& content,
                                           TensorPrecision precision);

/// Reads every type of element of at most 8 bytes that is a number. The arrays come in the order of
/// their elements.
Result<TensorFile> read_safetensors(const std::string& path);
/// The same of bytes; the file's name is for messages.
Result<TensorFile> tensors_of_bytes(const std::string& file, std::string_view bytes);

}  // namespace nngen::data
