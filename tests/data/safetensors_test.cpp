// Weights as safetensors.

#include "data/safetensors.hpp"

#include <cmath>
#include <csignal>
#include <filesystem>

#include <sys/resource.h>

#include "data/weights.hpp"
#include "runtime/initialise.hpp"
#include "tests/data/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {
namespace {

using data::Tensor;
using data::TensorFile;
using data::TensorPrecision;

std::string file_of(const std::string& header, const std::string& elements) {
  return little_endian(static_cast<std::uint64_t>(header.size())) + header + elements;
}

std::string error(const std::string& header, const std::string& elements = "") {
  return error_of(data::tensors_of_bytes("w", file_of(header, elements)));
}

TEST_CASE("the bytes of a file, by hand") {
  const TensorFile content = {{{"W", {1, 2}, {1, -2}}}, {}};
  std::string header = R"({"W":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}})";
  header.resize(56, ' ');
  // 1 is 0x3f800000, -2 is 0xc0000000
  CHECK(data::safetensors_bytes(content, TensorPrecision::float32) ==
        file_of(header, std::string("\0\0\x80\x3f\0\0\0\xc0", 8)));
}

TEST_CASE("a matrix's entries come row by row, a vector has one extent, a scalar none") {
  ProgramBuilder b;
  b.param("W", {2, 3});
  b.param("b", {2, 1});
  b.param("s", {1, 1});
  b.input("x", {5, 1});
  const data::Weights weights = {
      {0, matrix({{1, 2, 3}, {4, 5, 6}})}, {1, column({7, 8})}, {2, column({9})}};
  const std::vector<Tensor> tensors = data::tensors_of(b.program, weights);
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].name == "W");
  CHECK(tensors[0].shape == std::vector<std::size_t>{2, 3});
  CHECK(tensors[0].values == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(tensors[1].shape == std::vector<std::size_t>{2});
  CHECK(tensors[2].shape.empty());
  const auto back = data::weights_of(b.program, "w", tensors);
  REQUIRE(back);
  CHECK(back.value().at(0).entries() == std::vector<double>{1, 4, 2, 5, 3, 6});
  CHECK(back.value().at(2).entries() == std::vector<double>{9});
}

TEST_CASE("doubles survive bit by bit, NaN and infinities too; float rounds once") {
  runtime::Random random(7);
  for (int trial = 0; trial < 50; ++trial) {
    TensorFile content;
    content.metadata["seed"] = std::to_string(trial);
    for (std::size_t k = 0; k < random.below(5); ++k) {
      Tensor tensor{"t" + std::to_string(k), {1 + random.below(4), random.below(4)}, {}};
      for (std::size_t i = 0; i < tensor.shape[0] * tensor.shape[1]; ++i) {
        tensor.values.push_back(std::bit_cast<double>(random.bits()));
      }
      content.tensors.push_back(tensor);
    }
    for (const auto precision : {TensorPrecision::float64, TensorPrecision::float32}) {
      const auto back = data::tensors_of_bytes("w", data::safetensors_bytes(content, precision));
      INFO(error_of(back));
      REQUIRE(back);
      CHECK(back.value().metadata == content.metadata);
      REQUIRE(back.value().tensors.size() == content.tensors.size());
      for (std::size_t k = 0; k < content.tensors.size(); ++k) {
        CHECK(back.value().tensors[k].shape == content.tensors[k].shape);
        for (std::size_t i = 0; i < content.tensors[k].values.size(); ++i) {
          const double value = content.tensors[k].values[i];
          const double read = back.value().tensors[k].values[i];
          if (std::isnan(value)) {
            CHECK(std::isnan(read));
          } else {
            CHECK(read == (precision == TensorPrecision::float64
                               ? value
                               : static_cast<double>(static_cast<float>(value))));
          }
        }
      }
    }
  }
}

