#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/safetensors.hpp"
#include "ir/check.hpp"
#include "runtime/replace_file.hpp"

namespace nngen::data {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
void append_little_endian(std::string& bytes, T value) {
  auto raw = std::bit_cast<std::array<char, sizeof(T)>>(value);
  if (std::endian::native == std::endian::big) std::reverse(raw.begin(), raw.end());
  bytes.append(raw.data(), raw.size());
}

std::string header_of(const TensorFile& content, TensorPrecision precision) {
  const std::size_t size = precision == TensorPrecision::float32 ? 4 : 8;
  Json header = Json::object();
  if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
  std::size_t begin = 0;
  for (const Tensor& tensor : content.tensors) {
    const std::size_t end = begin + size * tensor.values.size();
    header[tensor.name] = {{"dtype", size == 4 ? "F32" : "F64"},
                           {"shape", tensor.shape},
                           {"data_offsets", {begin, end}}};
    begin = end;
  }
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

}  // namespace

std::string safetensors_bytes(const TensorFile& content, TensorPrecision precision) {
  const std::string header = header_of(content, precision);
  std::string bytes;
  append_little_endian(bytes, static_cast<std::uint64_t>(header.size()));
  bytes += header;
  for (const Tensor& tensor : content.tensors) {
    for (const double value : tensor.values) {
      if (precision == TensorPrecision::float32) {
        append_little_endian(bytes, static_cast<float>(value));
      } else {
        append_little_endian(bytes, value);
      }
    }
  }
  return bytes;
}

std::optional<DataError> write_safetensors(const std::string& path, const TensorFile& content,
                                           TensorPrecision precision) {
  const int error = runtime::replace_file(path, safetensors_bytes(content, precision));
  if (error == 0) return std::nullopt;
  return DataError{{}, fmt::format("cannot write '{}': {}", path, std::strerror(error))};
}

}  // namespace nngen::data
