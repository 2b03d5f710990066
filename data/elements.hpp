#pragma once
// Numbers in binary files: their types, and how bytes become doubles.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace nngen::data {

enum class ElementType : std::uint8_t {
  f16,
  bf16,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  u8,
  u16,
  u32,
  u64,
  boolean
};

struct ElementFormat {
  ElementType type = ElementType::u8;
  std::endian order = std::endian::little;
};

std::size_t element_size(ElementType type);

/// The elements that fill `numbers`, from the first of the bytes on. Integers beyond 2^53 are
/// rounded.
void decode(std::string_view bytes, ElementFormat format, std::span<double> numbers);

/// How many bytes an array takes; nothing where that is more than a size can say.
std::optional<std::size_t> array_bytes(std::span<const std::size_t> shape, ElementType type);

}  // namespace nngen::data
