#pragma once
// A private folder that lives as long as the object.

#include <filesystem>
#include <optional>

namespace nngen::runtime {

class TemporaryFolder {
 public:
  /// A fresh folder that only this user can enter, below the system's folder for temporary files
  /// (TMPDIR); nothing where the system refuses, with the reason in errno.
  static std::optional<TemporaryFolder> make();

  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
  /// Removes the folder with all that is in it.
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // empty after a move
};

}  // namespace nngen::runtime
