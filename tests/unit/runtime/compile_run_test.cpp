#include "runtime/compile_run.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;
using runtime::compile_and_run;
using Kind = runtime::CompileError::Kind;

/// Sets a variable of the environment, or removes it, until the end of the scope.
class WithVariable {
 public:
  WithVariable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~WithVariable() { set(before_ ? before_->c_str() : nullptr); }
  WithVariable(const WithVariable&) = delete;
  WithVariable& operator=(const WithVariable&) = delete;

 private:
  void set(const char* value) { value == nullptr ? unsetenv(name_) : setenv(name_, value, 1); }

  const char* name_;
  std::optional<std::string> before_;
};

constexpr const char* copies_its_input = R"(
#include "count.hpp"
int main() {
  std::string all(std::istreambuf_iterator<char>(std::cin), {});
  for (int i = 0; i < count; ++i) std::cout << all;
}
)";

std::vector<runtime::SourceText> copier(int count) {
  return {{"main.cpp", copies_its_input},
          {"count.hpp",
           "#include <iostream>\n#include <iterator>\n#include <string>\n"
           "constexpr int count = " +
               std::to_string(count) + ";\n"}};
}

TEST_CASE("a program is compiled with its headers, fed and read") {
  const std::string input("a\0b\n\xff", 5);
  const auto output = compile_and_run(copier(2), {"-std=c++17"}, input);
  REQUIRE(output);
  CHECK(output.value() == input + input);
}

TEST_CASE("a program is compiled once and run often, on much input and output") {
  const auto program = runtime::compile(copier(3), {"-std=c++17"});
  REQUIRE(program);
  for (const std::size_t size : {std::size_t{0}, std::size_t{3000000}}) {
    const auto output = program.value().run(std::string(size, 'x'));
    REQUIRE(output);
    CHECK(output.value().size() == 3 * size);
  }
}

TEST_CASE("a program need not read what it is given") {
  const auto output =
      compile_and_run({{"main.cpp", "int main() {}"}}, {}, std::string(1000000, 'x'));
  REQUIRE(output);
  CHECK(output.value() == "");
}

TEST_CASE("a failing compiler is quoted, with the command to repeat") {
  const WithVariable flags("CXXFLAGS", "-DA  -DB='1'");
  const auto output =
      compile_and_run({{"main.cpp", "int main() { return missing; }"}}, {"-O1"}, "");
  REQUIRE_FALSE(output);
  CHECK(output.error().kind == Kind::compiler_failed);
  CHECK(output.error().message == "the C++ compiler failed with status 1");
  CHECK(output.error().output.find("missing") != std::string::npos);
  CHECK(output.error().command == "c++ -O1 -DA '-DB='\\''1'\\''' main.cpp -o program");
}

TEST_CASE("each source of a program is compiled by itself") {
  const std::vector<runtime::SourceText> files = {
      {"answer.hpp", "int answer();\n"},
      {"answer.cpp", "#include \"answer.hpp\"\nint answer() { return 42; }\n"},
      {"main.cpp",
       "#include <cstdio>\n#include \"answer.hpp\"\n"
       "int main() { std::printf(\"%d\", answer()); }\n"}};
  const WithVariable cache("CCACHE_DISABLE", nullptr);
  const auto compiled = runtime::compile_in_parts(files, {"-std=c++17"}, {});
  REQUIRE(compiled);
  CHECK(compiled.value().program.run("").value() == "42");
  REQUIRE(compiled.value().parts.size() == 2);
  for (const runtime::CompiledPart& part : compiled.value().parts) {
    CHECK(part.seconds > 0);
    // A function that gives a number has some bytes; `size` may be missing.
    CHECK(part.code_bytes.value_or(10) > 4);
    CHECK(part.code_bytes.value_or(10) < 1000);
  }
  CHECK(std::getenv("CCACHE_DISABLE") == nullptr);  // it is for the compiler alone
  const auto wrong = runtime::compile_in_parts({{"a.cpp", "nonsense"}}, {"-O1"}, {});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().command == "c++ -O1 -c a.cpp -o a.cpp.o");
  const auto unlinked = runtime::compile_in_parts({{"a.cpp", "int f();"}}, {}, {"-lno_such"});
  REQUIRE_FALSE(unlinked);
  CHECK(unlinked.error().command == "c++ a.cpp.o -lno_such -o program");
}

