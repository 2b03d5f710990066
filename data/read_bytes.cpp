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

// zlib hands plain files through as they are.
class GzipFile {
 public:
  explicit GzipFile(int descriptor) : file_(::gzdopen(descriptor, "rb")) {
    if (file_ == nullptr) {
      ::close(descriptor);
    } else {
      ::gzbuffer(file_, 1u << 18);
    }
  }
  ~GzipFile() {
    if (file_ != nullptr) ::gzclose_r(file_);
  }
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  bool is_open() const { return file_ != nullptr; }
  int read(char* to, std::size_t count) {
    return ::gzread(file_, to, static_cast<unsigned>(count));
  }
  /// What zlib found wrong so far; empty if nothing.
  std::string fault() {
    int code = Z_OK;
    const char* words = ::gzerror(file_, &code);
    if (code == Z_OK || code == Z_STREAM_END) return {};
    if (code == Z_ERRNO) return std::strerror(errno);
    if (code == Z_BUF_ERROR) return "its gzip data ends too early";
    return fmt::format("its gzip data is damaged ({})", words);
  }

 private:
  gzFile file_;
};

DataError cannot_read(const std::string& path, const std::string& reason) {
  return {{}, fmt::format("cannot read '{}': {}", name_of_file(path), reason)};
}

// Room for a file of this size, if it is a plain one.
std::size_t expected_size(int descriptor, std::size_t limit) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return std::min(static_cast<std::size_t>(status.st_size) + 1, limit + 1);
}

}  // namespace

std::string name_of_file(const std::string& path) { return path == "-" ? "<stdin>" : path; }

Result<std::string> read_bytes(const std::string& path, std::size_t limit) {
  const int descriptor =
      path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return cannot_read(path, std::strerror(errno));
  constexpr std::size_t block = std::size_t{1} << 20;
  std::string bytes(std::max(expected_size(descriptor, limit), block), '\0');
  GzipFile file(descriptor);
  if (!file.is_open()) return cannot_read(path, "no memory");
  std::size_t size = 0;
  while (true) {
    if (size == bytes.size()) bytes.resize(2 * size);
    errno = 0;
    const std::size_t room = std::min(bytes.size() - size, std::size_t{1} << 30);
    const int count = file.read(bytes.data() + size, room);
    if (const std::string fault = file.fault(); !fault.empty()) return cannot_read(path, fault);
    if (count <= 0) break;
    size += static_cast<std::size_t>(count);
    if (size > limit) {
      return cannot_read(path, fmt::format("it has more than {} bytes", limit));
    }
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace nngen::data
