// `nngen FILE -o OUT --verify` with a real compiler, and with one that makes something else.

#include <filesystem>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

const std::string net =
    "input x : R^3; param W : R^(2×3); param b : R^2; loss L = ½‖tanh(W·x + b)‖²";

// What stands before the header that is made without --verify.
std::string verdict_in(const std::string& header, const std::string& plain) {
  REQUIRE(header.ends_with(plain));
  return header.substr(0, header.size() - plain.size());
}

TEST_CASE("the verdict stands before the header, which is as without it") {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{}, {"--batch", "dynamic", "--scalar", "double", "--wrt", "x,W"}}) {
    std::vector<std::string> arguments = {"-e", net};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const std::string plain = run_nngen(arguments).out;
    arguments.emplace_back("--verify");
    const ProcessResult printed = run_nngen(arguments);
    CAPTURE(printed.err);
    CHECK(printed.status == 0);
    const std::string verdict = verdict_in(printed.out, plain);
    // the loss and two gradients
    CHECK_THAT(verdict, Catch::StartsWith(
                            "// Verified: 3 values at 4 random points (seeds 1 to 4) against"));
    CHECK_THAT(verdict,
               Catch::Contains(options.empty() ? "-O2, float.\n//\n" : "-O2, double.\n//\n"));
    arguments.insert(arguments.end(), {"-o", (folder / "grad.hpp").string()});
    CHECK(run_nngen(arguments).status == 0);
    CHECK(read_file(folder / "grad.hpp") == printed.out);
  }
}

TEST_CASE("code that computes something else is not written") {
  const TemporaryFolder folder;
  write_file(folder / "old.hpp", "old\n");
  // Its program answers every call with zeros: the loss, 2×3 and 2 numbers.
  const fs::path compiler = folder / "compiler";
  write_file(compiler,
             "#!/bin/sh\nwhile [ \"$1\" != -o ]; do shift; done\n"
             "printf '#!/bin/sh\\nhead -c 72 /dev/zero\\n' > \"$2\"\nchmod +x \"$2\"\n");
  fs::permissions(compiler, fs::perms::owner_all);
  ProcessOptions options;
  options.environment = {{"CXX", compiler.string()}};
  const ProcessResult result =
      run_nngen({"-e", net, "--verify", "-o", (folder / "old.hpp").string()}, options);
  CHECK(result.status == 1);
  CHECK(result.out == "");
  CHECK_THAT(result.err, Catch::Contains("do not agree; nothing is written"));
  CHECK_THAT(result.err, Catch::Contains("derived    compiled"));
  CHECK_THAT(result.err, Catch::Contains("∂L/∂W") && Catch::Contains("past the tolerance"));
  CHECK(read_file(folder / "old.hpp") == "old\n");
}

TEST_CASE("where no reference is a number nothing is verified") {
  const ProcessResult result =
      run_nngen({"-e", "param x : R^2; loss L = sum(sqrt(-1 - x.^2))", "--verify"});
  CHECK(result.status == 1);
  CHECK(result.out == "");
  CHECK_THAT(result.err, Catch::Contains("L cannot be verified"));
}

TEST_CASE("points without a loss are left out, flags stand in one line") {
  // At even seeds all numbers are positive.
  ProcessOptions options;
  options.environment = {{"CXXFLAGS", "-DONE=1\n-DTWO=2"}};
  const ProcessResult result =
      run_nngen({"-e", "param x : R^2; loss L = sum(log(x))", "--verify"}, options);
  CHECK(result.status == 0);
  CHECK_THAT(result.out,
             Catch::Contains("2, 4) against") && Catch::Contains("-O2 -DONE=1 -DTWO=2, float."));
}

TEST_CASE("without a compiler nothing is verified") {
  ProcessOptions options;
  options.environment = {{"CXX", "no-such-compiler"}};
  const ProcessResult result = run_nngen({"-e", net, "--verify"}, options);
  CHECK(result.status == 1);
  CHECK(result.out == "");
  CHECK_THAT(result.err, Catch::Contains("no-such-compiler"));
}

}  // namespace
}  // namespace nngen::tests
