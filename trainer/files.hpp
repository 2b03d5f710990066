#pragma once
// Files that are written whole or not at all.

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trainer/text.hpp"

namespace train {

/// False: see errno.
inline bool write_all(int file, const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::write(file, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

inline Problem cannot_write(const std::string& path, int error) {
  return printed("cannot write '%s': %s", path.c_str(), std::strerror(error));
}

inline bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// Where a file of this name is, links followed; the name itself where there is none.
inline std::string target_of(const std::string& path) {
  char* const real = ::realpath(path.c_str(), nullptr);
  const std::string target = real != nullptr ? real : path.c_str();
  std::free(real);
  return target;
}

/// Gives the file these bytes. They are written beside it first, which then takes its name: whoever
/// reads it, also after a crash, finds either all of the old bytes or all of the new ones.
inline Problem replace_file(const std::string& path, const std::string& bytes) {
  struct stat old {};
  const bool is_old = ::stat(path.c_str(), &old) == 0;
  const bool in_place = is_old && !S_ISREG(old.st_mode);  // a device, a pipe: not to be replaced
  const std::string target = in_place ? path : target_of(path);
  const std::string beside = in_place ? path : target + ".new";
  const int file =
      ::open(beside.c_str(), O_WRONLY | O_CLOEXEC | (in_place ? 0 : O_CREAT | O_TRUNC), 0666);
  if (file < 0) return cannot_write(path, errno);
  const bool is_good = write_all(file, bytes) && (in_place || ::fsync(file) == 0) &&
                       (in_place || !is_old || ::fchmod(file, old.st_mode & 07777u) == 0);
  int error = is_good ? 0 : errno;
  if (::close(file) != 0 && is_good) error = errno;
  if (error == 0 && !in_place && ::rename(beside.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  if (!in_place) ::unlink(beside.c_str());
  return cannot_write(path, error);
}

/// Whether a file could be written there, found out before hours of training.
inline Problem try_writing(const std::string& path) {
  const std::string target = target_of(path);
  struct stat info {};
  if (::stat(target.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return cannot_write(path, EISDIR);
    return ::access(target.c_str(), W_OK) == 0 ? Problem() : cannot_write(path, errno);
  }
  const std::size_t slash = target.rfind('/');
  const std::string folder = slash == target.npos ? "." : target.substr(0, slash + 1);
  return ::access(folder.c_str(), W_OK) == 0 ? Problem() : cannot_write(path, errno);
}

/// Makes a folder, and those that it lies in.
inline Problem make_folder(const std::string& path) {
  for (std::size_t slash = 0; slash != path.npos;) {
    slash = path.find('/', slash + 1);
    const std::string folder = path.substr(0, slash);
    if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) return cannot_write(path, errno);
  }
  return {};
}

}  // namespace train
