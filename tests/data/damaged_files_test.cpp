// Every prefix of a small file and every changed byte of it is read or refused: nothing else
// happens. What is read has the size that it says.

#include "data/read_table.hpp"
#include "data/safetensors.hpp"
#include "runtime/initialise.hpp"
#include "tests/data/bytes.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

std::vector<std::string> small_files() {
  return {"x,y,kind\n1,2,red\n3,\"4\",\"a \"\"b\"\"\nc\"\r\n5,6,blue\n",
          idx(0x08, {2, 2, 2}, "12345678"), idx(0x0e, {1, 2}, "1234567812345678"),
          npy("<f8", false, "(2, 1)", "1234567812345678"),
          npy(">i2", true, "(2, 2, 1)", "12345678")};
}

/// Whether the bytes were a table; all of it is looked at.
bool is_read(const std::string& bytes) {
  const auto table = data::table_of_bytes("a", bytes);
  if (!table) {
    CHECK_FALSE(table.error().message.empty());
    return false;
  }
  const auto rows = numbers_of(table.value());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) table.value().text(i, j);
  }
  return true;
}

/// The file cut behind each byte, and with each byte changed in a few ways.
template <class Visit>
void for_each_damage(const std::string& bytes, Visit visit) {
  for (std::size_t length = 0; length < bytes.size(); ++length) visit(bytes.substr(0, length));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int mask : {0x01, 0x10, 0x80, 0xff}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ mask);
      visit(damaged);
    }
  }
}

TEST_CASE("damaged tables") {
  for (const std::string& bytes : small_files()) {
    CHECK(is_read(bytes));
    const AllocationCounter counter;
    for_each_damage(bytes, [](const std::string& damaged) { is_read(damaged); });
    CHECK(counter.allocations().peak_bytes < 1 << 20);
  }
}

TEST_CASE("a binary file that is cut is refused") {
  for (const std::string& bytes : small_files()) {
    if (bytes.starts_with("x,y")) continue;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      CAPTURE(length);
      CHECK_FALSE(is_read(bytes.substr(0, length)));
    }
  }
}

TEST_CASE("damaged gzip") {
  const TemporaryFolder folder;
  const std::string path = (folder / "a.gz").string();
  const std::string packed = gzip(idx(0x08, {2, 2, 2}, "12345678"));
  for (std::size_t length = 0; length < packed.size(); ++length) {
    CAPTURE(length);
    write_file(path, packed.substr(0, length));
    // of the one byte 1F, the beginning of the magic, nobody knows what it is: a header, if
    // anything
    CHECK_FALSE(data::read_table(path));
  }
  for (std::size_t at = 0; at < packed.size(); ++at) {
    std::string damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x20);
    write_file(path, damaged);
    if (const auto table = data::read_table(path)) numbers_of(table.value());
  }
}

TEST_CASE("damaged safetensors") {
  const std::string bytes = data::safetensors_bytes(
      {{{"W", {2, 1}, {1, 2}}, {"b", {1}, {3}}}, {{"k", "v"}}}, data::TensorPrecision::float32);
  const AllocationCounter counter;
  for_each_damage(bytes, [](const std::string& damaged) {
    const auto read = data::tensors_of_bytes("w", damaged);
    if (!read) return;
    for (const data::Tensor& tensor : read.value().tensors) {
      std::size_t count = 1;
      for (const std::size_t extent : tensor.shape) count *= extent;
      CHECK(tensor.values.size() == count);
    }
  });
  CHECK(counter.allocations().peak_bytes < 1 << 20);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK_FALSE(data::tensors_of_bytes("w", bytes.substr(0, length)));
  }
}

TEST_CASE("random bytes") {
  runtime::Random random(11);
  const std::string alphabet = std::string("\0\x08\x0e,\"\n\r;1e.x", 12);
  for (int trial = 0; trial < 20000; ++trial) {
    std::string bytes;
    for (std::size_t i = random.below(40); i-- > 0;) bytes += alphabet[random.below(12)];
    is_read(bytes);
  }
}

}  // namespace
}  // namespace nngen::tests
