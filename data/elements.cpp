#include "data/elements.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "ir/check.hpp"

namespace nngen::data {
namespace {

template <class T>
T load(const char* from, std::endian order) {
  std::array<char, sizeof(T)> bytes;
  std::memcpy(bytes.data(), from, sizeof(T));
  if (sizeof(T) > 1 && order != std::endian::native) std::reverse(bytes.begin(), bytes.end());
  return std::bit_cast<T>(bytes);
}

template <class T, class Convert>
void decode_each(std::string_view bytes, std::endian order, std::span<double> numbers,
                 Convert convert) {
  NNGEN_CHECK(bytes.size() / sizeof(T) >= numbers.size());
  const char* from = bytes.data();
  for (double& number : numbers) {
    number = convert(load<T>(from, order));
    from += sizeof(T);
  }
}

template <class T>
void decode_as(std::string_view bytes, std::endian order, std::span<double> numbers) {
  decode_each<T>(bytes, order, numbers, [](T value) { return static_cast<double>(value); });
}

// 1 bit of sign, 5 of exponent, 10 of mantissa.
double from_half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const int mantissa = bits & 0x3ff;
  double size = 0;
  if (exponent == 0x1f) {
    size = mantissa == 0 ? std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    size = std::ldexp(mantissa, -24);
  } else {
    size = std::ldexp(1024 + mantissa, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -size : size;
}

// The upper half of a float.
double from_bfloat(std::uint16_t bits) {
  return static_cast<double>(std::bit_cast<float>(std::uint32_t{bits} << 16));
}

}  // namespace

std::size_t element_size(ElementType type) {
  switch (type) {
    case ElementType::i8:
    case ElementType::u8:
    case ElementType::boolean: return 1;
    case ElementType::f16:
    case ElementType::bf16:
    case ElementType::i16:
    case ElementType::u16: return 2;
    case ElementType::f32:
    case ElementType::i32:
    case ElementType::u32: return 4;
    case ElementType::f64:
    case ElementType::i64:
    case ElementType::u64: return 8;
  }
  NNGEN_UNREACHABLE();
}

void decode(std::string_view bytes, ElementFormat format, std::span<double> numbers) {
  const std::endian order = format.order;
  switch (format.type) {
    case ElementType::f16: return decode_each<std::uint16_t>(bytes, order, numbers, from_half);
    case ElementType::bf16: return decode_each<std::uint16_t>(bytes, order, numbers, from_bfloat);
    case ElementType::f32: return decode_as<float>(bytes, order, numbers);
    case ElementType::f64: return decode_as<double>(bytes, order, numbers);
    case ElementType::i8: return decode_as<std::int8_t>(bytes, order, numbers);
    case ElementType::i16: return decode_as<std::int16_t>(bytes, order, numbers);
    case ElementType::i32: return decode_as<std::int32_t>(bytes, order, numbers);
    case ElementType::i64: return decode_as<std::int64_t>(bytes, order, numbers);
    case ElementType::u8: return decode_as<std::uint8_t>(bytes, order, numbers);
    case ElementType::u16: return decode_as<std::uint16_t>(bytes, order, numbers);
    case ElementType::u32: return decode_as<std::uint32_t>(bytes, order, numbers);
    case ElementType::u64: return decode_as<std::uint64_t>(bytes, order, numbers);
    case ElementType::boolean:
      return decode_each<std::uint8_t>(bytes, order, numbers,
                                       [](std::uint8_t byte) { return byte != 0 ? 1.0 : 0.0; });
  }
}

std::optional<std::size_t> array_bytes(std::span<const std::size_t> shape, ElementType type) {
  std::size_t bytes = element_size(type);
  for (const std::size_t extent : shape) {
    if (extent != 0 && bytes > std::numeric_limits<std::size_t>::max() / extent) {
      return std::nullopt;
    }
    bytes *= extent;
  }
  return bytes;
}

}  // namespace nngen::data
