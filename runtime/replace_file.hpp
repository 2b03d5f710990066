#pragma once
// Files written whole or not at all. Both functions return 0, or the errno of what failed.

#include <string>
#include <string_view>

namespace nngen::runtime {

/// Writes all of the bytes to an open descriptor.
int write_all(int descriptor, std::string_view bytes);

/// Puts the bytes into the file, under its name only when all of them are on the disk: they are
/// written beside the file, which is renamed. An existing file keeps its mode, a symbolic link its
/// place; devices and pipes are written to as they are. After a failure nothing has changed.
int replace_file(const std::string& path, std::string_view bytes);

}  // namespace nngen::runtime
