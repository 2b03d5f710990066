#include "cli/training_data.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "cli/training_run.hpp"
#include "data/weights.hpp"
#include "parser/parse_program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::cli {
namespace {

using tests::TemporaryFolder;
using tests::write_file;

constexpr const char* line_program =
    "input x : R^2\ntarget t : R\nparam w : R^2\nloss L = (dot(w, x) - t)²\n";
constexpr const char* class_program =
    "input x : R^2\ntarget t : R^2 onehot\nparam W : R^(2×2)\n"
    "y = softmax(W·x)\nloss L = cross_entropy(y, t)\n";

ir::Program program_of(const char* text) {
  const ir::SourceFile source("net.expr", text);
  ir::Diagnostics diagnostics;
  auto program = parser::parse_program(source, {}, diagnostics);
  REQUIRE(program);
  return *std::move(program);
}

class Folder {
 public:
  std::string file(const std::string& name, const std::string& text) {
    write_file(folder_ / name, text);
    return path(name);
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  TemporaryFolder folder_;
};

TrainingData read(const char* program, const Options& options) {
  auto data = read_training_data(program_of(program), options);
  if (!data) FAIL(data.error().to_string());
  return std::move(data).value();
}

std::string fault(const char* program, const Options& options) {
  const auto data = read_training_data(program_of(program), options);
  return data ? "read" : data.error().to_string() + " | " + data.error().hint;
}

std::vector<double> numbers(const DataPart& part, std::size_t variable) {
  return part.samples.variables[variable].values.entries();
}

TEST_CASE("a row is a sample, a column of a tensor's row its entry") {
  Folder folder;
  Options options;
  options.training.data = {{"", folder.file("d.csv", "x1,x2,t\n1,2,3\n4,5,6\n")}};
  const auto tensors = tensors_of(read(line_program, options));
  REQUIRE(tensors.size() == 2);
  CHECK(tensors[0].name == "x");
  CHECK(tensors[0].shape == std::vector<std::size_t>{2, 2});
  CHECK(tensors[0].values == std::vector<double>{1, 2, 4, 5});
  CHECK(tensors[1].name == "t");
  CHECK(tensors[1].shape == std::vector<std::size_t>{2, 1});
  CHECK(tensors[1].values == std::vector<double>{3, 6});
}

TEST_CASE("parts are cut by their shares; a share of 0 makes no part") {
  Folder folder;
  std::string text = "x1,x2,t\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(i) + ",0," + std::to_string(i) + "\n";
  Options options;
  options.training.data = {{"", folder.file("d.csv", text)}};
  options.training.split = {0.7, 0.15, 0.15};
  const TrainingData three = read(line_program, options);
  REQUIRE(three.parts.size() == 3);
  CHECK(three.parts[0].samples.samples == 14);
  CHECK(three.parts[1].prefix == "validation.");
  CHECK(three.parts[1].samples.samples == 3);
  CHECK(three.parts[2].prefix == "test.");
  CHECK(three.parts[2].samples.samples == 3);
  options.training.split = {0.8, 0, 0.2};
  const TrainingData two = read(line_program, options);
  REQUIRE(two.parts.size() == 2);
  CHECK(two.parts[1].prefix == "test.");
  CHECK(two.parts[1].samples.samples == 4);
}

TEST_CASE("every part is standardised by what the training part says") {
  Folder folder;
  Options options;
  // means 2 and 5; deviations 1 and, where nothing changes, 1
  options.training.data = {{"", folder.file("d.csv", "x1,x2,t\n1,5,0\n3,5,0\n")}};
  options.training.validation = {{"", folder.file("v.csv", "x1,x2,t\n5,7,0\n")}};
  options.training.standardises = true;
  const TrainingData data = read(line_program, options);
  const std::vector<std::vector<double>> expected{{-1, 0, 1, 0}, {3, 2}};
  for (std::size_t part = 0; part < 2; ++part) {
    const std::vector<double> given = numbers(data.parts[part], 0);
    REQUIRE(given.size() == expected[part].size());
    for (std::size_t i = 0; i < given.size(); ++i) CHECK(given[i] == Approx(expected[part][i]));
  }
  CHECK(data.preparation.inputs.at("x").mean == std::vector<double>{2, 5});
  options.training.standardises = false;
  CHECK(numbers(read(line_program, options).parts[1], 0) == std::vector<double>{5, 7});
}

TEST_CASE("a further file has the classes of the training data") {
  Folder folder;
  Options options;
  options.training.label = "kind";
  options.training.data = {{"", folder.file("d.csv", "a,b,kind\n1,5,dog\n3,5,cat\n")}};
  options.training.test = {{"", folder.file("v.csv", "a,b,kind\n5,7,dog\n")}};
  const TrainingData data = read(class_program, options);
  CHECK(data.preparation.classes == std::vector<std::string>{"cat", "dog"});
  CHECK(numbers(data.parts[1], 1) == std::vector<double>{0, 1});
  options.training.test = {{"", folder.file("w.csv", "a,b,kind\n5,7,cow\n")}};
  CHECK_THAT(fault(class_program, options), Catch::Contains("w.csv:2: ") && Catch::Contains("cow"));
}

TEST_CASE("weights to start from bring their scaling and their classes") {
  Folder folder;
  data::TensorFile weights;
  weights.tensors = {{"W", {2, 2}, {1, 2, 3, 4}}};
  weights.metadata = {{"nngen.standardisation", R"({"x": {"mean": [1, 1], "scale": [2, 4]}})"},
                      {"nngen.classes", R"(["dog", "cat"])"}};
  REQUIRE_FALSE(data::write_safetensors(folder.path("w"), weights, data::TensorPrecision::float64));
  Options options;
  options.training.label = "kind";
  options.training.data = {{"", folder.file("d.csv", "a,b,kind\n1,5,dog\n3,5,cat\n")}};
  options.training.init_from = folder.path("w");
  const TrainingData data = read(class_program, options);
  CHECK(numbers(data.parts[0], 0) == std::vector<double>{0, 1, 1, 1});
  CHECK(numbers(data.parts[0], 1) == std::vector<double>{1, 0, 0, 1});
  weights.tensors[0].shape = {4};
  REQUIRE_FALSE(data::write_safetensors(folder.path("w"), weights, data::TensorPrecision::float64));
  CHECK_THAT(fault(class_program, options), Catch::Contains("'W'"));
}

TEST_CASE("rows that are no samples are an error with their line, or counted") {
  Folder folder;
  Options options;
  options.training.data = {{"", folder.file("d.csv", "x1,x2,t\n1,2,3\n4,,6\n7,8,9\n")}};
  CHECK_THAT(fault(line_program, options), Catch::Contains("d.csv:3: "));
  options.training.skips_bad_rows = true;
  const TrainingData data = read(line_program, options);
  CHECK(data.training().samples == 2);
  CHECK(data.skipped.count == 1);
  REQUIRE(data.skipped.first.size() == 1);
  CHECK_THAT(data.skipped.first[0].to_string(), Catch::Contains("d.csv:3: "));
}

TEST_CASE("a const has a file of its own") {
  const char* program =
      "input x : R^2\ntarget t : R^2\nconst K : R^(2×3)\nparam w : R^3\n"
      "loss L = ‖K·w + x - t‖²\n";
  Folder folder;
  Options options;
  options.training.data = {{"x", folder.file("x.csv", "1,2\n3,4\n")},
                           {"t", folder.file("t.csv", "5,6\n7,8\n")}};
  CHECK_THAT(
      fault(program, options),
      Catch::Contains("there are no values for the const 'K' | give it a file: --data K=FILE"));
  options.training.data.push_back({"K", folder.file("K.csv", "1,2,3\n4,5,6\n")});
  const auto tensors = tensors_of(read(program, options));
  REQUIRE(tensors.size() == 3);
  CHECK(tensors[0].name == "K");
  CHECK(tensors[0].values == std::vector<double>{1, 4, 2, 5, 3, 6});
  options.training.data.back().path = folder.file("K.csv", "1,2\n3,4\n5,6\n");
  CHECK_THAT(fault(program, options),
             Catch::Contains("K.csv: the const 'K' is 2×3, the file has 3×2"));
}

TEST_CASE("a checkpoint of another training is refused before anything is compiled") {
  Folder folder;
  Options options;
  options.training.checkpoint = folder.path("");
  options.batch = {codegen::Batch::Kind::fixed, 8};
  options.optimizer = codegen::Optimizer::adam;
  const auto fingerprint = [&](const char* text, double number) {
    const Task task{ir::SourceFile("net.expr", text), {}, {}, {}};
    return fingerprint_of(task, options, {{"x", {1, 1}, {number}}});
  };
  const auto metadata = fingerprint(line_program, 1);
  options.training.resume = true;
  CHECK_FALSE(foreign_checkpoint(options, metadata));  // there is none
  REQUIRE_FALSE(data::write_safetensors(folder.path("checkpoint.safetensors"), {{}, metadata},
                                        data::TensorPrecision::float64));
  CHECK_FALSE(foreign_checkpoint(options, metadata));
  const auto refusal = [&](const std::map<std::string, std::string>& other) {
    const auto failure = foreign_checkpoint(options, other);
    return failure ? failure->message : "accepted";
  };
  const std::string respaced = std::string("# a line\n\n") + line_program + "  # the loss\n";
  CHECK(refusal(fingerprint(respaced.c_str(), 1)) == "accepted");
  CHECK_THAT(refusal(fingerprint(class_program, 1)), Catch::Contains("is of another program"));
  CHECK_THAT(refusal(fingerprint(line_program, 2)), Catch::Contains("on other data"));
  options.batch.samples = 9;
  CHECK_THAT(refusal(fingerprint(line_program, 1)), Catch::Contains("batches of another size"));
  options.training.resume = false;
  CHECK_FALSE(foreign_checkpoint(options, fingerprint(class_program, 1)));
}

}  // namespace
}  // namespace nngen::cli
