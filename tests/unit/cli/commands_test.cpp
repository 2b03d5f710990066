// The nngen executable from outside: exit statuses, streams, files. What it says is in the golden
// files.

#include <filesystem>
#include <string>

#include "cli/options.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

const std::string net = "input x : R^2\nparam W : R^(2×2)\nloss L = ½‖W·x‖²\n";
const std::string example = NNGEN_SOURCE_DIR "/examples/two_layer.expr";

ProcessOptions with_input(std::string text) {
  ProcessOptions options;
  options.input = std::move(text);
  return options;
}

ProcessResult in_bash(const std::string& command) {
  ProcessOptions options;
  options.environment = {{"NNGEN", NNGEN_BINARY}, {"EXAMPLE", example}};
  return run_process({"bash", "-c", command}, options);
}

TEST_CASE("a file, standard input and -e are the same text") {
  const TemporaryFolder folder;
  write_file(folder / "net.expr", net);
  const ProcessResult of_file = run_nngen({"show", (folder / "net.expr").string()});
  CHECK(of_file.status == 0);
  CHECK(of_file.err == "");
  CHECK_THAT(of_file.out, Catch::Contains("∇_W L = "));
  CHECK(run_nngen({"show", "-"}, with_input(net)).out == of_file.out);
  CHECK(run_nngen({"show", "-e", net}).out == of_file.out);
  const ProcessResult wrong = run_nngen({"show", "-"}, with_input("y = q\n"));
  CHECK(wrong.status == 1);
  CHECK_THAT(wrong.err, Catch::StartsWith("<stdin>:1:5: error: 'q' is not declared"));
}

TEST_CASE("wrong usage has status 2 and says nothing on standard output") {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"train"}, {"show", example, "--format", "word"}}) {
    const ProcessResult result = run_nngen(arguments);
    CAPTURE(arguments);
    CHECK(result.status == 2);
    CHECK(result.out == "");
    CHECK_THAT(result.err, Catch::StartsWith("nngen: error: ") && Catch::Contains("--help"));
  }
}

TEST_CASE("version and help go to standard output") {
  const ProcessResult version = run_nngen({"--version"});
  CHECK(version.status == 0);
  CHECK(version.out == cli::version_text());
  CHECK(run_nngen({"check", "--help"}).out == cli::help_text(cli::Command::check));
}

TEST_CASE("the header goes to the file, and twice the same") {
  const TemporaryFolder folder;
  const std::string out = (folder / "grad.hpp").string();
  const ProcessResult result = run_nngen({example, "-o", out});
  CHECK(result.status == 0);
  CHECK(result.out == "");
  CHECK(result.err == "");
  CHECK_THAT(read_file(out), Catch::Contains("namespace net"));
  CHECK(run_nngen({example}).out == read_file(out));
}

TEST_CASE("after an error no file is written, and an old one is as it was") {
  const TemporaryFolder folder;
  const std::string old = (folder / "old.hpp").string();
  write_file(old, "old\n");
  CHECK(run_nngen({"-e", "y = q", "-o", old}).status == 1);
  CHECK(run_nngen({"-e", "y = q", "-o", (folder / "new.hpp").string()}).status == 1);
  CHECK(run_nngen({example, "-o", (folder / "no/such.hpp").string()}).status == 1);
  CHECK(run_nngen({example, "-o", folder.path().string()}).status == 1);
  CHECK(read_file(old) == "old\n");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a full disk behind standard output is an error, a reader that has gone is none") {
  const ProcessResult full = in_bash("\"$NNGEN\" show \"$EXAMPLE\" > /dev/full");
  CHECK(full.status == 1);
  CHECK(full.err == "nngen: error: cannot write to standard output: No space left on device\n");
  const ProcessResult closed = in_bash("\"$NNGEN\" show \"$EXAMPLE\" >&-");
  CHECK(closed.status == 1);
  CHECK_THAT(closed.err, Catch::StartsWith("nngen: error: cannot write to standard output"));
  const ProcessResult gone =
      in_bash("{ sleep 0.2; \"$NNGEN\" show \"$EXAMPLE\"; echo $? >&2; } | true");
  CHECK(gone.err == "0\n");
}

