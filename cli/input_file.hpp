#pragma once
// Reading what the user names.

#include <cstddef>
#include <string>

#include "cli/failure.hpp"
#include "ir/result.hpp"

namespace nngen::cli {

/// The bytes of a file; "-" is standard input. More than `limit` bytes are refused without being
/// read.
ir::Result<std::string, Failure> read_input(const std::string& path, std::size_t limit);

/// How messages call an input: its path, or "<stdin>".
std::string name_of_input(const std::string& path);

}  // namespace nngen::cli
