// `nngen train`, from files of samples to weights and an exported header, with a real compiler.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "data/safetensors.hpp"
#include "runtime/compile_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* examples = NNGEN_SOURCE_DIR "/examples/";

std::string example(const std::string& name) { return examples + name; }

/// Without optimisation the compiler needs a third of the time. Temporary folders are made in the
/// test's own, where it can see what is left.
ProcessOptions quickly(const TemporaryFolder& folder) {
  fs::create_directories(folder / "tmp");
  ProcessOptions options;
  options.environment = {{"CXXFLAGS", "-O0"}, {"TMPDIR", (folder / "tmp").string()}};
  options.working_directory = folder.path();
  return options;
}

ProcessResult train(const TemporaryFolder& folder, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "train");
  return run_nngen(std::move(arguments), quickly(folder));
}

std::vector<nlohmann::json> lines_of_log(const fs::path& path) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(read_file(path));
  for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

/// The share of the irises whose class a header predicts.
double accuracy_of_header(const TemporaryFolder& folder) {
  const std::string source = R"(
#include <cstdio>
#include "model.hpp"
int main() {
  double x[4], y[3];
  int label, right = 0, all = 0;
  while (std::scanf("%lf,%lf,%lf,%lf,%d", x, x + 1, x + 2, x + 3, &label) == 5) {
    net::predict(x, y);
    right += net::class_of(y) == label;
    ++all;
  }
  std::printf("%.17g", static_cast<double>(right) / all);
}
)";
  std::string samples = read_file(example("iris/iris.csv"));
  samples.erase(0, samples.find('\n') + 1);
  const auto output = runtime::compile_and_run(
      {{"model.hpp", read_file(folder / "model.hpp")}, {"main.cpp", source}}, {"-std=c++17", "-O1"},
      samples);
  if (!output) FAIL(output.error().message + "\n" + output.error().output);
  return std::stod(output.value());
}

TEST_CASE("irises: trained, resumed, exported") {
  const TemporaryFolder folder;
  const std::vector<std::string> common{example("iris/net.expr"),
                                        "--data",
                                        example("iris/iris.csv"),
                                        "--label",
                                        "species",
                                        "--standardize",
                                        "--scalar",
                                        "double",
                                        "--lr",
                                        "0.02",
                                        "--log",
                                        "run.jsonl",
                                        "--checkpoint",
                                        "state",
                                        "--keep",
                                        "kept"};
  std::vector<std::string> first = common, second = common;
  first.insert(first.end(), {"--epochs", "20"});
  second.insert(second.end(), {"--epochs", "40", "--resume", "--quiet"});
  const ProcessResult begun = train(folder, first);
  CAPTURE(begun.err);
  REQUIRE(begun.status == 0);
  CHECK_THAT(begun.err, Catch::Contains("samples: 150 for training; x : R^4, t : R^3 "
                                        "(classes 0, 1, 2); 67 parameters"));
  const ProcessResult resumed = train(folder, second);
  CAPTURE(resumed.err);
  REQUIRE(resumed.status == 0);
  CHECK(resumed.err == "");
  CHECK(resumed.out == "");
  CHECK(fs::is_empty(folder / "tmp"));

  const auto log = lines_of_log(folder / "run.jsonl");
  REQUIRE(log.size() >= 41);
  CHECK(log.back().at("epochs") == 40);
  const double accuracy = log.back().at("train").at("accuracy");
  CHECK(accuracy > 0.95);

  const ProcessResult exported =
      run_nngen({"export", example("iris/net.expr"), "--scalar", "double", "-o", "model.hpp"},
                quickly(folder));
  CAPTURE(exported.err);
  REQUIRE(exported.status == 0);
  CHECK(accuracy_of_header(folder) == Approx(accuracy).margin(1e-12));

  std::vector<std::string> other = second;
  other.insert(other.end(), {"--batch", "16"});
  const ProcessResult refused = train(folder, other);
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, Catch::Contains("the checkpoint has batches of another size"));
}

