// Which folder may include which, and which library: the table of docs/architecture.md, kept.

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::set<std::string>> folders_allowed = {
    {"ir", {"ir"}},
    {"parser", {"ir", "parser"}},
    {"codegen", {"ir", "codegen"}},
    {"runtime", {"ir", "runtime"}},
    {"data", {"ir", "runtime", "data"}},
    {"trainer", {"trainer"}},
    {"cli", {"ir", "parser", "codegen", "runtime", "data", "timing", "trainer", "cli"}},
};

/// Libraries by the first part of their headers' paths; what is not named here is the system's.
const std::map<std::string, std::set<std::string>> libraries_allowed_in = {
    {"fmt", {"ir", "parser", "codegen", "runtime", "data", "cli"}},
    {"boost", {"parser"}},
    {"nlohmann", {"runtime", "data", "cli"}},
    {"zlib.h", {"data"}},
    {"CLI", {"cli"}},
    {"Eigen", {}},  // emitted code alone uses it
    {"catch2", {}},
};

bool may_include(const std::string& folder, char opener, const std::string& included) {
  if (opener == '"') return folders_allowed.at(folder).contains(included);
  const auto library = libraries_allowed_in.find(included);
  return library == libraries_allowed_in.end() || library->second.contains(folder);
}

std::vector<fs::path> sources_below(const fs::path& folder) {
  std::vector<fs::path> sources;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path extension = entry.path().extension();
    if (extension == ".hpp" || extension == ".cpp" || extension == ".def") {
      sources.push_back(entry.path());
    }
  }
  return sources;
}

/// One line for each #include in the file that its folder is not allowed.
std::string forbidden_includes(const std::string& folder, const fs::path& file) {
  static const std::regex include(R"(^\s*#\s*include\s*([<"])([^/>"]+))");
  std::string found;
  std::istringstream lines(read_file(file));
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_search(line, match, include) && !may_include(folder, match.str(1)[0], match[2])) {
      found += file.string() + ": " + line + "\n";
    }
  }
  return found;
}

TEST_CASE("a folder includes only what the architecture allows it") {
  for (const auto& [folder, allowed] : folders_allowed) {
    const std::vector<fs::path> sources = sources_below(fs::path(NNGEN_SOURCE_DIR) / folder);
    CHECK_FALSE(sources.empty());
    for (const fs::path& file : sources) CHECK(forbidden_includes(folder, file) == "");
  }
}

TEST_CASE("every include rule is enforced") {
  CHECK(may_include("parser", '"', "ir"));
  CHECK_FALSE(may_include("ir", '"', "parser"));
  CHECK_FALSE(may_include("codegen", '"', "runtime"));
  CHECK_FALSE(may_include("ir", '<', "boost"));
  CHECK_FALSE(may_include("codegen", '<', "Eigen"));
  CHECK(may_include("runtime", '<', "vector"));
}

TEST_CASE("test cases stand in files that CTest runs") {
  // CTest has one test for each file named *_test.cpp; a case elsewhere would silently never run
  static const std::regex test_case(R"((^|\n)\s*(TEMPLATE_)?TEST_CASE)");
  for (const fs::path& file : sources_below(fs::path(NNGEN_SOURCE_DIR) / "tests")) {
    CAPTURE(file);
    CHECK(std::regex_search(read_file(file), test_case) == file.stem().string().ends_with("_test"));
  }
}

}  // namespace
}  // namespace nngen::tests
