// The project in tests/consumer with an installed nngen: what it prints, when it is built anew.

#include <filesystem>
#include <map>
#include <string>

#include "tests/package/projects.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

void require_success(const ProcessResult& result) {
  CAPTURE(result.out, result.err);
  REQUIRE(result.status == 0);
}

std::string output_of(const fs::path& program) {
  const ProcessResult result = run_process({program.string()});
  require_success(result);
  return result.out;
}

/// When the headers and programs of the consumer were made.
std::map<std::string, fs::file_time_type> times_in(const fs::path& build) {
  std::map<std::string, fs::file_time_type> times;
  for (const char* name :
       {"plain", "with_eigen", "nngen/plain/product.hpp", "nngen/with_eigen/net/regression.hpp"}) {
    times[name] = fs::last_write_time(build / name);
  }
  return times;
}

/// An installed nngen, and a copy of the consumer's sources.
struct Consumer {
  TemporaryFolder folder;
  fs::path prefix = folder / "installed here";  // a space is in many a path
  fs::path source = folder / "source";

  Consumer() {
    install_nngen(prefix);
    fs::copy(NNGEN_SOURCE_DIR "/tests/consumer", source, fs::copy_options::recursive);
  }
};

TEST_CASE("a project generates its headers as it is built, and again when they change") {
  const Consumer consumer;
  for (const std::string generator : {"Ninja", "Unix Makefiles"}) {
    INFO(generator);
    const fs::path build = consumer.folder / generator;
    write_file(consumer.source / "product.expr", "input x : R^2\nparam w : R^2\nloss L = wᵀ·x\n");
    require_success(configure(consumer.source, build, consumer.prefix, {"-G", generator}));
    require_success(run_cmake({"--build", build.string()}));
    // by hand: ∂(wᵀ·x)/∂w = x; the residuals 1 + 2 and 3 + 4, (3·[1; 2] + 7·[3; 4])/2
    CHECK(output_of(build / "plain") == "1 2\n");
    CHECK(output_of(build / "with_eigen") == "12 17\n");

    const auto before = times_in(build);
    require_success(run_cmake({"--build", build.string()}));
    CHECK(times_in(build) == before);

    write_file(consumer.source / "product.expr", "input x : R^2\nparam w : R^2\nloss L = 3·wᵀ·x\n");
    require_success(run_cmake({"--build", build.string()}));
    CHECK(output_of(build / "plain") == "3 6\n");
    auto after = times_in(build);
    CHECK(after["nngen/plain/product.hpp"] > before.at("nngen/plain/product.hpp"));
    CHECK(after["with_eigen"] == before.at("with_eigen"));
    CHECK(after["nngen/with_eigen/net/regression.hpp"] ==
          before.at("nngen/with_eigen/net/regression.hpp"));

    // another nngen may generate other code
    fs::last_write_time(consumer.prefix / "bin/nngen", fs::file_time_type::clock::now());
    require_success(run_cmake({"--build", build.string()}));
    CHECK(times_in(build)["nngen/plain/product.hpp"] > after["nngen/plain/product.hpp"]);
  }
}

TEST_CASE("CHECK makes a test of the generated code, which can fail") {
  const Consumer consumer;
  const fs::path build = consumer.folder / "build";
  require_success(configure(consumer.source, build, consumer.prefix));
  const auto run_tests = [&] {
    return run_process({"ctest", "--test-dir", build.string(), "--verbose"});
  };
  const ProcessResult passed = run_tests();
  CAPTURE(passed.out, passed.err);
  CHECK(passed.status == 0);
  CHECK_THAT(passed.out, Catch::Contains("nngen_check.with_eigen.regression.hpp") &&
                             Catch::Contains("\"-Dn=2\" \"--scalar\" \"double\" \"--batch\" \"2\" "
                                             "\"--with\" \"hvp\"") &&
                             Catch::Contains("100% tests passed, 0 tests failed out of 1"));

  write_file(consumer.source / "regression.expr", "let n\nparam w : R^n\nloss L = w\n");
  CHECK(run_tests().status != 0);
}

TEST_CASE("a project that contains nngen builds it before its headers, and none of its tests") {
  const TemporaryFolder folder;
  write_file(folder / "net.expr", "param w : R\nloss L = w^2\n");
  write_file(folder / "app.cpp", "#include \"net.hpp\"\nint main() {}\n");
  write_file(folder / "CMakeLists.txt",
             "cmake_minimum_required(VERSION 3.25)\nproject(containing LANGUAGES CXX)\n"
             "add_subdirectory(\"" NNGEN_SOURCE_DIR
             "\" nngen EXCLUDE_FROM_ALL)\n"
             "add_executable(app app.cpp)\nnngen_generate(TARGET app EXPR net.expr)\n");
  const fs::path build = folder / "build";
  require_success(run_cmake({"-S", folder.path().string(), "-B", build.string(), "-G", "Ninja"}));
  const auto ninja = [&](const std::string& tool, const std::string& name) {
    return run_process({"ninja", "-C", build.string(), "-t", tool, name}).out;
  };
  CHECK_THAT(ninja("query", "nngen/app/net.hpp"),
             Catch::Contains("bin/nngen\n") && Catch::Contains("net.expr\n"));
  CHECK_THAT(ninja("targets", "all"), !Catch::Contains("_tests"));
}

TEST_CASE("a project for another machine takes the nngen of the host") {
  if (run_process({"aarch64-linux-gnu-g++", "--version"}).status != 0) {
    WARN("[SKIPPED] there is no aarch64-linux-gnu-g++");
    return;
  }
  const Consumer consumer;
  const std::vector<std::string> cross = {"-DCMAKE_SYSTEM_NAME=Linux",
                                          "-DCMAKE_SYSTEM_PROCESSOR=aarch64",
                                          "-DCMAKE_CXX_COMPILER=aarch64-linux-gnu-g++"};
  const fs::path build = consumer.folder / "build";
  require_success(configure(consumer.source, build, consumer.prefix, cross));
  require_success(run_cmake({"--build", build.string(), "--target", "plain"}));
  CHECK(fs::exists(build / "plain"));

  // as if the package had been built for that machine
  const fs::path config = consumer.prefix / "lib/cmake/nngen/nngenConfig.cmake";
  std::string text = read_file(config);
  const std::size_t system = text.find("AND NOT \"Linux ");
  REQUIRE(system != std::string::npos);
  text.insert(system + 15, "other-");
  write_file(config, text);
  if (run_process({"nngen", "--version"}).status != 0) {  // else that one is the host's
    const ProcessResult without =
        configure(consumer.source, consumer.folder / "without", consumer.prefix, cross);
    CHECK(without.status != 0);
    CHECK_THAT(in_one_line(without.err),
               Catch::Contains("set NNGEN_EXECUTABLE to one that runs here"));
  }

  std::vector<std::string> with_executable = cross;
  with_executable.push_back("-DNNGEN_EXECUTABLE=" NNGEN_BINARY);
  const fs::path with = consumer.folder / "with";
  require_success(configure(consumer.source, with, consumer.prefix, with_executable));
  require_success(run_cmake({"--build", with.string(), "--target", "plain"}));
  CHECK(fs::exists(with / "plain"));
}

}  // namespace
}  // namespace nngen::tests
