// `nngen export`: a trained network in a header of its own predicts what the reference does with
// the same weights.

#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "data/safetensors.hpp"
#include "runtime/compile_run.hpp"
#include "tests/compile/emitted.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

constexpr const char* iris = NNGEN_SOURCE_DIR "/examples/iris/net.expr";
constexpr const char* iris_metadata =
    R"({"x": {"mean": [5.5, 3, 4, 1.25], "scale": [0.75, 0.5, 1.75, 0.625]}})";
const std::vector<double> flower{5.1, 3.5, 1.4, 0.2};

/// Numbers without a pattern, the same in every run.
std::vector<double> some_numbers(std::size_t count, double seed) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < count; ++i) {
    numbers.push_back(std::sin(seed + 1.7 * static_cast<double>(i)));
  }
  return numbers;
}

data::TensorFile iris_weights() {
  data::TensorFile file;
  file.tensors = {{"W1", {8, 4}, some_numbers(32, 1)},
                  {"b1", {8}, some_numbers(8, 2)},
                  {"W2", {3, 8}, some_numbers(24, 3)},
                  {"b2", {3}, some_numbers(3, 4)}};
  return file;
}

/// A point for `nngen eval` with the weights of a file.
nlohmann::json point_of(const data::TensorFile& file) {
  nlohmann::json point = nlohmann::json::object();
  for (const data::Tensor& tensor : file.tensors) {
    if (tensor.shape.size() < 2) {
      point[tensor.name] =
          tensor.shape.empty() ? nlohmann::json(tensor.values[0]) : nlohmann::json(tensor.values);
      continue;
    }
    for (std::size_t i = 0; i < tensor.shape[0]; ++i) {
      const auto row = tensor.values.begin() + static_cast<std::ptrdiff_t>(i * tensor.shape[1]);
      point[tensor.name].push_back(
          std::vector<double>(row, row + static_cast<std::ptrdiff_t>(tensor.shape[1])));
    }
  }
  return point;
}

nlohmann::json evaluated(const TemporaryFolder& folder, const std::string& network,
                         const nlohmann::json& point) {
  write_file(folder / "point.json", point.dump());
  const ProcessResult result =
      run_nngen({"eval", network, "--at", (folder / "point.json").string()});
  CAPTURE(result.err);
  REQUIRE(result.status == 0);
  return nlohmann::json::parse(result.out).at("value");
}

std::string exported(const TemporaryFolder& folder, const std::string& network,
                     const data::TensorFile& file, const std::string& scalar = "double") {
  const std::string weights = (folder / "weights.safetensors").string();
  REQUIRE_FALSE(data::write_safetensors(weights, file, data::TensorPrecision::float64));
  const ProcessResult result =
      run_nngen({"export", network, "--weights", weights, "--scalar", scalar});
  CAPTURE(result.err);
  REQUIRE(result.status == 0);
  return result.out;
}

/// What a program prints that includes the header.
std::vector<double> printed(const std::string& header, const std::string& body) {
  const std::string source =
      "#include <cstdio>\n#include <string>\n#include \"model.hpp\"\nint main() {\n" + body + "}\n";
  const auto output =
      runtime::compile_and_run({{"model.hpp", header}, {"main.cpp", source}},
                               {"-std=c++17", "-O1", "-Wall", "-Wextra", "-Werror"}, "");
  if (!output) FAIL(output.error().message + "\n" + output.error().output);
  std::istringstream stream(output.value());
  return {std::istream_iterator<double>(stream), {}};
}

constexpr const char* predict_iris = R"(
  const double x[4] = {5.1, 3.5, 1.4, 0.2};
  double y[3];
  net::predict(x, y);
  for (double value : y) std::printf("%.17g ", value);
  static net::Memory memory;
  net::predict(x, y, memory);
  std::printf("%.17g ", y[0]);
)";

TEST_CASE("an exported header predicts what the reference does at the same weights") {
  const TemporaryFolder folder;
  const data::TensorFile file = iris_weights();
  nlohmann::json point = point_of(file);
  point["x"] = flower;
  point["t"] = {1, 0, 0};
  const nlohmann::json y = evaluated(folder, iris, point).at("y");
  const std::vector<double> values = printed(exported(folder, iris, file), predict_iris);
  REQUIRE(values.size() == 4);
  for (std::size_t k = 0; k < 3; ++k) CHECK(values[k] == Approx(y[k].get<double>()).epsilon(1e-13));
  CHECK(values[3] == values[0]);
}

