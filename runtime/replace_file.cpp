#include "runtime/replace_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nngen::runtime {
namespace {

namespace fs = std::filesystem;

/// Follows symbolic links to the file that is meant, which need not exist.
fs::path follow_links(fs::path path) {
  std::error_code error;
  for (int links = 0; links < 40 && fs::is_symlink(path, error); ++links) {
    const fs::path target = fs::read_symlink(path, error);
    if (error) break;
    path = target.is_absolute() ? target : path.parent_path() / target;
  }
  return path;
}

/// Writes to what cannot be replaced: a device, a pipe.
int write_in_place(const fs::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return errno;
  const int error = write_all(file, bytes);
  const int close_error = ::close(file) == 0 ? 0 : errno;
  return error != 0 ? error : close_error;
}

/// A file beside the target that disappears unless it takes the target's place.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target) {
    for (int attempt = 0; attempt < 100 && descriptor_ < 0; ++attempt) {
      path_ = target.parent_path() / fmt::format(".nngen-{}-{}.tmp", ::getpid(), attempt);
      descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor_ < 0 && errno != EEXIST) break;
    }
    error_ = descriptor_ < 0 ? errno : 0;
  }
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (descriptor_ >= 0 && !renamed_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  int error() const { return error_; }

  /// The existing file's owner, where that is allowed, and its mode.
  int take_mode_of(const struct stat& existing) {
    if (::fchown(descriptor_, existing.st_uid, existing.st_gid) != 0) errno = 0;
    return ::fchmod(descriptor_, existing.st_mode & 07777u) == 0 ? 0 : errno;
  }
  int write(std::string_view bytes) {
    if (const int error = write_all(descriptor_, bytes)) return error;
    return ::fsync(descriptor_) == 0 ? 0 : errno;
  }
  int rename_to(const fs::path& target) {
    renamed_ = ::rename(path_.c_str(), target.c_str()) == 0;
    return renamed_ ? 0 : errno;
  }

 private:
  fs::path path_;
  int descriptor_ = -1;
  int error_ = 0;
  bool renamed_ = false;
};

int replace(const fs::path& target, const struct stat* existing, std::string_view bytes) {
  // a file that may not be written is not to be replaced either
  if (existing != nullptr && ::access(target.c_str(), W_OK) != 0) return errno;
  TemporaryFile file(target);
  if (file.error() != 0) return file.error();
  if (existing != nullptr) {
    if (const int error = file.take_mode_of(*existing)) return error;
  }
  if (const int error = file.write(bytes)) return error;
  return file.rename_to(target);
}

}  // namespace

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

int replace_file(const std::string& path, std::string_view bytes) {
  // `/dev/fd/3` may lead to an ordinary file by way of a link; it still means the open descriptor
  const bool is_device = path.starts_with("/dev/") || path.starts_with("/proc/");
  const fs::path target = is_device ? fs::path(path) : follow_links(path);
  struct stat existing {};
  const bool exists = ::stat(target.c_str(), &existing) == 0;
  if (!exists && errno != ENOENT) return errno;
  int error = 0;
  if (exists && S_ISDIR(existing.st_mode)) {
    error = EISDIR;
  } else if (exists && (is_device || !S_ISREG(existing.st_mode))) {
    error = write_in_place(target, bytes);
  } else if (!target.has_filename()) {
    error = ENOENT;
  } else {
    error = replace(target, exists ? &existing : nullptr, bytes);
  }
  return error;
}

}  // namespace nngen::runtime
