// IDX and .npy as tables; the bytes are written by hand from the formats' descriptions.

#include <cmath>

#include "data/read_bytes.hpp"
#include "data/read_table.hpp"
#include "tests/data/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

using data::Table;
using Rows = std::vector<std::vector<double>>;
using Shape = std::vector<std::size_t>;

data::Result<Table> read(const std::string& bytes) { return data::table_of_bytes("a.bin", bytes); }

Table table(const std::string& bytes) {
  auto result = read(bytes);
  INFO(error_of(result));
  REQUIRE(result);
  return std::move(result).value();
}

std::string bytes_of(std::initializer_list<int> bytes) {
  std::string result;
  for (const int byte : bytes) result += static_cast<char>(byte);
  return result;
}

TEST_CASE("IDX images are rows of pixels, labels a column") {
  const Table images =
      table(idx(0x08, {2, 2, 3}, bytes_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255})));
  CHECK(numbers_of(images) == Rows{{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10, 11, 255}});
  CHECK(images.sample_shape() == Shape{2, 3});
  CHECK(images.place(1).to_string() == "a.bin, sample 2");
  const Table labels = table(idx(0x08, {3}, bytes_of({5, 0, 4})));
  CHECK(numbers_of(labels) == Rows{{5}, {0}, {4}});
  CHECK(labels.text(2, 0) == "4");
}

TEST_CASE("every element type of IDX, high byte first") {
  CHECK(numbers_of(table(idx(0x09, {2}, bytes_of({0xff, 0x7f})))) == Rows{{-1}, {127}});
  CHECK(numbers_of(table(idx(0x0b, {1}, bytes_of({0xff, 0x00})))) == Rows{{-256}});
  CHECK(numbers_of(table(idx(0x0c, {1}, bytes_of({0, 1, 0, 0})))) == Rows{{65536}});
  // 1.5 = 0x3fc00000, -2 = 0xc000000000000000
  CHECK(numbers_of(table(idx(0x0d, {1}, bytes_of({0x3f, 0xc0, 0, 0})))) == Rows{{1.5}});
  CHECK(numbers_of(table(idx(0x0e, {1}, bytes_of({0xc0, 0, 0, 0, 0, 0, 0, 0})))) == Rows{{-2}});
}

TEST_CASE("a header that promises what the file does not have allocates nothing") {
  CHECK(error_of(read(idx(0x0e, {0xffffffff, 0xffffffff, 0xffffffff}, "12345678"))) ==
        "a.bin: the header promises 4294967295×4294967295×4294967295 elements, that is more bytes "
        "than there are; 8 follow; the file is damaged or was not copied whole");
  CHECK(error_of(read(idx(0x08, {1u << 30, 1u << 30}, ""))) ==
        "a.bin: the header promises 1073741824×1073741824 elements, that is 1152921504606846976 "
        "bytes; 0 follow; the file is damaged or was not copied whole");
  CHECK(error_of(read(idx(0x08, {2}, "123"))) ==
        "a.bin: the header promises 2 elements, that is 2 bytes; 3 follow");
  CHECK_THAT(error_of(read(idx(0x08, {0, 0xffffffff}, ""))), Catch::Contains("the array is empty"));
  CHECK_THAT(error_of(read(idx(0x07, {1}, "1"))), Catch::Contains("no element type 0x07"));
  CHECK_THAT(error_of(read(idx(0x08, {}, "1"))), Catch::Contains("no samples"));
  const std::string npy_bytes = npy("<f8", false, "(99999999999, 99999999999)", "12345678");
  CHECK_THAT(error_of(read(npy_bytes)), Catch::Contains("more bytes than there are"));
}

TEST_CASE(".npy in both orders of bytes and of indices") {
  const std::string six = bytes_of({1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0});
  CHECK(numbers_of(table(npy("<u2", false, "(2, 3)", six))) == Rows{{1, 2, 3}, {4, 5, 6}});
  CHECK(numbers_of(table(npy("<u2", true, "(2, 3)", six))) == Rows{{1, 3, 5}, {2, 4, 6}});
  CHECK(numbers_of(table(npy(">u2", false, "(6,)", six)))[1] == std::vector<double>{512});
  const Table cubes = table(npy("|i1", false, "(2, 2, 2)", bytes_of({1, 2, 3, 4, 5, 6, 7, 8})));
  CHECK(numbers_of(cubes) == Rows{{1, 2, 3, 4}, {5, 6, 7, 8}});
  CHECK(cubes.sample_shape() == Shape{2, 2});
  // a[i, j, k] is element i + 2·j + 4·k
  CHECK(numbers_of(table(npy("|i1", true, "(2, 2, 2)", bytes_of({1, 2, 3, 4, 5, 6, 7, 8})))) ==
        Rows{{1, 5, 3, 7}, {2, 6, 4, 8}});
  CHECK(numbers_of(table(npy("|b1", false, "(2,)", bytes_of({0, 1})))) == Rows{{0}, {1}});
}

