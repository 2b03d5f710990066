// The examples that are trained, on their data: what they learn is what their texts promise.

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "runtime/compile_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

std::string example(const std::string& name) { return NNGEN_SOURCE_DIR "/examples/" + name; }

nlohmann::json summary_of(const std::string& log) {
  std::istringstream lines(read_file(log));
  std::string line;
  std::string last;
  while (std::getline(lines, line)) last = line;
  return nlohmann::json::parse(last);
}

/// Trains and gives the last line of the log.
nlohmann::json trained(const std::string& network, const std::string& data,
                       const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  const std::string log = (folder.path() / "run.jsonl").string();
  std::vector<std::string> words{"train", example(network), "--data",  example(data),
                                 "--log", log,              "--quiet", "--seed", "1"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.environment = {{"CXXFLAGS", "-O1"}};
  options.working_directory = folder.path();  // weights go there
  const ProcessResult run = run_nngen(words, options);
  INFO(run.err);
  REQUIRE(run.status == 0);
  return summary_of(log);
}

TEST_CASE("the digits are read: five seeds, 97.5 % of unseen images") {
  const TemporaryFolder folder;
  const std::string kept = (folder.path() / "kept").string();
  ProcessOptions options;
  options.environment = {{"CXXFLAGS", "-O1"}};
  options.working_directory = folder.path();  // weights go there
  const ProcessResult run = run_nngen(
      {"train", example("digits/classifier.expr"), "--data", example("digits/digits.csv"), "--label",
       "digit", "--split", "0.8,0,0.2", "--stratify", "--epochs", "1", "--optimizer", "adamw", "--quiet", "--keep", kept},
      options);
  INFO(run.err);
  REQUIRE(run.status == 0);
  double sum = 0;
  for (const char* seed : {"1", "2", "3", "4", "5"}) {
    const std::string log = (folder.path() / (std::string("run") + seed)).string();
    const ProcessResult again = run_process({kept + "/train", "--data", kept + "/data.safetensors",
                                             "--epochs", "60", "--lr", "0.003", "--schedule", "cosine",
                                             "--weight-decay", "0.3", "--seed", seed, "--log", log, "--quiet"});
    INFO(again.err);
    REQUIRE(again.status == 0);
    sum += summary_of(log).at("test").at("accuracy").get<double>();
  }
  CHECK(sum / 5 >= 0.975);
}

TEST_CASE("irises and wines are told apart") {
  const std::vector<std::string> how{"--standardize", "--split", "0.7,0,0.3", "--stratify",
                                     "--epochs",      "60",      "--lr",      "0.01"};
  std::vector<std::string> iris = how;
  iris.insert(iris.end(), {"--label", "species"});
  CHECK(trained("iris/net.expr", "iris/iris.csv", iris).at("test").at("accuracy") >= 0.93);
  std::vector<std::string> wine = how;
  wine.insert(wine.end(), {"--label", "cultivar", "--weight-decay", "0.01"});
  CHECK(trained("wine/net.expr", "wine/wine.csv", wine).at("test").at("accuracy") >= 0.9);
}

TEST_CASE("a recurrent network and attention read the digits row by row") {
  const std::vector<std::string> how{"--label", "digit", "--split", "0.8,0,0.2", "--stratify",
                                     "--epochs", "50", "--lr", "0.005", "--schedule", "cosine"};
  CHECK(trained("digits/recurrent.expr", "digits/digits.csv", how).at("test").at("accuracy") >= 0.92);
  CHECK(trained("digits/attention.expr", "digits/digits.csv", how).at("test").at("accuracy") >= 0.92);
}

TEST_CASE("an autoencoder keeps most of an image in sixteen numbers") {
  const auto end = trained("digits/autoencoder.expr", "digits/digits.csv",
                           {"--map", "x=pixel_*", "--split", "0.8,0,0.2", "--epochs", "60", "--lr",
                            "0.005", "--schedule", "cosine"});
  // The mean image alone leaves 2.35: half the pixels' variance, all 64 of them, in units of 16.
  CHECK(end.at("test").at("loss") < 0.5);
}

// Also between the points that it was trained at.
TEST_CASE("a network solves u'' + u = 0 as the cosine does") {
  const TemporaryFolder folder;
  const std::string weights = (folder.path() / "weights.safetensors").string();
  const auto end = trained("oscillator/net.expr", "oscillator/points.csv",
                           {"--batch", "all", "--scalar", "double", "--epochs", "3000", "--lr",
                            "0.01", "--schedule", "cosine", "--out", weights});
  CHECK(end.at("train").at("loss") < 1e-4);
  const std::string header = (folder.path() / "model.hpp").string();
  const ProcessResult exported = run_nngen({"export", example("oscillator/net.expr"), "--weights",
                                            weights, "--scalar", "double", "-o", header});
  INFO(exported.err);
  REQUIRE(exported.status == 0);
  const auto largest_error = runtime::compile_and_run(
      {{"model.hpp", read_file(header)},
       {"main.cpp",
        "#include \"model.hpp\"\n#include <cstdio>\n"
        "int main() {\n  double error = 0;\n"
        "  for (double s = 0; s <= 2; s += 0.01) {\n"
        "    error = std::fmax(error, std::fabs(net::predict(s) - std::cos(s)));\n  }\n"
        "  std::printf(\"%g\", error);\n}\n"}},
      {"-std=c++17", "-O1"}, "");
  REQUIRE(largest_error);
  CHECK(std::stod(largest_error.value()) < 0.01);
}

}  // namespace
}  // namespace nngen::tests
