// Findings for programs, `--diagnostics json`: the form that docs/diagnostics.md describes, and its
// examples.

#include <fstream>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "ir/diagnostic.hpp"
#include "ir/source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

using Json = nlohmann::json;

ProcessResult with_json(std::vector<std::string> arguments, const std::string& input = {}) {
  arguments.insert(arguments.end(), {"--diagnostics", "json"});
  ProcessOptions options;
  options.input = input;
  return run_nngen(arguments, options);
}

std::set<std::string> keys_of(const Json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

/// Lines and code points counted here, independently of ir::SourceFile.
std::pair<std::size_t, std::size_t> line_and_column(const std::string& text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u;
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else if (!continues) {
      ++column;
    }
  }
  return {line, column};
}

void check_range(const Json& range, const std::string& text) {
  const std::size_t begin = range.at("bytes").at(0);
  const std::size_t end = range.at("bytes").at(1);
  CHECK(begin <= end);
  CHECK(end <= text.size());
  const auto start = line_and_column(text, begin);
  CHECK(range.at("start").at("line") == start.first);
  CHECK(range.at("start").at("column") == start.second);
  const auto stop = line_and_column(text, end);
  CHECK(range.at("end").at("line") == stop.first);
  CHECK(range.at("end").at("column") == stop.second);
}

void check_form(const Json& findings, const std::string& text) {
  REQUIRE(findings.is_array());
  for (const Json& finding : findings) {
    CAPTURE(finding.dump());
    CHECK(keys_of(finding) ==
          std::set<std::string>{"kind", "severity", "message", "labels", "hint", "fix"});
    CHECK((finding.at("severity") == "error" || finding.at("severity") == "warning"));
    CHECK_FALSE(finding.at("message").get<std::string>().empty());
    CHECK((finding.at("hint").is_null() || finding.at("hint").is_string()));
    for (const Json& label : finding.at("labels")) {
      CHECK(label.at("primary").is_boolean());
      CHECK(label.at("text").is_string());
      check_range(label, text);
    }
    if (!finding.at("fix").is_null()) check_range(finding.at("fix"), text);
  }
}

TEST_CASE("standard error is one array of findings with ranges") {
  for (const std::string text : {"input x : R^3\nparam ŵ : R^4\nloss L = ŵᵀ·x + widht + tahn(x)\n",
                                 "y = (1 + 2\nz = 3)\r\nloss L = “a” + ½ ‖x‖_7", "loss L = x y z",
                                 "# nothing", "input x : R^3; param w : R^2; loss L = sum(x)"}) {
    CAPTURE(text);
    const ProcessResult result = with_json({"show", "-"}, text);
    check_form(Json::parse(result.err), text);
  }
}

TEST_CASE("a text without findings gives an empty array") {
  const ProcessResult result = with_json({"show", "-e", "param x : R; loss L = x^2"});
  CHECK(result.status == 0);
  CHECK(Json::parse(result.err) == Json::array());
}

TEST_CASE("bytes that are no UTF-8 do not break the JSON") {
  for (const std::string& text : {std::string("loss L = \xff\xfe + 1"), std::string("\xc3("),
                                 std::string("y = a\x80\n\xe2\x82 = 3"), std::string("a\0b", 3)}) {
    const TemporaryFolder folder;
    write_file(folder / "broken.expr", text);
    const ProcessResult result = with_json({"show", (folder / "broken.expr").string()});
    CHECK(result.status == 1);
    const Json findings = Json::parse(result.err);
    REQUIRE_FALSE(findings.empty());
    CHECK(findings[0].at("severity") == "error");
  }
}

TEST_CASE("failures and wrong usage are objects too") {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"show", "no_such_file.expr"},
        {"show", "-e", "param x : R; loss L = x", "--format", "nonsense"},
        {"nonsense"},
        {"eval", "-e", "param x : R; loss L = x"},
        {"show", "-e", "param x : R; loss L = x", "--wrt", "q"}}) {
    CAPTURE(arguments);
    const ProcessResult result = with_json(arguments);
    CHECK(result.status != 0);
    const Json findings = Json::parse(result.err);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].at("kind") == "failure");
    CHECK(findings[0].at("labels") == Json::array());
  }
}