TEST_CASE("the random point that eval prints gives the same numbers again") {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& batch :
       {std::vector<std::string>{}, {"--batch", "3"}, {"--batch", "dynamic"}}) {
    std::vector<std::string> random = {"eval", example, "--seed", "7", "--wrt", "W,x"};
    random.insert(random.end(), batch.begin(), batch.end());
    const ProcessResult drawn = run_nngen(random);
    CHECK(drawn.status == 0);
    const std::size_t values = drawn.out.find("  \"value\": {");
    REQUIRE(values != std::string::npos);
    const std::string opening = "{\n  \"at\": ";
    const std::size_t end_of_point = drawn.out.rfind(",\n", values);
    write_file(folder / "at.json", drawn.out.substr(opening.size(), end_of_point - opening.size()));

    std::vector<std::string> given = {"eval", example, "--wrt",
                                      "W,x",  "--at",  (folder / "at.json").string()};
    given.insert(given.end(), batch.begin(), batch.end());
    const ProcessResult again = run_nngen(given);
    CHECK(again.err == "");
    CHECK(again.out == "{\n" + drawn.out.substr(values));
  }
}

TEST_CASE("eval prints the loss, the outputs and the named scalars, and the gradients asked for") {
  const TemporaryFolder folder;
  write_file(folder / "net.expr",
             "input x : R^2\nparam w : R^2\ns = w'·x\nv = 2·w\n"
             "loss L = s^2 + 1\noutput y = s·x\noutput v\n");
  write_file(folder / "at.json", R"({"x": [1, 2], "w": [[3], [4]]})");
  const ProcessResult result =
      run_nngen({"eval", (folder / "net.expr").string(), "--at", (folder / "at.json").string()});
  CHECK(result.err == "");
  CHECK(result.out == R"({
  "value": {
    "L": 122,
    "y": [11, 22],
    "v": [6, 8],
    "s": 11
  },
  "gradient": {
    "w": [22, 44]
  }
}
)");
}

TEST_CASE("in a batch the loss is the mean and what a sample enters is a list") {
  const TemporaryFolder folder;
  write_file(folder / "at.json", R"({"x": [[1, 0], [0, 2]], "w": [3, 4]})");
  const std::string text = "input x : R^2; param w : R^2; s = w'·x; loss L = s^2";
  const auto eval = [&](const std::string& reduction) {
    return run_nngen({"eval", "-e", text, "--batch", "2", "--reduction", reduction, "--at",
                      (folder / "at.json").string()})
        .out;
  };
  CHECK_THAT(eval("mean"), Catch::Contains("\"L\": 36.5,") && Catch::Contains("\"s\": [3, 8]") &&
                               Catch::Contains("\"w\": [3, 16]"));
  CHECK_THAT(eval("sum"), Catch::Contains("\"L\": 73,") && Catch::Contains("\"w\": [6, 32]"));
}

TEST_CASE("a file of values that does not fit is refused in the user's terms") {
  const TemporaryFolder folder;
  const std::string at = (folder / "at.json").string();
  const auto refusal = [&](const std::string& json) {
    write_file(at, json);
    const ProcessResult result = run_nngen({"eval", "-e", net, "--at", at});
    CHECK(result.status == 1);
    CHECK(result.out == "");
    return result.err;
  };
  CHECK_THAT(refusal(R"({"x": [1], "V": 3})"),
             Catch::Contains("at.json:1:7: error: 'x' must be a list of 2 numbers") &&
                 Catch::Contains("'V' is not declared") && Catch::Contains("'W' has no value"));
  CHECK_THAT(refusal("{\"x\": [1,\n 2"), Catch::Contains("at.json:2:3: error: malformed JSON"));
  CHECK(run_nngen({"eval", "-e", net, "--at", "no/such/file"}).status == 1);
  const ProcessResult pointless = run_nngen({"eval", "-e", net});
  CHECK(pointless.status == 2);
  CHECK_THAT(pointless.err, Catch::Contains("--at VALUES.json, or --seed N"));
}

TEST_CASE("a file without a loss has values and no gradient") {
  const ProcessResult result = run_nngen({"eval", "-e", "output y = 2·3"});
  CHECK(result.err == "");
  CHECK(result.out == "{\n  \"value\": {\n    \"y\": 6\n  }\n}\n");
}

}  // namespace
}  // namespace nngen::tests
