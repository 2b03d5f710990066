// The manual page and the completion in bash: all flags are in them, and the programs that read
// them have nothing to complain of.

#include "cli/manual_page.hpp"

#include <regex>
#include <string>
#include <vector>

#include "cli/bash_completion.hpp"
#include "cli/flags.hpp"
#include "cli/option_lines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::cli {
namespace {

using tests::ProcessOptions;
using tests::ProcessResult;
using tests::run_process;

std::string without_formatting(const std::string& page) {
  return std::regex_replace(std::regex_replace(page, std::regex(R"(\\f[BIR])"), ""),
                            std::regex(R"(\\-)"), "-");
}

/// What the page says under `.SS "nngen show"`.
std::string section_of(const std::string& page, Command command) {
  const std::string title = ".SS \"" + invocation(command) + "\"\n";
  const std::size_t begin = page.find(title);
  REQUIRE(begin != std::string::npos);
  return page.substr(begin, page.find("\n.S", begin) - begin);
}

TEST_CASE("the manual page has every flag of every command, with a text") {
  const std::string page = without_formatting(manual_page());
  for (const CommandRow& row : commands()) {
    const std::string section = section_of(page, row.command);
    for (const Flag& flag : flags()) {
      if (!flag.commands.contain(row.command)) continue;
      INFO(row.word << " " << flag.names);
      const std::string_view last = flag.names.substr(flag.names.rfind(',') + 1);
      const std::string value = flag.value.empty() ? "" : " " + std::string(flag.value);
      const std::size_t at = section.find(std::string(last) + value + "\n");
      REQUIRE(at != std::string::npos);
      const std::size_t text = section.find('\n', at) + 1;
      CHECK(text < section.size());
      CHECK(section[text] != '.');
      CHECK(section[text] != '\n');
    }
  }
}

TEST_CASE("the manual page is printed by --man alone") {
  const auto printed = parse_command_line({"--man"});
  REQUIRE_FALSE(printed.ok());
  CHECK(printed.error().status == 0);
  CHECK(printed.error().text == manual_page());
  const auto with_more = parse_command_line({"a.expr", "--man"});
  REQUIRE_FALSE(with_more.ok());
  CHECK(with_more.error().status == 2);
}

TEST_CASE("man, groff and mandoc take the manual page") {
  const tests::TemporaryFolder folder;
  const std::string file = (folder / "nngen.1").string();
  tests::write_file(file, manual_page());
  const std::vector<std::vector<std::string>> readers = {
      {"groff", "-man", "-ww", "-Tutf8", file},
      {"man", "--warnings", "-E", "UTF-8", "-l", file},
      {"mandoc", "-Tlint", "-Werror", file},
  };
  ProcessOptions options;
  options.environment = {{"MANWIDTH", "80"}, {"LC_ALL", "C.UTF-8"}, {"PAGER", "cat"}};
  int read = 0;
  for (const std::vector<std::string>& reader : readers) {
    const ProcessResult result = run_process(reader, options);
    INFO(reader[0] << "\n" << result.out << result.err);
    if (result.status == 127) continue;
    ++read;
    CHECK(result.status == 0);
    CHECK(result.err == "");
    if (reader[0] == "mandoc") {
      CHECK(result.out == "");
    } else {
      const std::string text = std::regex_replace(result.out, std::regex("\x1b\\[[0-9]*m|.\b"), "");
      CHECK_THAT(text, Catch::Contains("nngen show examples/mishachev_shmyrin.expr") &&
                           Catch::Contains("--optimizer NAME") && Catch::Contains("W₁·x ∘ yᵀ"));
    }
  }
  if (read == 0) WARN("[SKIPPED] none of groff, man and mandoc is there");
}

/// What bash would offer for the last of these words, sorted.
std::string completions(const std::vector<std::string>& words) {
  const tests::TemporaryFolder folder;
  tests::write_file(folder / "completion.bash", bash_completion());
  tests::write_file(folder / "network.expr", "");
  std::string array;
  for (const std::string& word : words) array += " '" + word + "'";
  ProcessOptions options;
  options.working_directory = folder.path();
  const ProcessResult result =
      run_process({"bash", "-c",
                   "set -u; source ./completion.bash; COMP_WORDS=(" + array +
                       "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _nngen; echo $(printf '%s\\n' "
                       "\"${COMPREPLY[@]}\" | sort)"},
                  options);
  INFO(result.err);
  CHECK(result.status == 0);
  CHECK(result.err == "");
  return result.out;
}

TEST_CASE("bash completes commands, options and their words") {
  CHECK(completions({"nngen", "tra"}) == "train trainer\n");
  CHECK(completions({"nngen", "ne"}) == "network.expr\n");
  CHECK(completions({"nngen", "net.expr", "--na"}) == "--namespace\n");
  CHECK(completions({"nngen", "show", "--fo"}) == "--form --format\n");
  CHECK(completions({"nngen", "show", "--namesp"}) == "\n");
  CHECK(completions({"nngen", "show", "--layout", ""}) == "gradient jacobian\n");
  CHECK(completions({"nngen", "check", "--scalar", "=", "d"}) == "double\n");
  CHECK(completions({"nngen", "check", "--scalar", "="}) == "double float\n");
  CHECK(completions({"nngen", "train", "--batch", ""}) == "all\n");
  CHECK(completions({"nngen", "net.expr", "--batch", ""}) == "dynamic\n");
  CHECK(completions({"nngen", "show", "--steps", "--fo"}) == "--form --format\n");
  CHECK(completions({"nngen", "net.expr", "-o", ""}) == "\n");  // a file: bash's own way
}

}  // namespace
}  // namespace nngen::cli
