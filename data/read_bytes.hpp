#pragma once
// The bytes of a data file, unpacked where it is compressed.

#include <cstddef>
#include <string>

#include "data/data_error.hpp"

namespace nngen::data {

/// More than this is refused, be it on the disk or unpacked.
inline constexpr std::size_t most_bytes = std::size_t{1} << 33;

/// How messages call a file: its path, or "<stdin>" for "-".
std::string name_of_file(const std::string& path);

/// The bytes of the file ("-" is standard input) as they are.
Result<std::string> read_bytes(const std::string& path, std::size_t limit = most_bytes);

/// The same, but gzip is recognised by its first bytes, whatever the file is called, and unpacked;
/// damaged or truncated gzip data is an error.
Result<std::string> read_unpacked(const std::string& path, std::size_t limit = most_bytes);

}  // namespace nngen::data
