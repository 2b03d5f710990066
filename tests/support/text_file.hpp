#pragma once
// Whole text files. Both functions throw std::runtime_error, with the path, where they fail.

#include <filesystem>
#include <string>
#include <string_view>

namespace nngen::tests {

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace nngen::tests