TEST_CASE("wines: parts, metrics and a step of all samples") {
  const TemporaryFolder folder;
  const ProcessResult result = train(folder, {example("wine/net.expr"),
                                              "--data",
                                              example("wine/wine.csv"),
                                              "--label",
                                              "cultivar",
                                              "--split",
                                              "0.6,0.2,0.2",
                                              "--stratify",
                                              "--standardize",
                                              "--batch",
                                              "all",
                                              "--optimizer",
                                              "sgd",
                                              "--lr",
                                              "0.5",
                                              "--epochs",
                                              "60",
                                              "--log",
                                              "run.jsonl",
                                              "--out",
                                              "wine.safetensors"});
  CAPTURE(result.err);
  REQUIRE(result.status == 0);
  const auto summary = lines_of_log(folder / "run.jsonl").back();
  for (const char* part : {"train", "validation", "test"}) {
    CHECK(summary.at(part).at("accuracy") > 0.85);
  }
  const auto weights = data::read_safetensors((folder / "wine.safetensors").string());
  REQUIRE(weights.ok());
  CHECK(weights.value().metadata.count("nngen.standardisation") == 1);
  CHECK(weights.value().tensors.size() == 4);
  CHECK(fs::is_empty(folder / "tmp"));
}

/// A compiler that makes each source the same program, a script of the shell.
void write_compiler(const TemporaryFolder& folder, const std::string& program) {
  write_file(folder / "program", "#!/bin/sh\n" + program);
  write_file(folder / "compiler",
             "#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\n"
             "cp program \"$2\" && chmod +x \"$2\"\n");
  fs::permissions(folder / "compiler", fs::perms::owner_all);
}

ProcessOptions with_compiler(const TemporaryFolder& folder) {
  ProcessOptions options = quickly(folder);
  options.environment.emplace_back("CXX", (folder / "compiler").string());
  return options;
}

const std::vector<std::string> line_command{
    "train", "-e", "input x : R; target t : R; param w : R; loss L = (w·x - t)²", "--data", "-"};

/// Trains with such a compiler.
ProcessResult run_program(const TemporaryFolder& folder, const std::string& program,
                          const std::vector<std::string>& more = {}) {
  write_compiler(folder, program);
  std::vector<std::string> arguments = line_command;
  arguments.insert(arguments.end(), more.begin(), more.end());
  ProcessOptions options = with_compiler(folder);
  options.input = "x,t\n1,2\n2,4\n3,6\n";
  ProcessResult result = run_nngen(arguments, options);
  CHECK(fs::is_empty(folder / "tmp"));
  return result;
}

TEST_CASE("the training program gets what the flags say, with absolute paths") {
  const TemporaryFolder folder;
  const ProcessResult result =
      run_program(folder, "while [ $# -gt 0 ]; do echo \"$1\"; shift; done\n",
                  {"--epochs", "7", "--out", "w.st", "--lr", "1e-3", "--quiet", "--log", "tmp/b"});
  CHECK(result.status == 0);
  CHECK(result.err == "");
  const std::string here = fs::canonical(folder.path()).string() + "/";
  CHECK_THAT(result.out,
             Catch::Contains("/data.safetensors\n--out\n" + here + "w.st\n--seed\n1\n--log\n" +
                             here + "tmp/b\n--epochs\n7\n--lr\n1e-3\n--quiet\n"));
}

TEST_CASE("rows that are left out are counted, the first ones shown") {
  const TemporaryFolder folder;
  write_compiler(folder, "exit 0\n");
  write_file(folder / "line.csv", "x,t\n1,2\n2,\n?,6\n4,8\n");
  std::vector<std::string> arguments = line_command;
  arguments.back() = "line.csv";
  arguments.insert(arguments.end(), {"--on-bad-row", "skip"});
  const ProcessResult result = run_nngen(arguments, with_compiler(folder));
  CHECK(result.status == 0);
  CHECK_THAT(result.err,
             Catch::StartsWith("2 rows left out\n    line.csv:3: ") &&
                 Catch::Contains("\n    line.csv:4: ") &&
                 Catch::EndsWith("\nsamples: 2 for training; x : R, t : R; 1 parameter\n"));
}

TEST_CASE("the exit status is the program's") {
  const TemporaryFolder folder;
  CHECK(run_program(folder, "exit 0\n").status == 0);
  CHECK(run_program(folder, "exit 1\n").status == 1);
  CHECK(run_program(folder, "exit 130\n").status == 130);
  const ProcessResult crashed = run_program(folder, "kill -SEGV $$\n");
  CHECK(crashed.status == 1);
  CHECK_THAT(crashed.err, Catch::Contains("the training program was ended by a signal"));
}

