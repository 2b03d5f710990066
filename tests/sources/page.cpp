#include "tests/sources/page.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace nngen::tests {
namespace {

using Json = nlohmann::json;

// ---------------------------------------------------------------- values in comments

/// The name that a line of a program gives a value: of `output y = …`, `loss L = …`, `y = …`.
std::string defined_name(const std::string& line) {
  std::vector<std::string> words = words_of(line.substr(0, line.find('=')));
  if (!words.empty() && (words[0] == "output" || words[0] == "loss")) words.erase(words.begin());
  return words.empty() ? "loss" : words[0];
}

/// Half a unit of the last digit that the text shows of any number.
double tolerance_of(const std::string& text) {
  std::size_t digits = 0;
  for (std::size_t at = text.find('.'); at != std::string::npos; at = text.find('.', at + 1)) {
    const std::size_t end = text.find_first_not_of("0123456789", at + 1);
    digits = std::max(digits, std::min(end, text.size()) - at - 1);
  }
  return digits == 0 ? 1e-12 : 0.5000001 * std::pow(10.0, -static_cast<double>(digits));
}

bool agree(const Json& expected, const Json& actual, double tolerance) {
  if (expected.is_number() && actual.is_number()) {
    return std::abs(expected.get<double>() - actual.get<double>()) <= tolerance;
  }
  if (!expected.is_array() || !actual.is_array()) return expected == actual;
  return std::equal(expected.begin(), expected.end(), actual.begin(), actual.end(),
                    [&](const Json& a, const Json& b) { return agree(a, b, tolerance); });
}

class Checker {
 public:
  Checker() {
    std::filesystem::create_directory_symlink(std::string(NNGEN_SOURCE_DIR) + "/examples",
                                              folder_ / "examples");
  }

  void check(const std::vector<Block>& blocks);
  /// The lines of a console block, each command with what nngen prints.
  std::string answered(const Block& block);
  void take_program(const Block& block) { write_file(folder_ / "net.expr", block.text); }
  std::vector<std::string> take() { return std::move(mistakes_); }

 private:
  void say(const std::string& what) { mistakes_.push_back(fmt::format("{}: {}", line_, what)); }
  ProcessResult run(const std::vector<std::string>& arguments);
  void accepted(const Block& block, const std::vector<std::string>& options);
  void values(const Block& block, const Json& result);
  void diagnosed(const Block& block, const Block* shown, bool is_error);
  void console(const Block& block);
  void excerpt(const Block& block, std::size_t from);

  TemporaryFolder folder_;
  std::size_t line_ = 0;
  std::vector<std::string> mistakes_;
};

ProcessResult Checker::run(const std::vector<std::string>& arguments) {
  ProcessOptions options;
  options.working_directory = folder_.path();
  return run_nngen(arguments, options);
}

void Checker::accepted(const Block& block, const std::vector<std::string>& options) {
  std::vector<std::string> arguments = {"eval", "net.expr"};
  if (!block.is("--at")) arguments.insert(arguments.end(), {"--seed", "1"});
  arguments.insert(arguments.end(), options.begin(), options.end());
  const ProcessResult result = run(arguments);
  if (!result.err.empty()) say(result.err);
  if (result.status != 0) return;
  values(block, Json::parse(result.out));
  if (!block.is("check")) return;
  arguments[0] = "check";
  const ProcessResult checked = run(arguments);
  if (checked.status != 0) say(checked.out + checked.err);
}

void Checker::values(const Block& block, const Json& result) {
  constexpr const char* mark = "# = ";
  for (const std::string& line : lines_of(block.text)) {
    const std::size_t comment = line.find(mark);
    if (comment == std::string::npos) continue;
    const std::string text = line.substr(comment + std::string(mark).size());
    const std::string name = defined_name(line);
    const Json expected = Json::parse(text, nullptr, false);
    const Json actual = result["value"].value(name, Json());
    if (expected.is_discarded() || !agree(expected, actual, tolerance_of(text))) {
      say(fmt::format("{} is {}, not {}", name, actual.dump(), text));
    }
  }
}

void Checker::diagnosed(const Block& block, const Block* shown, bool is_error) {
  static_cast<void>(block);
  const ProcessResult result = run({"eval", "net.expr", "--seed", "1"});
  if ((result.status == 0) == is_error) say(fmt::format("the exit status is {}", result.status));
  if (shown == nullptr || result.err != shown->text) say("nngen says\n" + result.err);
}

void Checker::console(const Block& block) {
  std::string said;
  std::string shown;
  for (const std::string& line : lines_of(block.text)) {
    if (!line.starts_with("$ nngen ")) {
      shown += line + "\n";
      continue;
    }
    if (shown != said) say("nngen says\n" + said);
    const ProcessResult result = run(words_of(line.substr(8)));
    said = result.out + result.err;
    shown.clear();
  }
  if (shown != said) say("nngen says\n" + said);
}

std::string Checker::answered(const Block& block) {
  std::string text;
  for (const std::string& line : lines_of(block.text)) {
    if (!line.starts_with("$ nngen ")) continue;
    const ProcessResult result = run(words_of(line.substr(8)));
    text += line + "\n" + result.out + result.err;
  }
  return text;
}

void Checker::excerpt(const Block& block, std::size_t from) {
  const ProcessResult result =
      run({block.info.begin() + static_cast<std::ptrdiff_t>(from) + 2, block.info.end()});
  std::string paragraph;
  const auto settle = [&] {
    if (result.out.find(paragraph) == std::string::npos) say("nngen does not print\n" + paragraph);
    paragraph.clear();
  };
  for (const std::string& line : lines_of(block.text)) {
    if (line.empty()) {
      settle();
    } else {
      paragraph += line + "\n";
    }
  }
  settle();
}

void Checker::check(const std::vector<Block>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const Block& block = blocks[i];
    line_ = block.line;
    const auto from = std::find(block.info.begin(), block.info.end(), "from:");
    if (from != block.info.end()) {
      excerpt(block, static_cast<std::size_t>(from - block.info.begin()));
    } else if (block.is("console")) {
      console(block);
    } else if (block.is("json")) {
      write_file(folder_ / "at.json", block.text);
    } else if (!block.info.empty() && block.info[0] == "expr") {
      take_program(block);
      const bool is_error = block.is("error");
      if (is_error || block.is("warning")) {
        diagnosed(block, i + 1 < blocks.size() ? &blocks[i + 1] : nullptr, is_error);
      } else {
        const std::ptrdiff_t first = block.is("check") ? 2 : 1;
        const auto file = std::find(block.info.begin(), block.info.end(), "file:");
        accepted(block, {block.info.begin() + first, file});
      }
    }
  }
}

}  // namespace

std::string with_answers(const std::string& page) {
  Checker checker;
  std::string result;
  std::vector<Block> blocks = fenced_blocks(page);
  auto next = blocks.begin();
  bool is_inside = false;
  for (const std::string& line : lines_of(page)) {
    const bool is_fence = line.starts_with("```");
    const bool is_console = next != blocks.end() && next->is("console");
    if (is_fence || !is_inside || !is_console) result += line + "\n";
    if (!is_fence) continue;
    is_inside = !is_inside;
    if (is_inside) {
      if (!next->info.empty() && next->info[0] == "expr") checker.take_program(*next);
      if (is_console) result += checker.answered(*next);
    } else {
      ++next;
    }
  }
  return result;
}

std::vector<std::string> check_examples(const std::string& page) {
  Checker checker;
  checker.check(fenced_blocks(page));
  return checker.take();
}

}  // namespace nngen::tests
