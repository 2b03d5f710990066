// IDX, the format of MNIST: 0, 0, a type, the rank, each extent in four bytes, the elements; all of
// it with the high byte first.

#include <optional>

#include <fmt/format.h>

#include "data/array_size.hpp"
#include "data/read_table.hpp"

namespace nngen::data {
namespace {

std::optional<ElementType> type_of(unsigned code) {
  switch (code) {
    case 0x08: return ElementType::u8;
    case 0x09: return ElementType::i8;
    case 0x0b: return ElementType::i16;
    case 0x0c: return ElementType::i32;
    case 0x0d: return ElementType::f32;
    case 0x0e: return ElementType::f64;
    default: return std::nullopt;
  }
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t extent_at(std::string_view bytes, std::size_t at) {
  std::size_t extent = 0;
  for (std::size_t i = 0; i < 4; ++i) extent = extent << 8 | byte_at(bytes, at + i);
  return extent;
}

}  // namespace

Result<Table> table_of_idx(std::string file, std::string bytes) {
  const auto error = [&](std::string message) { return DataError{{file}, std::move(message)}; };
  if (bytes.size() < 4) return error("the IDX file ends within its header");
  const std::optional<ElementType> type = type_of(byte_at(bytes, 2));
  if (!type) return error(fmt::format("IDX has no element type 0x{:02X}", byte_at(bytes, 2)));
  const std::size_t rank = byte_at(bytes, 3);
  const std::size_t begin = 4 + 4 * rank;
  if (rank == 0) return error("the IDX file has one number, no samples");
  if (bytes.size() < begin) return error("the IDX file ends within its header");
  std::vector<std::size_t> shape;
  for (std::size_t i = 0; i < rank; ++i) shape.push_back(extent_at(bytes, 4 + 4 * i));
  if (auto wrong = wrong_size(file, shape, *type, bytes.size() - begin)) return *std::move(wrong);
  return Table(std::move(file), shape,
               BinaryCells{std::move(bytes), begin, {*type, std::endian::big}});
}

}  // namespace nngen::data
