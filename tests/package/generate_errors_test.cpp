// What nngen_generate says where it is called wrongly.

#include <algorithm>
#include <string>

#include "tests/package/projects.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

struct WrongCall {
  const char* calls;
  const char* message;
};

TEST_CASE("nngen_generate says what is wrong with a call") {
  const TemporaryFolder folder;
  install_nngen(folder / "prefix");
  write_file(folder / "net.expr", "param w : R\nloss L = w^2\n");
  write_file(folder / "app.cpp", "int main() {}\n");
  const WrongCall wrong_calls[] = {
      {"nngen_generate(TARGET app EXPR net.expr SCALER float)",
       "unknown argument 'SCALER;float'; it takes TARGET EXPR"},
      {"nngen_generate(TARGET app EXPR nothing.expr)", "nothing.expr (EXPR)"},
      {"nngen_generate(TARGET app)", "EXPR is missing"},
      {"nngen_generate(EXPR net.expr)", "TARGET is missing"},
      {"nngen_generate(TARGET app EXPR net.expr BATCH)", "BATCH needs a value"},
      {"nngen_generate(TARGET apt EXPR net.expr)", "there is no target 'apt'"},
      {"nngen_generate(TARGET app EXPR net.expr TARGET_TYPES blaze)",
       "TARGET_TYPES takes eigen or plain, not 'blaze'"},
      {"nngen_generate(TARGET app EXPR net.expr HEADER ../net.hpp)", "not '../net.hpp'"},
      {"nngen_generate(TARGET app EXPR net.expr)\nnngen_generate(TARGET app EXPR net.expr)",
       "'app' has a header 'net.hpp' already"},
  };
  for (const WrongCall& wrong : wrong_calls) {
    INFO(wrong.calls);
    // No language is enabled: finding a compiler takes longer than all else.
    write_file(folder / "CMakeLists.txt",
               "cmake_minimum_required(VERSION 3.25)\nproject(wrong LANGUAGES NONE)\n"
               "find_package(nngen REQUIRED)\nadd_library(app INTERFACE)\n" +
                   std::string(wrong.calls) + "\n");
    const ProcessResult result = configure(folder.path(), folder / "build", folder / "prefix");
    CHECK(result.status != 0);
    CHECK_THAT(in_one_line(result.err), Catch::Contains(wrong.message));
  }
}

TEST_CASE("a project is told where its headers would find no Eigen") {
  const TemporaryFolder folder;
  install_nngen(folder / "prefix");
  write_file(folder / "net.expr", "param w : R\nloss L = w^2\n");
  for (const std::string types : {"eigen", "plain"}) {
    INFO(types);
    write_file(folder / "CMakeLists.txt",
               "cmake_minimum_required(VERSION 3.25)\nproject(alone LANGUAGES NONE)\n"
               "find_package(nngen REQUIRED)\nadd_library(app INTERFACE)\n"
               "nngen_generate(TARGET app EXPR net.expr TARGET_TYPES " +
                   types + ")\n");
    const ProcessResult result = configure(folder.path(), folder / "build", folder / "prefix",
                                           {"-DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON"});
    INFO(result.err);
    CHECK(result.status == 0);
    const bool is_told = in_one_line(result.out).find("Eigen3 was not found") != std::string::npos;
    CHECK(is_told == (types == "eigen"));
  }
}

}  // namespace
}  // namespace nngen::tests