TEST_CASE("what the inputs were standardised by, and the classes, are part of the header") {
  const TemporaryFolder folder;
  data::TensorFile file = iris_weights();
  nlohmann::json point = point_of(file);
  const double mean[] = {5.5, 3, 4, 1.25}, scale[] = {0.75, 0.5, 1.75, 0.625};
  for (std::size_t i = 0; i < 4; ++i) point["x"].push_back((flower[i] - mean[i]) / scale[i]);
  point["t"] = {1, 0, 0};
  const nlohmann::json y = evaluated(folder, iris, point).at("y");
  file.metadata = {{"nngen.standardisation", iris_metadata},
                   {"nngen.classes", R"(["setosa", "a \"b\" \\ ??/ é", "virginica"])"}};
  const std::string header = exported(folder, iris, file);
  const std::vector<double> values = printed(header, std::string(predict_iris) + R"(
  std::printf("%td %d %zu", net::class_of(y), net::classes[0][0] == 's', sizeof(net::Memory));
  if (net::classes[1] != std::string("a \"b\" \\ ?""?/ \xc3\xa9")) std::printf(" 1");
)");
  REQUIRE(values.size() == 7);
  std::size_t best = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    CHECK(values[k] == Approx(y[k].get<double>()).epsilon(1e-13));
    if (y[k].get<double>() > y[best].get<double>()) best = k;
  }
  CHECK(values[4] == static_cast<double>(best));
  CHECK(values[5] == 1);
  // 67 weights, 4 means and 4 scales of 8 bytes
  CHECK_THAT(header, Catch::Contains("Constants (flash): 600 bytes"));
  CHECK_THAT(header,
             Catch::Contains("RAM: " + std::to_string(static_cast<int>(values[6])) + " bytes"));
}

TEST_CASE("a network of single numbers is a function of numbers") {
  const TemporaryFolder folder;
  write_file(folder / "line.expr",
             "input s : R\ntarget t : R\nparam a : R\nparam b : R\n"
             "predict = a·s + b\nloss L = (predict - t)²\n");
  data::TensorFile file;
  file.tensors = {{"a", {}, {2.5}}, {"b", {}, {-1}}};
  file.metadata = {{"nngen.standardisation", R"({"s": {"mean": [3], "scale": [0.5]}})"},
                   {"nngen.classes", R"(["no", "yes"])"}};
  const std::string header = exported(folder, (folder / "line.expr").string(), file);
  // 2.5·(4 − 3)/0.5 − 1 = 4
  CHECK(printed(header,
                "std::printf(\"%g %td %td\", net::predict(4), net::class_of(0.4), "
                "net::class_of(0.6));") == std::vector<double>{4, 0, 1});
}

// Compilers call these by themselves.
constexpr const char* whole_world = R"(
#include "model.hpp"
extern "C" {
void* memcpy(void* to, const void* from, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    static_cast<volatile char*>(to)[i] = static_cast<const char*>(from)[i];
  }
  return to;
}
void* memset(void* to, int value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) static_cast<volatile char*>(to)[i] = static_cast<char>(value);
  return to;
}
std::ptrdiff_t classify(const float* x) {
  float y[3];
  net::predict(x, y);
  return net::class_of(y);
}
}
)";

TEST_CASE("an exported header needs no library") {
  const TemporaryFolder folder;
  data::TensorFile file = iris_weights();
  file.metadata = {{"nngen.standardisation", iris_metadata},
                   {"nngen.classes", R"(["a", "b", "c"])"}};
  write_file(folder / "model.hpp", exported(folder, iris, file, "float"));
  write_file(folder / "world.cpp", whole_world);
  for (const std::string& compiler : compilers()) {
    CAPTURE(compiler);
    const ProcessResult result = run_process(
        {compiler, "-std=c++17", "-O2", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fPIC",
         "-fno-stack-protector", "-shared", "-nostdlib", "-Wl,--no-undefined",
         (folder / "world.cpp").string(), "-o", (folder / "world.so").string()});
    CAPTURE(result.err);
    CHECK(result.status == 0);
  }
}

TEST_CASE("weights of another network are refused") {
  const TemporaryFolder folder;
  const std::string weights = (folder / "weights.safetensors").string();
  const auto refusal = [&](const data::TensorFile& file) {
    REQUIRE_FALSE(data::write_safetensors(weights, file, data::TensorPrecision::float32));
    const ProcessResult result = run_nngen({"export", iris, "--weights", weights});
    CHECK(result.status == 1);
    CHECK(result.out == "");
    return result.err;
  };
  data::TensorFile file = iris_weights();
  file.tensors[0].shape = {4, 8};
  CHECK_THAT(refusal(file), Catch::Contains("weights.safetensors: ") && Catch::Contains("'W1'"));
  file = iris_weights();
  file.tensors.pop_back();
  CHECK_THAT(refusal(file), Catch::Contains("the file has no 'b2'"));
  file = iris_weights();
  file.metadata = {{"nngen.standardisation", R"({"z": {"mean": [1], "scale": [1]}})"}};
  CHECK_THAT(refusal(file), Catch::Contains("was trained with an input 'z' of 1 number"));
  file.metadata = {{"nngen.classes", "[3"}};
  CHECK_THAT(refusal(file), Catch::Contains("damaged"));
  const ProcessResult missing = run_nngen({"export", iris, "--weights", "/no/such/file"});
  CHECK(missing.status == 1);
  CHECK_THAT(missing.err, Catch::Contains("/no/such/file"));
}

TEST_CASE("a program without a prediction has nothing to export") {
  const ProcessResult none = run_nngen({"export", "-e", "param x : R^3\nloss L = x'·x"});
  CHECK(none.status == 1);
  CHECK_THAT(none.err, Catch::Contains("there is no prediction"));
  const ProcessResult two = run_nngen(
      {"export", "-e", "input x : R^3; param A : R^(2×3); output a = A·x; output b = 2·A·x"});
  CHECK(two.status == 1);
  CHECK_THAT(two.err, Catch::Contains("there are several outputs"));
}

}  // namespace
}  // namespace nngen::tests
