#pragma once
// Files that are written whole or not at all.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trainer/network.hpp"

namespace train {

/// Writes all bytes to an open file and makes sure that they are on the disk. False: see errno.
inline bool write_all(int file, const std::string& bytes, bool sync) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(file, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return !sync || ::fsync(file) == 0;
}

/// Where a file of this name would be, links followed.
inline std::string target_of(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  return error ? path : target.string();
}

inline Problem cannot_write(const std::string& path, int error) {
  return "cannot write '" + path + "': " + std::strerror(error);
}

/// Gives the file these bytes. They are written beside it first, which then takes its name: whoever
/// reads it, also after a crash, finds either all of the old bytes or all of the new ones.
inline Problem replace_file(const std::string& path, const std::string& bytes) {
  struct stat existing {};
  const bool is_there = ::stat(path.c_str(), &existing) == 0;
  // a device or a pipe cannot be replaced
  const bool in_place = is_there && !S_ISREG(existing.st_mode);
  const std::string target = in_place ? path : target_of(path);
  const std::string beside = in_place ? path : target + ".new";
  const int flags = O_WRONLY | O_CLOEXEC | (in_place ? 0 : O_CREAT | O_TRUNC);
  const int file = ::open(beside.c_str(), flags, 0666);
  if (file < 0) return cannot_write(path, errno);
  bool good = write_all(file, bytes, !in_place);
  if (good && is_there && !in_place) good = ::fchmod(file, existing.st_mode & 07777u) == 0;
  int error = good ? 0 : errno;
  if (::close(file) != 0 && good) error = errno;
  if (error == 0 && !in_place && ::rename(beside.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  if (!in_place) ::unlink(beside.c_str());
  return cannot_write(path, error);
}

/// Whether a file could be written there, found out before hours of training.
inline Problem try_writing(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = target_of(path);
  if (std::filesystem::is_directory(target, error)) return cannot_write(path, EISDIR);
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  const bool is_there = std::filesystem::exists(target, error);
  if (is_there && ::access(target.c_str(), W_OK) != 0) return cannot_write(path, errno);
  if (!is_there && ::access(folder.c_str(), W_OK) != 0) return cannot_write(path, errno);
  return {};
}

}  // namespace train