/// What a text becomes when every fix is applied, the last one first.
std::string mended(std::string text) {
  const Json findings = Json::parse(with_json({"show", "-"}, text).err);
  for (auto finding = findings.rbegin(); finding != findings.rend(); ++finding) {
    const Json& fix = finding->at("fix");
    if (fix.is_null()) continue;
    const std::size_t begin = fix.at("bytes").at(0);
    const std::size_t end = fix.at("bytes").at(1);
    text.replace(begin, end - begin, fix.at("replacement").get<std::string>());
  }
  return text;
}

TEST_CASE("a fix can be applied as it stands") {
  const std::string head = "input x : R^3; param W : R^(3×3); ";
  CHECK(mended(head + "loss L = sum(tahn(W x))") == head + "loss L = sum(tanh(W·x))");
  CHECK(mended(head + "loss L = sum(W·x)**2") == head + "loss L = sum(W·x)^2");
  CHECK(mended(head + "height = 2; loss L = sum(W·x)·hieght") ==
        head + "height = 2; loss L = sum(W·x)·height");
  CHECK(mended("imput x : R3; loss L = sum(x)") == "input x : R3; loss L = sum(x)");
  CHECK(mended("input x : R3; loss L = sum(x)") == "input x : R^3; loss L = sum(x)");
  CHECK(mended("input x : R^3 onehto; loss L = sum(x)") == "input x : R^3 onehot; loss L = sum(x)");
}

/// The words of a command in the documentation; double quotes hold together.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  bool in_word = false;
  bool quoted = false;
  for (const char c : command) {
    if (c == '"') {
      quoted = !quoted;
      continue;
    }
    if (c == ' ' && !quoted) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    words.back() += c;
  }
  words.erase(words.begin());  // nngen
  return words;
}

struct DocumentedKind {
  std::string kind;
  std::string severity;
  std::string example;  // empty: in words only
  std::string values;
};

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// The rows "| `kind` | severity | `example` at `values` |".
std::vector<DocumentedKind> documented_kinds() {
  std::ifstream page(NNGEN_SOURCE_DIR "/docs/diagnostics.md");
  std::vector<DocumentedKind> kinds;
  bool in_table = false;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("## The kinds", 0) == 0) in_table = true;
    const std::vector<std::string> cells = split_at(line, '|');
    if (!in_table || cells.size() != 5 || cells[1].rfind(" `", 0) != 0) continue;
    DocumentedKind row;
    row.kind = split_at(cells[1], '`').at(1);
    row.severity = cells[2].substr(1, cells[2].size() - 2);
    const std::vector<std::string> quoted = split_at(cells[3], '`');
    if (quoted.size() > 1) row.example = quoted[1];
    if (quoted.size() > 3) row.values = quoted[3];
    kinds.push_back(row);
  }
  return kinds;
}

TEST_CASE("the page lists every kind, and each example gives its kind alone") {
  std::set<std::string> listed;
  for (const DocumentedKind& row : documented_kinds()) {
    CAPTURE(row.kind);
    CHECK(listed.insert(row.kind).second);
    if (row.example.empty()) continue;
    std::vector<std::string> arguments = {"show", "-e", row.example};
    if (row.example.rfind("nngen ", 0) == 0) arguments = words_of(row.example);
    if (!row.values.empty()) arguments = {"eval", "-e", row.example, "--at", "-"};
    const Json findings = Json::parse(with_json(arguments, row.values).err);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].at("kind") == row.kind);
    CHECK(findings[0].at("severity") == row.severity);
  }
  std::set<std::string> known;
  for (std::size_t i = 0; i < ir::diagnostic_kind_count(); ++i) {
    known.emplace(ir::diagnostic_name(static_cast<ir::DiagnosticKind>(i)));
  }
  CHECK(listed == known);
}

}  // namespace
}  // namespace nngen::tests
