// The golden files: what nngen says to every .expr below this folder, byte for byte.
//
// The first line of <topic>/<name>.expr is the command that is run in its folder, for instance
// `# nngen show $INPUT --form recurrent`. Beside it stand <name>.out, what the command writes on
// standard output, and <name>.err, what it writes on standard error with the exit status as the
// last line; a file that would be empty (for .err: with status 0) is not there. With
// NNGEN_UPDATE_GOLDEN=1 in the environment the files are rewritten and orphans are removed: `cmake
// --build build/dev --target update-golden`. Read what changed before it is committed.

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ir/diagnostic.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/update.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

const fs::path golden_folder = fs::path(NNGEN_SOURCE_DIR) / "tests/golden";

std::string update_command() {
  const fs::path build_folder = fs::path(NNGEN_BINARY).parent_path().parent_path();
  return fmt::format("cmake --build {} --target update-golden", build_folder.string());
}

std::vector<fs::path> files_with(std::string_view extension) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(golden_folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

fs::path beside(fs::path file, const char* extension) { return file.replace_extension(extension); }

/// The words of a command, as a shell would have them: blanks separate, quotes of both kinds hold
/// together.
std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> result;
  bool in_word = false;
  char quote = 0;
  for (const char c : line) {
    if (quote == 0 && c == ' ') {
      in_word = false;
      continue;
    }
    if (!in_word) result.emplace_back();
    in_word = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      result.back() += c;
    }
  }
  return result;
}

/// The arguments behind `# nngen`; nothing where the first line is no command.
std::vector<std::string> arguments_of(const fs::path& input) {
  const std::string text = read_file(input);
  const std::string_view line = std::string_view(text).substr(0, text.find('\n'));
  constexpr std::string_view opening = "# nngen ";
  if (!line.starts_with(opening)) return {};
  std::vector<std::string> arguments = words(line.substr(opening.size()));
  std::replace(arguments.begin(), arguments.end(), std::string("$INPUT"),
               input.filename().string());
  return arguments;
}

struct Outcome {
  std::string out;
  std::string err;  // with the exit status
};

Outcome outcome_of(const fs::path& input) {
  ProcessOptions options;
  options.working_directory = input.parent_path();
  const ProcessResult result = run_nngen(arguments_of(input), options);
  std::string err = result.err;
  if (!err.empty() || result.status != 0) err += fmt::format("exit status {}\n", result.status);
  return {result.out, err};
}

std::string text_of(const fs::path& file) { return fs::exists(file) ? read_file(file) : ""; }

std::string difference(const fs::path& expected, const std::string& actual) {
  const TemporaryFolder folder;
  write_file(folder / "expected", text_of(expected));
  write_file(folder / "actual", actual);
  const std::string name = fs::relative(expected, NNGEN_SOURCE_DIR).string();
  return run_process({"diff", "-u", "--label", name, "--label", name + " (now)",
                      (folder / "expected").string(), (folder / "actual").string()})
      .out;
}

/// Compares, or rewrites.
void settle(const fs::path& expected, const std::string& actual) {
  if (text_of(expected) == actual && fs::exists(expected) == !actual.empty()) {
    SUCCEED();
  } else if (!is_update()) {
    FAIL_CHECK(difference(expected, actual) << "if this is right: " << update_command());
  } else if (actual.empty()) {
    fs::remove(expected);
  } else {
    write_file(expected, actual);
  }
}

TEST_CASE("nngen says what the golden files say") {
  const std::vector<fs::path> inputs = files_with(".expr");
  REQUIRE_FALSE(inputs.empty());
  for (const fs::path& input : inputs) {
    CAPTURE(input);
    if (arguments_of(input).empty()) {
      FAIL_CHECK("the first line is no command `# nngen …`");
      continue;
    }
    const Outcome outcome = outcome_of(input);
    settle(beside(input, ".out"), outcome.out);
    settle(beside(input, ".err"), outcome.err);
  }
}

TEST_CASE("every expected file belongs to an input") {
  for (const char* extension : {".out", ".err"}) {
    for (const fs::path& file : files_with(extension)) {
      if (fs::exists(beside(file, ".expr"))) continue;
      if (is_update()) {
        fs::remove(file);
      } else {
        FAIL_CHECK(file.string() << " has no input; update-golden removes it");
      }
    }
  }
}

TEST_CASE("every kind of diagnostic is in a golden file") {
  const std::set<std::string_view> elsewhere = {
      "file_too_large",      // the command line refuses such a file before the parser sees it
      "not_differentiable",  // every operation has its adjoint rule
  };
  std::string all;
  for (const fs::path& file : files_with(".err")) all += read_file(file);
  for (std::size_t i = 0; i < ir::diagnostic_kind_count(); ++i) {
    const std::string_view name = ir::diagnostic_name(static_cast<ir::DiagnosticKind>(i));
    const bool is_shown = all.find(fmt::format("[{}]\n", name)) != std::string::npos;
    CAPTURE(name);
    CHECK(is_shown != elsewhere.contains(name));
  }
}

}  // namespace
}  // namespace nngen::tests
