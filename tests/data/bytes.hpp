#pragma once
// Files of data put together byte by byte.

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"

namespace nngen::tests {

/// A number in as many bytes as its type has, the high one first or last.
template <class T>
std::string big_endian(T value) {
  std::string bytes;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
  return bytes;
}
template <class T>
std::string little_endian(T value) {
  const std::string bytes = big_endian(value);
  return {bytes.rbegin(), bytes.rend()};
}

/// An IDX file of such extents.
inline std::string idx(unsigned char type, const std::vector<std::uint32_t>& extents,
                       const std::string& elements) {
  std::string bytes = {0, 0, static_cast<char>(type), static_cast<char>(extents.size())};
  for (const std::uint32_t extent : extents) bytes += big_endian(extent);
  return bytes + elements;
}

/// A .npy file, version 1; its header is not padded.
inline std::string npy(const std::string& descr, bool fortran, const std::string& shape,
                       const std::string& elements) {
  const std::string header = "{'descr': '" + descr +
                             "', 'fortran_order': " + (fortran ? "True" : "False") +
                             ", 'shape': " + shape + ", }\n";
  return std::string("\x93NUMPY\x01\x00", 8) +
         little_endian(static_cast<std::uint16_t>(header.size())) + header + elements;
}

/// The bytes packed by gzip.
std::string gzip(std::string_view bytes);

/// All numbers of a table, row by row.
std::vector<std::vector<double>> numbers_of(const data::Table& table);

/// The message of what went wrong and its hint in one text; "no error" if nothing did.
template <class Value>
std::string error_of(const data::Result<Value>& result) {
  if (result) return "no error";
  const data::DataError& error = result.error();
  return error.hint.empty() ? error.to_string() : error.to_string() + "; " + error.hint;
}

}  // namespace nngen::tests