TEST_CASE("half precision: ordinary, subnormal, infinite, not a number") {
  // 1 = 0x3c00, -2 = 0xc000, 2^-24 = 0x0001, 65504 = 0x7bff
  const std::string halves =
      bytes_of({0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0xff, 0x7b, 0x00, 0x7c, 0x01, 0x7e});
  const auto numbers = numbers_of(table(npy("<f2", false, "(6,)", halves)));
  CHECK(numbers[0][0] == 1);
  CHECK(numbers[1][0] == -2);
  CHECK(numbers[2][0] == 0x1p-24);
  CHECK(numbers[3][0] == 65504);
  CHECK(std::isinf(numbers[4][0]));
  CHECK(std::isnan(numbers[5][0]));
}

TEST_CASE("what is wrong with a .npy file") {
  CHECK_THAT(error_of(read(npy("<U7", false, "(1,)", std::string(28, 'a')))),
             Catch::Contains("NumPy's type <U7") && Catch::Contains("astype"));
  CHECK_THAT(error_of(read(npy("<c8", false, "(1,)", "12345678"))), Catch::Contains("<c8"));
  CHECK_THAT(error_of(read(npy("<f8", false, "()", "12345678"))), Catch::Contains("single number"));
  CHECK_THAT(error_of(read(npy("<f8", false, "(0, 3)", ""))), Catch::Contains("array is empty"));
  CHECK_THAT(error_of(read(npy("<f8", false, "(-1,)", ""))), Catch::Contains("header of the .npy"));
  CHECK_THAT(error_of(read(npy("<f8", false, "(1,", "12345678"))), Catch::Contains("is damaged"));
  CHECK_THAT(error_of(read("\x93NUMPY\x09")), Catch::Contains("ends within"));
  CHECK_THAT(error_of(read(std::string("\x93NUMPY\x04\0", 8))), Catch::Contains("version 4"));
}

TEST_CASE("gzip is known by its bytes, not by the name, and damage is an error") {
  const TemporaryFolder folder;
  const std::string path = (folder / "data.txt").string();
  const auto error = [&](const std::string& bytes) {
    write_file(path, bytes);
    return error_of(data::read_table(path));
  };
  const std::string packed = gzip(idx(0x08, {3}, bytes_of({5, 0, 4})));
  write_file(path, packed);
  CHECK(numbers_of(data::read_table(path).value()) == Rows{{5}, {0}, {4}});
  write_file(path, gzip("a,b\n1,2\n"));
  CHECK(numbers_of(data::read_table(path).value()) == Rows{{1, 2}});
  write_file(path, gzip("1,2\n") + gzip("3,4\n"));  // members one after another are one text
  CHECK(numbers_of(data::read_table(path).value()) == Rows{{1, 2}, {3, 4}});

  CHECK_THAT(error(packed.substr(0, packed.size() - 1)), Catch::Contains("ends too early"));
  std::string damaged = packed;
  damaged[packed.size() - 6] ^= 1;  // of the checksum
  CHECK_THAT(error(damaged), Catch::Contains("gzip data is damaged"));
  CHECK_THAT(error_of(data::read_table((folder / "none").string())),
             Catch::Contains("cannot read") && Catch::Contains("No such file"));
  CHECK_THAT(error_of(data::read_table(folder.path().string())), Catch::Contains("Is a directory"));
}

TEST_CASE("a small file that unpacks into a large one is refused at the limit") {
  const TemporaryFolder folder;
  const std::string path = (folder / "bomb.gz").string();
  write_file(path, gzip(std::string(1 << 24, '1')));
  CHECK_THAT(error_of(data::read_unpacked(path, 1 << 22)),
             Catch::Contains("more than 4194304 bytes"));
  CHECK(data::read_bytes(path, 1 << 22).value().size() < 1 << 16);
  CHECK_THAT(error_of(data::read_bytes(path, 100)), Catch::Contains("more than 100 bytes"));
}

}  // namespace
}  // namespace nngen::tests
