// Training as PyTorch does it: the loss of each epoch, for every optimiser that both have, in double.

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "data/safetensors.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

constexpr const char* folder_of_test = NNGEN_SOURCE_DIR "/tests/compile/training/";
constexpr const char* irises = NNGEN_SOURCE_DIR "/examples/iris/";

// Entry k of all parameters, each by columns, is sin(k + 1)/2; in the file rows come first.
data::TensorFile first_weights() {
  data::TensorFile file;
  std::size_t place = 0;
  const struct {
    const char* name;
    std::size_t rows, cols;
  } parameters[] = {{"W1", 8, 4}, {"b1", 8, 1}, {"W2", 3, 8}, {"b2", 3, 1}};
  for (const auto& [name, rows, cols] : parameters) {
    std::vector<double> values(rows * cols);
    for (std::size_t k = 0; k < values.size(); ++k) {
      values[k % rows * cols + k / rows] = std::sin(static_cast<double>(place + k + 1)) / 2;
    }
    place += values.size();
    file.tensors.push_back({name, cols == 1 ? std::vector{rows} : std::vector{rows, cols}, values});
  }
  return file;
}

TEST_CASE("the loss of each epoch is PyTorch's") {
  const TemporaryFolder folder;
  const std::string weights = (folder.path() / "first.safetensors").string();
  REQUIRE(!data::write_safetensors(weights, first_weights(), data::TensorPrecision::float64));
  const auto curves = nlohmann::json::parse(read_file(folder_of_test + std::string("torch_curves.json")));
  const std::vector<std::pair<std::string, std::string>> rates{
      {"sgd", "0.05"},     {"torch-sgd", "0.02"}, {"torch-nesterov", "0.02"}, {"adagrad", "0.05"},
      {"rmsprop", "0.005"}, {"adam", "0.01"},      {"adamw", "0.01"}};
  REQUIRE(rates.size() == curves.size());
  for (const auto& [optimizer, rate] : rates) {
    CAPTURE(optimizer);
    const std::string log = (folder.path() / (optimizer + ".jsonl")).string();
    ProcessOptions options;
    options.environment = {{"CXXFLAGS", "-O0"}};
    options.working_directory = folder.path();  // weights go there
    const ProcessResult run = run_nngen(
        {"train", irises + std::string("net.expr"), "--data", irises + std::string("iris.csv"),
         "--label", "species", "--scalar", "double", "--batch", "16", "--order", "sequential",
         "--epochs", "10", "--optimizer", optimizer, "--lr", rate, "--init-from", weights, "--log",
         log, "--quiet"},
        options);
    INFO(run.err);
    REQUIRE(run.status == 0);
    std::istringstream lines(read_file(log));
    std::string line;
    for (const double expected : curves.at(optimizer)) {
      REQUIRE(std::getline(lines, line));
      CHECK(nlohmann::json::parse(line).at("train").at("loss").get<double>() ==
            Approx(expected).epsilon(1e-10));
    }
  }
}

}  // namespace
}  // namespace nngen::tests
