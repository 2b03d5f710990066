#include "data/read_table.hpp"

#include <string_view>

#include "data/read_bytes.hpp"

namespace nngen::data {
namespace {

using namespace std::string_view_literals;

/// Formats that nngen knows by sight only.
std::optional<DataError> foreign_format(const std::string& file, std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04"sv)) {
    return DataError{{file}, "this is a zip archive", "unpack it; of an .npz each .npy is a file"};
  }
  if (bytes.starts_with("\xff\xfe"sv) || bytes.starts_with("\xfe\xff"sv)) {
    return DataError{{file}, "this is text in UTF-16", "save it as UTF-8"};
  }
  if (bytes.find('\0') != std::string_view::npos) {
    return DataError{{file},
                     "this is no text, and no binary format that nngen knows",
                     "data is CSV, IDX (as MNIST) or NumPy's .npy, each also packed by gzip"};
  }
  return std::nullopt;
}

}  // namespace

Result<Table> table_of_bytes(std::string file, std::string bytes, const CsvOptions& options) {
  if (bytes.empty()) return DataError{{std::move(file)}, "the file is empty"};
  if (bytes.starts_with("\x93NUMPY"sv)) return table_of_npy(std::move(file), std::move(bytes));
  if (bytes.starts_with("\0\0"sv)) return table_of_idx(std::move(file), std::move(bytes));
  if (auto error = foreign_format(file, bytes)) return *std::move(error);
  return table_of_csv(std::move(file), std::move(bytes), options);
}

Result<Table> read_table(const std::string& path, const CsvOptions& options) {
  auto bytes = read_unpacked(path);
  if (!bytes) return bytes.error();
  return table_of_bytes(name_of_file(path), std::move(bytes).value(), options);
}

}  // namespace nngen::data
