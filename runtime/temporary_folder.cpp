#include "runtime/temporary_folder.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <stdlib.h>

namespace nngen::runtime {

std::optional<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  if (error) {
    errno = error.value();
    return std::nullopt;
  }
  std::string name = (parent / "nngen-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) return std::nullopt;
  return TemporaryFolder(name);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // a destructor has nobody to tell
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace nngen::runtime