TEST_CASE("a header that is wrong is an error") {
  const std::string a = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  CHECK(error(a + "}", "1234") == "no error");
  CHECK(error(a + "}", "123") ==
        "w: the arrays take 4 bytes, the file has 3; the file is damaged or was not copied whole");
  CHECK(error(a + "}", "12345") == "w: the arrays take 4 bytes, the file has 5");
  CHECK_THAT(error(a + R"(,"b":{"dtype":"U8","shape":[2],"data_offsets":[3,5]}})", "12345"),
             Catch::Contains("the elements of 'b' overlap"));
  CHECK_THAT(error(a + R"(,"b":{"dtype":"U8","shape":[2],"data_offsets":[5,7]}})", "1234567"),
             Catch::Contains("the elements of 'b' do not follow"));
  CHECK_THAT(error(a + R"(,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", "1234"),
             Catch::Contains("has 'a' twice"));
  CHECK_THAT(error(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234"),
             Catch::Contains("another number of bytes than its shape"));
  CHECK_THAT(error(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", "1234"),
             Catch::Contains("another number of bytes"));
  CHECK_THAT(error(R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})"),
             Catch::Contains("another number of bytes"));
  CHECK_THAT(error(R"({"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}})", "1"),
             Catch::Contains("type F8_E4M3") && Catch::Contains("F32 or F64"));
  for (const char* entry : {"1", "{}", R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})",
                            R"({"dtype":"F32","shape":[1],"data_offsets":[0]})",
                            R"({"dtype":4,"shape":[1],"data_offsets":[0,4]})"}) {
    CHECK_THAT(error("{\"a\":" + std::string(entry) + "}", "1234"),
               Catch::Contains("does not say what 'a' is"));
  }
  CHECK_THAT(error(R"({"__metadata__":{"a":1}})"), Catch::Contains("no table of strings"));
  for (const char* header : {"", "[]", "{", "{\"a\":", "nonsense"}) {
    CHECK_THAT(error(header), Catch::Contains("is damaged"));
  }
  CHECK_THAT(error_of(data::tensors_of_bytes("w", "1234567")), Catch::Contains("ends within"));
  CHECK_THAT(error_of(data::tensors_of_bytes("w", little_endian(std::uint64_t{100}) + "{}")),
             Catch::Contains("ends within"));
  CHECK_THAT(error_of(data::tensors_of_bytes("w", std::string(16, '\xff'))),
             Catch::Contains("no safetensors file"));
}

TEST_CASE("a header whose length looks like the beginning of gzip") {
  const TemporaryFolder folder;
  const std::string path = (folder / "w").string();
  std::string header = "{}";
  header.resize(0x8b1f, ' ');
  write_file(path, file_of(header, ""));
  CHECK(data::read_safetensors(path).value().tensors.empty());
}

TEST_CASE("brain floats and integers are read") {
  // 1.5 is 0x3fc0 as bfloat16
  const auto read = data::tensors_of_bytes(
      "w", file_of(R"({"a":{"dtype":"BF16","shape":[],"data_offsets":[0,2]},)"
                   R"("b":{"dtype":"I16","shape":[1],"data_offsets":[2,4]}})",
                   std::string("\xc0\x3f\xff\xff", 4)));
  INFO(error_of(read));
  REQUIRE(read);
  CHECK(read.value().tensors[0].values == std::vector<double>{1.5});
  CHECK(read.value().tensors[1].values == std::vector<double>{-1});
}

TEST_CASE("names and shapes of a file must be the program's") {
  ProgramBuilder b;
  b.param("W1", {2, 3});
  b.param("b1", {2, 1});
  const Tensor W{"W1", {2, 3}, {1, 2, 3, 4, 5, 6}};
  const Tensor bias{"b_1", {2, 1}, {7, 8}};
  const auto error = [&](const std::vector<Tensor>& tensors) {
    return error_of(data::weights_of(b.program, "w", tensors));
  };
  CHECK(error({bias, W}) == "no error");
  CHECK(error({W}) == "w: the file has no 'b1'; it has W1");
  CHECK(error({}) == "w: the file has no 'W1'; it has no arrays at all");
  CHECK(error({W, bias, {"W11", {}, {0}}}) ==
        "w: the file has 'W11', which is no param of the program; did you mean 'W1'?");
  CHECK(error({bias, {"W1", {3, 2}, {1, 2, 3, 4, 5, 6}}}) ==
        "w: 'W1' is an array of shape (3, 2) in the file, the program declares R^(2×3); the shapes "
        "are each other's transposes");
  CHECK(error({W, {"b1", {}, {1}}}) ==
        "w: 'b1' is a single number in the file, the program declares R^2");
}

TEST_CASE("a file that cannot be written whole leaves the old one as it was") {
  const TemporaryFolder folder;
  const std::string path = (folder / "w.safetensors").string();
  const TensorFile small = {{{"a", {1}, {1}}}, {}};
  TensorFile large = {{{"a", {100000}, std::vector<double>(100000, 2)}}, {}};
  REQUIRE_FALSE(data::write_safetensors(path, small, TensorPrecision::float64));
  const std::string before = read_file(path);

  // a limit on the size of files stands for a full disk
  struct rlimit old_limit {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old_limit) == 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit limit = {4096, old_limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  const auto failure = data::write_safetensors(path, large, TensorPrecision::float64);
  ::setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);

  REQUIRE(failure);
  CHECK_THAT(failure->message, Catch::StartsWith("cannot write '" + path + "': "));
  CHECK(read_file(path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
  CHECK_FALSE(data::write_safetensors(path, large, TensorPrecision::float64));
  CHECK(data::read_safetensors(path).value().tensors[0].values == large.tensors[0].values);
  const auto no_folder =
      data::write_safetensors((folder / "none/w").string(), small, TensorPrecision::float64);
  CHECK_THAT(no_folder->message, Catch::Contains("No such file"));
}

}  // namespace
}  // namespace nngen::tests
