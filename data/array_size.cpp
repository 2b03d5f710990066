#include "data/array_size.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace nngen::data {

std::optional<DataError> wrong_size(const std::string& file, const std::vector<std::size_t>& shape,
                                    ElementType type, std::size_t given) {
  const std::string extents = fmt::format("{}", fmt::join(shape, "×"));
  const std::optional<std::size_t> needed = array_bytes(shape, type);
  if (needed == 0) {
    return DataError{{file}, fmt::format("the array is empty: its header says {}", extents)};
  }
  if (needed == given) return std::nullopt;
  const std::string promise =
      needed ? counted(*needed, "byte") : std::string("more bytes than there are");
  return DataError{{file},
                   fmt::format("the header promises {} elements, that is {}; {} follow", extents,
                               promise, given),
                   !needed || *needed > given ? "the file is damaged or was not copied whole" : ""};
}

}  // namespace nngen::data
