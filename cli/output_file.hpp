#pragma once
// Output, whole or not at all.

#include <optional>
#include <string>
#include <string_view>

#include "cli/failure.hpp"

namespace nngen::cli {

/// Writes the text to standard output. A reader that has gone away (a closed pipe) is no failure.
std::optional<Failure> write_standard_output(std::string_view text);

/// Puts the text into the file, under its name only when all of it is on the disk: it is written
/// beside the file and renamed. An existing file keeps its mode, a symbolic link its place. "-" and
/// "/dev/stdout" are standard output; devices and pipes are written to as they are. After a failure
/// nothing has changed.
std::optional<Failure> write_output(const std::string& path, std::string_view text);

}  // namespace nngen::cli