TEST_CASE("a signal for nngen alone reaches the program, whose end is waited for") {
  const TemporaryFolder folder;
  write_compiler(folder,
                 "trap 'echo saved; exit 130' TERM\n: > started\nwhile :; do sleep 0.02; done\n");
  write_file(folder / "line.csv", "x,t\n1,2\n2,4\n");
  const std::string script =
      "\"$0\" train -e 'input x : R; target t : R; param w : R; loss L = (w·x - t)²' "
      "--data line.csv & child=$!\n"
      "for i in $(seq 500); do [ -e started ] && break; sleep 0.02; done\n"
      "kill -TERM $child; wait $child; echo status $?";
  const ProcessResult result =
      run_process({"bash", "-c", script, NNGEN_BINARY}, with_compiler(folder));
  CAPTURE(result.err);
  CHECK(result.out == "saved\nstatus 130\n");
  CHECK(fs::is_empty(folder / "tmp"));
}

TEST_CASE("what the compiler says is shown, and nothing stays behind") {
  const TemporaryFolder folder;
  write_file(folder / "compiler", "#!/bin/sh\necho no memory left >&2\nexit 4\n");
  fs::permissions(folder / "compiler", fs::perms::owner_all);
  write_file(folder / "line.csv", "x,t\n1,2\n2,4\n");
  std::vector<std::string> arguments = line_command;
  arguments.back() = "line.csv";
  const ProcessResult result = run_nngen(arguments, with_compiler(folder));
  CHECK(result.status == 1);
  CHECK_THAT(result.err,
             Catch::Contains("failed with status 4") && Catch::Contains("no memory left"));
  CHECK(fs::is_empty(folder / "tmp"));
}

TEST_CASE("what is wrong with the data is said before anything is compiled") {
  const TemporaryFolder folder;
  write_file(folder / "d.csv", "a,b,kind\n1,2,cat\n3,\x1b[31m,dog\n");
  const std::string program =
      "input x : R^2; target t : R^2 onehot; param W : R^(2×2); loss L = "
      "cross_entropy(softmax(W·x), t)";
  const auto fault = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-e", program});
    const ProcessResult result = train(folder, arguments);
    CHECK(result.status == 1);
    CHECK(result.err.find('\x1b') == std::string::npos);
    return result.err;
  };
  CHECK_THAT(fault({"--data", "d.csv", "--label", "kind"}),
             Catch::StartsWith("nngen: error: d.csv:3: "));
  CHECK_THAT(fault({"--data", "d.csv", "--label", "sort"}), Catch::Contains("sort"));
  CHECK_THAT(fault({"--data", "none.csv"}), Catch::Contains("none.csv"));
  CHECK_THAT(fault({"--data", "d.csv", "--label", "kind", "--on-bad-row", "skip"}),
             Catch::Contains("class"));
  const ProcessResult no_param =
      train(folder, {"-e", "input x : R^2; loss L = x'·x", "--data", "d.csv"});
  CHECK(no_param.status == 1);
  write_file(folder / "line.csv", "x,t\n1,2\n2,4\n");
  const ProcessResult no_folder =
      train(folder, {"-e", "input x : R; target t : R; param w : R; loss L = (w·x - t)²", "--data",
                     "line.csv", "--out", "none/w"});
  CHECK(no_folder.status == 1);
  CHECK_THAT(no_folder.err, Catch::Contains("cannot write 'none/w': there is no folder 'none'"));
  CHECK_FALSE(fs::exists(folder / "weights.safetensors"));
}

TEST_CASE("a file's name stays within comments") {
  const TemporaryFolder folder;
  const std::string path = (folder / "a\nint evil;.expr").string();
  write_file(path, read_file(example("iris/net.expr")));
  for (const std::vector<std::string>& words : {std::vector<std::string>{"trainer", path}, {path}}) {
    const ProcessResult code = run_nngen(words);
    REQUIRE(code.status == 0);
    CHECK(code.out.find("\nint evil") == std::string::npos);
    CHECK(code.out.find("int evil") != std::string::npos);
  }
}

}  // namespace
}  // namespace nngen::tests
