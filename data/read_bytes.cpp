#include "data/read_bytes.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace nngen::data {
namespace {

class PlainFile {
 public:
  explicit PlainFile(int descriptor) : descriptor_(descriptor) {}
  ~PlainFile() { ::close(descriptor_); }
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  /// How many bytes were read; 0 at the end, and where something is wrong.
  std::size_t read(char* to, std::size_t count) {
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, to, count);
    } while (got < 0 && errno == EINTR);
    if (got < 0) fault_ = std::strerror(errno);
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }
  /// What is wrong; empty if nothing is.
  const std::string& fault() const { return fault_; }

 private:
  int descriptor_;
  std::string fault_;
};

// zlib hands plain files through as they are.
class GzipFile {
 public:
  explicit GzipFile(int descriptor) : file_(::gzdopen(descriptor, "rb")) {
    if (file_ == nullptr) {
      ::close(descriptor);
      fault_ = std::strerror(ENOMEM);
    } else {
      ::gzbuffer(file_, 1u << 18);
    }
  }
  ~GzipFile() {
    if (file_ != nullptr) ::gzclose_r(file_);
  }
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  std::size_t read(char* to, std::size_t count) {
    if (file_ == nullptr) return 0;
    errno = 0;
    const int got = ::gzread(file_, to, static_cast<unsigned>(count));
    note_fault();
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }
  const std::string& fault() const { return fault_; }

 private:
  void note_fault() {
    int code = Z_OK;
    const char* words = ::gzerror(file_, &code);
    if (code == Z_OK || code == Z_STREAM_END) return;
    if (code == Z_ERRNO) {
      fault_ = std::strerror(errno);
    } else if (code == Z_BUF_ERROR) {
      fault_ = "its gzip data ends too early";
    } else {
      fault_ = fmt::format("its gzip data is damaged ({})", words);
    }
  }

  gzFile file_;
  std::string fault_;
};

DataError cannot_read(const std::string& path, const std::string& reason) {
  return {{}, fmt::format("cannot read '{}': {}", name_of_file(path), reason)};
}

DataError too_large(const std::string& path, std::size_t limit) {
  return cannot_read(path, fmt::format("it has more than {} bytes", limit));
}

template <class File>
Result<std::string> read_all(const std::string& path, std::size_t limit) {
  const int descriptor =
      path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return cannot_read(path, std::strerror(errno));
  File file(descriptor);
  struct stat status {};
  const bool is_regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  const std::size_t expected = is_regular ? static_cast<std::size_t>(status.st_size) : 0;
  if (expected > limit) return too_large(path, limit);
  constexpr std::size_t block = std::size_t{1} << 16;
  std::string bytes(std::max(expected + 1, block), '\0');
  std::size_t size = 0;
  while (true) {
    if (size == bytes.size()) bytes.resize(2 * size);
    const std::size_t room = std::min(bytes.size() - size, std::size_t{1} << 30);
    const std::size_t count = file.read(bytes.data() + size, room);
    if (!file.fault().empty()) return cannot_read(path, file.fault());
    if (count == 0) break;
    size += count;
    if (size > limit) return too_large(path, limit);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string name_of_file(const std::string& path) { return path == "-" ? "<stdin>" : path; }

Result<std::string> read_bytes(const std::string& path, std::size_t limit) {
  return read_all<PlainFile>(path, limit);
}

Result<std::string> read_unpacked(const std::string& path, std::size_t limit) {
  return read_all<GzipFile>(path, limit);
}

}  // namespace nngen::data
