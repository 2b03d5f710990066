#include "cli/input_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ir/diagnostic.hpp"

namespace nngen::cli {
namespace {

class InputDescriptor {
 public:
  explicit InputDescriptor(const std::string& path)
      : number_(path == "-" ? STDIN_FILENO
                            : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY)) {}
  ~InputDescriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  InputDescriptor(const InputDescriptor&) = delete;
  InputDescriptor& operator=(const InputDescriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

Failure cannot_read(const std::string& path, int error) {
  return {fmt::format("cannot read '{}': {}", name_of_input(path), std::strerror(error))};
}

Failure too_large(const std::string& path, const std::string& size, std::size_t limit) {
  const auto kind = ir::DiagnosticKind::file_too_large;
  return {fmt::format("cannot read '{}': {}", name_of_input(path),
                      ir::make_diagnostic(kind, size, limit).message),
          {}};
}

}  // namespace

std::string name_of_input(const std::string& path) { return path == "-" ? "<stdin>" : path; }

ir::Result<std::string, Failure> read_input(const std::string& path, std::size_t limit) {
  const InputDescriptor file(path);
  if (file.number() < 0) return cannot_read(path, errno);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return cannot_read(path, errno);
  if (S_ISDIR(status.st_mode)) return cannot_read(path, EISDIR);
  if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > limit) {
    return too_large(path, std::to_string(status.st_size), limit);
  }
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (true) {
    const ssize_t count = ::read(file.number(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_read(path, errno);
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > limit) return too_large(path, fmt::format("more than {}", limit), limit);
  }
}

}  // namespace nngen::cli