TEST_CASE("CXX and CXXFLAGS are respected") {
  const std::vector<runtime::SourceText> asks_for_flag = {
      {"main.cpp", "int main() { return FLAG; }"}};
  const WithVariable compiler("CXX", " env  c++ ");
  CHECK(compile_and_run(asks_for_flag, {"-DFLAG=0"}, ""));
  CHECK_FALSE(compile_and_run(asks_for_flag, {}, ""));
  const WithVariable flags("CXXFLAGS", "-UFLAG -DFLAG=0");
  CHECK(compile_and_run(asks_for_flag, {"-DFLAG=1"}, ""));
}

TEST_CASE("a missing compiler is an error of its own that names CXX") {
  {
    const WithVariable compiler("CXX", "/no/such/compiler -x");
    const auto output = compile_and_run({{"main.cpp", "int main() {}"}}, {}, "");
    REQUIRE_FALSE(output);
    CHECK(output.error().kind == Kind::no_compiler);
    CHECK(output.error().message ==
          "the C++ compiler '/no/such/compiler', named in CXX, cannot be started: "
          "No such file or directory");
  }
  const WithVariable compiler("CXX", nullptr);
  const WithVariable path("PATH", "/no/such/folder");
  const auto output = compile_and_run({{"main.cpp", "int main() {}"}}, {}, "");
  REQUIRE_FALSE(output);
  CHECK(output.error().kind == Kind::no_compiler);
  CHECK(output.error().message ==
        "there is no C++ compiler in PATH (c++, g++, clang++): install one or name it in CXX");
}

TEST_CASE("a program that crashes or complains is an error") {
  const auto crash =
      compile_and_run({{"main.cpp", "#include <cstdlib>\nint main() { std::abort(); }"}}, {}, "");
  REQUIRE_FALSE(crash);
  CHECK(crash.error().kind == Kind::program_failed);
  CHECK(crash.error().message == "the compiled program crashed: Aborted");

  const auto complaint = compile_and_run(
      {{"main.cpp",
        "#include <cstdio>\nint main() { std::fputs(\"too short\\n\", stderr); return 3; }"}},
      {}, "");
  REQUIRE_FALSE(complaint);
  CHECK(complaint.error().message == "the compiled program ended with status 3");
  CHECK(complaint.error().output == "too short\n");
}

TEST_CASE("nothing stays behind in the folder for temporary files") {
  const TemporaryFolder folder;
  const WithVariable place("TMPDIR", folder.path().c_str());
  {
    const auto program = runtime::compile({{"main.cpp", "int main() {}"}}, {});
    REQUIRE(program);
    CHECK(program.value().run(""));
    const auto perms = fs::status(*fs::directory_iterator(folder.path())).permissions();
    CHECK((perms & (fs::perms::group_all | fs::perms::others_all)) == fs::perms::none);
  }
  CHECK_FALSE(compile_and_run({{"main.cpp", "nonsense"}}, {}, ""));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("without a folder for temporary files there is a clear error") {
  const WithVariable place("TMPDIR", "/no/such/folder");
  const auto output = compile_and_run({{"main.cpp", "int main() {}"}}, {}, "");
  REQUIRE_FALSE(output);
  CHECK(output.error().kind == Kind::system);
  CHECK(output.error().message == "cannot make a temporary folder: No such file or directory");
}

TEST_CASE("long complaints of a compiler are cut") {
  std::string source;
  for (int i = 0; i < 100; ++i) source += "nonsense" + std::to_string(i) + ";\n";
  const auto output = compile_and_run({{"main.cpp", source}}, {}, "");
  REQUIRE_FALSE(output);
  const std::string& text = output.error().output;
  CHECK(std::count(text.begin(), text.end(), '\n') == 21);
  CHECK(text.ends_with("…\n"));
}

}  // namespace
}  // namespace nngen::tests
