// Standardised inputs, and how a file of weights remembers them.

#include "data/preparation.hpp"

#include <cmath>

#include "data/safetensors.hpp"
#include "runtime/initialise.hpp"
#include "tests/data/programs.hpp"

namespace nngen::tests {
namespace {

using Numbers = std::vector<double>;

TEST_CASE("mean and standard deviation of each entry, by hand") {
  const auto b = network({3, 1}, {1, 1});
  data::Dataset data =
      dataset(b.program, source("x1,x2,x3,t\n1,0.1,-2,0\n2,0.1,0,0\n3,0.1,2,0\n6,0.1,0,1\n"));
  const data::Preparation learnt = data::learn_preparation(data);
  REQUIRE(learnt.inputs.size() == 1);
  const auto& x = learnt.inputs.at("x");
  // x1: mean 3, squares 4 + 1 + 0 + 9 = 14; x3: mean 0, squares 4 + 4 = 8
  CHECK(x.mean[0] == 3);
  CHECK(x.scale[0] == Approx(std::sqrt(14.0 / 4)));
  CHECK(x.mean[1] == 0.1);
  CHECK(x.scale[1] == 1);
  CHECK(x.scale[2] == Approx(std::sqrt(8.0 / 4)));
  CHECK(learnt.classes == std::vector<std::string>{"0", "1"});
  REQUIRE_FALSE(data::apply(learnt, data));
  CHECK(data.variables[0].values(0, 3) == Approx(3 / std::sqrt(3.5)));
  CHECK(data.variables[0].values(1, 2) == 0);
  CHECK(data.variables[1].values.entries() == Numbers{0, 0, 0, 1});
}

TEST_CASE("large numbers neither overflow nor lose their deviation") {
  const auto b = network({2, 1}, {1, 1});
  const data::Dataset data =
      dataset(b.program, source("x1,x2,t\n1e308,1000000000,0\n1e308,1000000001,0\n"
                                "-1e308,1000000002,0\n-1e308,1000000003,1\n"));
  const auto x = data::learn_preparation(data).inputs.at("x");
  CHECK(x.mean[0] == 0);
  CHECK(x.scale[0] == Approx(1e308));
  CHECK(x.scale[1] == Approx(std::sqrt(1.25)));
}

TEST_CASE("an input that promises something stays as it is") {
  ir::Properties positive;
  positive.positive = true;
  ProgramBuilder b;
  b.input("x", {1, 1}, positive);
  b.input("z", {1, 1});
  const data::Dataset data = dataset(b.program, source("x,z\n1,2\n3,4\n"));
  const data::Preparation learnt = data::learn_preparation(data);
  CHECK(learnt.inputs.count("x") == 0);
  CHECK(learnt.inputs.count("z") == 1);
}

TEST_CASE("the metadata of a file of weights gives back what was learnt, bit by bit") {
  runtime::Random random(3);
  data::Preparation learnt;
  for (int k = 0; k < 100; ++k) {
    learnt.inputs["x"].mean.push_back(random.normal() * std::pow(10, k % 40 - 20));
    learnt.inputs["x"].scale.push_back(random.uniform() + 1e-300);
  }
  learnt.classes = {"Iris setosa", "\"µ\"", "3"};
  data::TensorFile file;
  file.metadata = data::metadata_of(learnt);
  const auto read =
      data::tensors_of_bytes("w", data::safetensors_bytes(file, data::TensorPrecision::float32));
  REQUIRE(read);
  const auto back = data::preparation_of("w", read.value().metadata);
  INFO(error_of(back));
  REQUIRE(back);
  CHECK(back.value().inputs.at("x").mean == learnt.inputs.at("x").mean);
  CHECK(back.value().inputs.at("x").scale == learnt.inputs.at("x").scale);
  CHECK(back.value().classes == learnt.classes);
  CHECK(data::metadata_of({}).empty());
  CHECK(data::preparation_of("w", {{"by", "others"}}).value().inputs.empty());
}

TEST_CASE("metadata that is damaged, or of another network") {
  const std::string key = "nngen.standardisation";
  for (const char* text :
       {"", "1", "{\"x\":1}", R"({"x":{"mean":[1]}})", R"({"x":{"mean":[1],"scale":[1,2]}})",
        R"({"x":{"mean":[1],"scale":[0]}})", R"({"x":{"mean":["a"],"scale":[1]}})"}) {
    CAPTURE(text);
    CHECK(error_of(data::preparation_of("w", {{key, text}})) ==
          "w: the metadata 'nngen.standardisation' is damaged");
  }
  for (const char* text : {"{}", "[1]", "[\"a\""}) {
    CHECK_THAT(error_of(data::preparation_of("w", {{"nngen.classes", text}})),
               Catch::Contains("'nngen.classes' is damaged"));
  }
  data::Dataset data = dataset(network({2, 1}, {1, 1}).program, source("x1,x2,t\n1,2,3\n"));
  data::Preparation other;
  other.inputs["x"] = {{0, 0, 0}, {1, 1, 1}};
  CHECK(data::apply(other, data)->message ==
        "the network was trained with an input 'x' of 3 numbers");
  CHECK(data.variables[0].values.entries() == Numbers{1, 2});
}

}  // namespace
}  // namespace nngen::tests
