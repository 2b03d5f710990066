#include "data/data_error.hpp"

#include <fmt/format.h>

namespace nngen::data {

std::string Place::to_string() const {
  if (line != 0) return fmt::format("{}:{}", file, line);
  if (sample != 0) return fmt::format("{}, sample {}", file, sample);
  return file;
}

std::string DataError::to_string() const {
  return place.file.empty() ? message : place.to_string() + ": " + message;
}

std::string counted(std::size_t count, const std::string& noun, const std::string& plural) {
  if (count == 1) return "1 " + noun;
  return fmt::format("{} {}", count, plural.empty() ? noun + "s" : plural);
}

}  // namespace nngen::data
