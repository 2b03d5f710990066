#include "tests/data/bytes.hpp"

#include <stdexcept>

#include <zlib.h>

namespace nngen::tests {

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int gzip_window = 16 + MAX_WBITS;
  if (deflateInit2(&stream, 6, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string source(bytes);
  std::string packed(deflateBound(&stream, source.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(source.data());
  stream.avail_in = static_cast<uInt>(source.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int state = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (state != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}

std::vector<std::vector<double>> numbers_of(const data::Table& table) {
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    rows.emplace_back(table.columns());
    table.read_row(i, rows.back());
  }
  return rows;
}

}  // namespace nngen::tests
