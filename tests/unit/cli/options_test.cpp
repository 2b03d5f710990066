#include "cli/options.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "cli/flags.hpp"
#include "cli/terminal_text.hpp"
#include "tests/support/catch.hpp"

namespace nngen::cli {
namespace {

using Arguments = std::vector<std::string>;

Options parsed(const Arguments& arguments) {
  const auto result = parse_command_line(arguments);
  if (!result.ok()) FAIL(result.error().text);
  return result.value();
}

/// "2: what is wrong | hint", or "parsed".
std::string refusal(const Arguments& arguments) {
  const auto result = parse_command_line(arguments);
  if (result.ok()) return "parsed";
  return std::to_string(result.error().status) + ": " + result.error().text + " | " +
         result.error().hint;
}

TEST_CASE("without a command the main job is meant") {
  const Options options = parsed({"net.expr", "-o", "grad.hpp", "--batch", "32", "--wrt", "W1, x",
                                  "--wrt", "b1", "-D", "n=784", "-Dn[1]=16", "--reduction=sum"});
  CHECK(options.command == Command::emit);
  CHECK(options.file == "net.expr");
  CHECK(options.output == "grad.hpp");
  CHECK(options.wrt == std::vector<std::string>{"W1", "x", "b1"});
  REQUIRE(options.overrides.size() == 2);
  CHECK(options.overrides[0].name == "n");
  CHECK(options.overrides[1].name == "n[1]");
  CHECK(options.overrides[1].value == 16);
  CHECK(options.batch.kind == codegen::Batch::Kind::fixed);
  CHECK(options.batch.samples == 32);
  CHECK(options.reduction() == ir::Reduction::sum);
}

TEST_CASE("further functions come in lists, and more than once") {
  const Options options = parsed({"a.expr", "--with", "jvp,hvp", "--with=jacobian"});
  CHECK(options.with.jvp);
  CHECK(options.with.hvp);
  CHECK(options.with.jacobian);
  CHECK_FALSE(options.with.hessian);
  CHECK_FALSE(parsed({"a.expr"}).with.is_any());
}

TEST_CASE("a command comes first, its options stand anywhere behind it") {
  const Options options = parsed({"show", "--form", "expanded", "net.expr", "--format=ascii"});
  CHECK(options.command == Command::show);
  CHECK(options.file == "net.expr");
  CHECK(options.show.form == codegen::FormulaForm::expanded);
  CHECK(options.show.style == codegen::FormulaStyle::ascii);
  CHECK(options.reduction() == ir::Reduction::none);
  CHECK(parsed({"check", "-", "--rtol", "1e-6"}).tolerance == 1e-6);
  CHECK(parsed({"eval", "a", "--seed", "18446744073709551615"}).seed == 18446744073709551615u);
  const Options bench = parsed({"bench", "a", "--rounds", "7", "--json", "--seconds", "1e-3"});
  CHECK(bench.command == Command::bench);
  CHECK(bench.rounds == 7);
  CHECK(bench.seconds == 1e-3);
  CHECK(bench.json);
}

TEST_CASE("a text stands for a file, however it begins") {
  for (const std::string text : {"x'*x", "-x'*x", "--x", "", "[1, 2]", "{}", "%%"}) {
    const Options options = parsed({"show", "-e", text});
    CHECK(options.text == text);
    CHECK(options.file.empty());
  }
}

TEST_CASE("wrong usage is refused with what would be right") {
  struct Row {
    Arguments arguments;
    const char* text;
  };
  const std::vector<Row> rows = {
      {{}, "2: there is no input: name a FILE, or give -e TEXT | see 'nngen --help'"},
      {{"show"}, "2: there is no input: name a FILE, or give -e TEXT | see 'nngen show --help'"},
      {{"a.expr", "b.expr"}, "2: unexpected argument 'b.expr' | see 'nngen --help'"},
      {{"a.expr", "-e", "x"}, "2: both a file ('a.expr') and -e are given | see 'nngen --help'"},
      {{"trane", "a.expr"}, "2: there is no command 'trane', and no file of that name | "},
      {{"learn"}, "2: there is no command 'learn', and no file of that name | "},
      {{"chekc", "a.expr"}, "no file of that name | did you mean 'nngen check'?"},
      {{"a.expr", "--bacth", "3"}, "2: 'nngen' has no option '--bacth' | did you mean '--batch'?"},
      {{"show", "a.expr", "--seed", "3"}, "2: 'nngen show' has no option '--seed' | "},
      {{"check", "a.expr", "--steps"}, "2: 'nngen check' has no option '--steps' | "},
      {{"show", "a.expr", "--steps", "--form", "reverse-table"}, "2: --steps explains formulas"},
      {{"show", "a.expr", "--plan", "--steps"}, "2: --plan prints no formulas: it goes without"},
      {{"show", "a.expr", "--plan", "--form", "expanded"}, "2: --plan prints no formulas"},
      {{"show", "a.expr", "--plan", "--verify"}, "2: --plan prints no formulas"},
      {{"show", "a.expr", "--plan", "--format", "latex"},
       "2: --plan is text or data: --format unicode, ascii or json | "},
      {{"a.expr", "--plan"}, "2: 'nngen' has no option '--plan' | "},
      {{"show", "a.expr", "--form", "table"},
       "2: --form takes 'recurrent' or 'expanded' or 'forward-table' or 'reverse-table', not"},
      {{"a.expr", "--batch"}, "2: --batch needs a value: --batch N|dynamic | "},
      {{"a.expr", "-D"}, "2: -D needs a value: -D NAME=VALUE | "},
      {{"a.expr", "-o", ""}, "2: --output needs the name of a file | "},
      {{"a.expr", "--batch", "0"}, "2: --batch takes a number of samples from 1 to 2147483647"},
      {{"a.expr", "--batch", "3.5"}, "or 'dynamic', not '3.5' | "},
      {{"a.expr", "--batch", "99999999999999999999"}, "2: --batch takes a number"},
      {{"a.expr", "--reduction", "max"}, "2: --reduction takes 'mean' or 'sum', not 'max' | "},
      {{"a.expr", "--scalar", "int"}, "2: --scalar takes 'float' or 'double', not 'int' | "},
      {{"a.expr", "--target", "blas"}, "2: --target takes 'eigen' or 'plain', not 'blas' | "},
      {{"a.expr", "--with", "gradient"},
       "2: --with takes 'jacobian' or 'hessian' or 'hvp' or 'jvp', not 'gradient' | "},
      {{"a.expr", "--with", "jvp,"}, "'jvp', not '' | "},
      {{"a.expr", "--with", "hvp", "--function", "jvp"},
       "2: --with has a use for the name 'jvp' of --function | "},
      {{"a.expr", "--namespace", "2d"}, "2: --namespace takes a C++ name"},
      {{"a.expr", "--namespace", "a::"}, "2: --namespace takes a C++ name"},
      {{"a.expr", "--namespace", "a;} int x{"}, "2: --namespace takes a C++ name"},
      {{"a.expr", "--namespace", "a\\"}, "2: --namespace takes a C++ name"},
      {{"a.expr", "--namespace", "ŵ"}, "2: --namespace takes a C++ name"},
      {{"a.expr", "--namespace", "int"},
       "2: --namespace: C++ or its headers have other uses for 'int'"},
      {{"a.expr", "--namespace", "a::EOF"},
       "2: --namespace: C++ or its headers have other uses for 'EOF'"},
      {{"a.expr", "--namespace", "std"},
       "2: --namespace: C++ or its headers have other uses for 'std'"},
      {{"a.expr", "--namespace", "_a"},
       "2: --namespace: C++ or its headers have other uses for '_a'"},
      {{"a.expr", "--function", "INT_MAX"},
       "2: --function: C++ or its headers have other uses for 'INT_MAX'"},
      {{"a.expr", "--function", "a__b"},
       "2: --function: C++ or its headers have other uses for 'a__b'"},
      {{"a.expr", "--function", "Parameters"},
       "2: --function: the header needs the name 'Parameters' itself"},
      {{"a.expr", "--function", "a::b"}, "2: --function takes a C++ name, not 'a::b' | "},
      {{"a.expr", "-D", "n"}, "2: -D takes NAME=VALUE, not 'n' | "},
      {{"a.expr", "-D", "=3"}, "2: -D takes NAME=VALUE, not '=3' | "},
      {{"a.expr", "-D", "n=big"}, "2: -D takes a number for 'n', not 'big' | "},
      {{"a.expr", "-D", "n=nan"}, "2: -D takes a number for 'n', not 'nan' | "},
      {{"a.expr", "--wrt", "a,,b"}, "2: --wrt takes names with commas between them, not 'a,,b' | "},
      {{"a.expr", "--wrt", ""}, "2: --wrt takes names with commas between them, not '' | "},
      {{"show", "a.expr", "--format", "word"},
       "2: --format takes 'unicode' or 'ascii' or 'latex' or 'mathml' or 'html' or 'json' or "
       "'dot' or 'numpy' or 'torch', not 'word'"},
      {{"show", "a.expr", "--format", "json", "--layout", "jacobian"},
       "2: --form and --layout are for formulas, not for this --format"},
      {{"show", "a.expr", "--arguments", "omit"},
       "2: --arguments omit is for --format latex or mathml: text parses again"},
      {{"show", "a.expr", "--format", "latex", "--underbraces"},
       "2: --underbraces is for --form expanded in --format latex or mathml"},
      {{"show", "a.expr", "--form", "expanded", "--underbraces"},
       "2: --underbraces is for --form expanded in --format latex or mathml"},
      {{"show", "a.expr", "--format", "latex", "--form", "forward-table"},
       "2: --steps and the tables are text: --format unicode, ascii or html"},
      {{"show", "a.expr", "--format", "mathml", "--steps"},
       "2: --steps and the tables are text: --format unicode, ascii or html"},
      {{"eval", "a.expr", "--at", "v", "--seed", "1"}, "2: --at and --seed exclude each other | "},
      {{"eval", "-", "--at", "-"}, "2: the file and --at cannot both be standard input | "},
      {{"eval", "a.expr", "--seed", "-1"}, "2: --seed takes a whole number"},
      {{"eval", "a.expr", "--engine", "gpu"}, "2: --engine takes 'reference' or 'compiled'"},
      {{"check", "a.expr", "--rtol", "-1"}, "2: --rtol takes a number that is not negative"},
      {{"bench", "a.expr", "--rounds", "0"}, "2: --rounds takes a whole number from 1, not '0'"},
      {{"bench", "a.expr", "--seconds", "0"}, "2: --seconds takes a number above 0, not '0'"},
      {{"check", "a.expr", "--json"}, "2: 'nngen check' has no option '--json'"},
      {{"check", "a.expr", "--rtol", "nan"}, "2: --rtol takes a number that is not negative"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.arguments);
    CHECK_THAT(refusal(row.arguments), Catch::Contains(row.text));
  }
}

TEST_CASE("help fits a screen and ends with an example") {
  for (const CommandRow& row : commands()) {
    const std::string help = help_text(row.command);
    CAPTURE(help);
    CHECK(std::count(help.begin(), help.end(), '\n') <= 40);
    CHECK(help.rfind("\nExample: nngen ") > help.rfind("--help"));
    for (std::size_t begin = 0; begin < help.size();) {
      const std::size_t end = help.find('\n', begin);
      CHECK(display_width(std::string_view(help).substr(begin, end - begin)) <= 80);
      begin = end + 1;
    }
    for (const Flag& flag : flags()) {
      const auto long_name = flag.names.substr(flag.names.rfind(',') + 1);
      const bool is_there = help.find(std::string(long_name) + " ") != std::string::npos;
      CAPTURE(long_name);
      if (flag.commands.contain(row.command)) CHECK(is_there == !flag.summary.empty());
    }
  }
}

TEST_CASE("help and version are answers, wherever they stand") {
  CHECK(refusal({"--version"}) == "0: " + version_text() + " | ");
  CHECK(refusal({"a.expr", "--help"}) == "0: " + help_text(Command::emit) + " | ");
  CHECK(refusal({"show", "-h"}) == "0: " + help_text(Command::show) + " | ");
}

TEST_CASE("the examples in help are command lines that parse") {
  for (const CommandRow& row : commands()) {
    Arguments arguments;
    std::string word;
    for (const char c : std::string(row.example) + " ") {
      if (c != ' ') {
        word += c;
      } else {
        arguments.push_back(std::exchange(word, {}));
      }
    }
    REQUIRE(arguments.front() == "nngen");
    arguments.erase(arguments.begin());
    CHECK(parsed(arguments).command == row.command);
  }
}

}  // namespace
}  // namespace nngen::cli
