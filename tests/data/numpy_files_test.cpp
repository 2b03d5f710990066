// Files that NumPy wrote, and files that NumPy reads.

#include "data/read_table.hpp"
#include "data/weights.hpp"
#include "tests/data/bytes.hpp"
#include "tests/data/python.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {

TEST_CASE(".npy files of every type, shape, order and version have the numbers that NumPy says") {
  const std::string python = python_with({"numpy"});
  if (python.empty()) return;
  const TemporaryFolder folder;
  run_python(python, "write_arrays.py", {folder.path().string()});
  const int count = std::stoi(read_file(folder / "count"));
  REQUIRE(count == 200);
  for (int i = 0; i < count; ++i) {
    CAPTURE(i);
    const std::string name = (folder / std::to_string(i)).string();
    const auto array = data::read_table(name + ".npy");
    INFO(error_of(array));
    REQUIRE(array);
    CHECK(numbers_of(array.value()) == numbers_of(data::read_table(name + ".csv").value()));
  }
}

TEST_CASE("weights go to Python and back") {
  const std::string python = python_with({"numpy"});
  if (python.empty()) return;
  const TemporaryFolder folder;
  ProgramBuilder b;
  b.param("W1", {2, 3});
  b.param("b1", {2, 1});
  b.param("s", {1, 1});
  b.param("row", {1, 2});
  const data::Weights weights = {{0, matrix({{1.5, -2, 0.1}, {4, 5, 1e-3}})},
                                 {1, column({0.5, -0.25})},
                                 {2, column({3})},
                                 {3, matrix({{7, 8}})}};
  const data::TensorFile content = {data::tensors_of(b.program, weights),
                                    {{"by", "nngen"}, {"words", "a \"quoted\" µ\n"}}};
  for (const auto& [name, precision] : {std::pair{"f32", data::TensorPrecision::float32},
                                        std::pair{"f64", data::TensorPrecision::float64}}) {
    const std::string path = (folder / (std::string(name) + ".safetensors")).string();
    CHECK_FALSE(data::write_safetensors(path, content, precision));
  }
  run_python(python, "check_safetensors.py", {folder.path().string()});

  const std::string path = (folder / "numpy.safetensors").string();
  const auto back = data::read_safetensors(path);
  INFO(error_of(back));
  REQUIRE(back);
  CHECK(back.value().metadata.at("by") == "numpy");
  const auto read = data::weights_of(b.program, path, back.value().tensors);
  INFO(error_of(read));
  REQUIRE(read);
  // 0.1 and 0.001 to eleven bits
  CHECK(read.value().at(0)(0, 0) == 1.5);
  CHECK(read.value().at(0)(0, 2) == 0.0999755859375);
  CHECK(read.value().at(0)(1, 2) == Approx(1e-3).epsilon(1e-3));
  CHECK(read.value().at(1).entries() == std::vector<double>{1, 2});
  CHECK(read.value().at(2).entries() == std::vector<double>{9});
  CHECK(read.value().at(3).entries() == std::vector<double>{1, 255});
}

}  // namespace nngen::tests
