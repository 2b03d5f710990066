#include "cli/output_file.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <unistd.h>

#include "runtime/replace_file.hpp"

namespace nngen::cli {

std::optional<Failure> write_standard_output(std::string_view text) {
  const int error = runtime::write_all(STDOUT_FILENO, text);
  if (error == 0 || error == EPIPE) return std::nullopt;
  return Failure{fmt::format("cannot write to standard output: {}", std::strerror(error))};
}

std::optional<Failure> write_output(const std::string& path, std::string_view text) {
  if (path == "-" || path == "/dev/stdout") return write_standard_output(text);
  const int error = runtime::replace_file(path, text);
  if (error == 0 || error == EPIPE) return std::nullopt;
  return Failure{fmt::format("cannot write '{}': {}", path, std::strerror(error))};
}

}  // namespace nngen::cli
