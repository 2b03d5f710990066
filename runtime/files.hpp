#pragma once
// Whole files of a temporary folder.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace nngen::runtime {

bool write_file(const std::filesystem::path& path, std::string_view bytes);
std::optional<std::string> read_file(const std::filesystem::path& path);

}  // namespace nngen::runtime
