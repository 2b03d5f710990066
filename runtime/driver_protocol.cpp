#include "runtime/driver_protocol.hpp"

#include <bit>
#include <cstring>
#include <limits>

#include <fmt/format.h>

namespace nngen::runtime {

static_assert(std::endian::native == std::endian::little, "the driver protocol is little-endian");

namespace {

constexpr std::size_t number_size = sizeof(double);

void append(std::string& bytes, double number) {
  char raw[number_size];
  std::memcpy(raw, &number, number_size);
  bytes.append(raw, number_size);
}

}  // namespace

std::string encode_point(const ir::Program& program, const Point& point) {
  std::string bytes;
  append(bytes, static_cast<double>(point.samples));
  for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
    const ir::Declaration& declaration = program.declarations[i];
    const bool per_sample = (*program.graph)[declaration.node].per_sample;
    const std::size_t size = extent(declaration.shape.rows) * extent(declaration.shape.cols);
    const auto found = point.values.find(i);
    for (std::size_t s = 0; s < (per_sample ? point.samples : 1); ++s) {
      for (std::size_t k = 0; k < size; ++k) {
        const bool is_given = found != point.values.end();
        append(bytes, is_given ? found->second.at(s)[k] : std::numeric_limits<double>::quiet_NaN());
      }
    }
  }
  return bytes;
}

ir::Result<std::vector<SampledValue<double>>, std::string> decode_output(
    std::string_view bytes, const std::vector<Slot>& slots, std::size_t samples) {
  std::size_t expected = 0;
  for (const Slot& slot : slots) {
    expected += extent(slot.shape.rows) * extent(slot.shape.cols) * (slot.per_sample ? samples : 1);
  }
  if (bytes.size() != expected * number_size) {
    return fmt::format("the compiled program wrote {} bytes in place of {}", bytes.size(),
                       expected * number_size);
  }
  std::vector<SampledValue<double>> values;
  const char* next = bytes.data();
  for (const Slot& slot : slots) {
    SampledValue<double> value{slot.per_sample, {}};
    for (std::size_t s = 0; s < (slot.per_sample ? samples : 1); ++s) {
      ir::Matrix<double> matrix(extent(slot.shape.rows), extent(slot.shape.cols));
      std::memcpy(matrix.entries().data(), next, matrix.size() * number_size);
      next += matrix.size() * number_size;
      value.samples.push_back(std::move(matrix));
    }
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace nngen::runtime
