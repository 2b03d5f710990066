#include "cli/manual_page.hpp"

#include <fmt/format.h>

#include "cli/flags.hpp"
#include "cli/option_lines.hpp"
#include "parser/unicode.hpp"

namespace nngen::cli {
namespace {

/// Text as roff prints it: a hyphen that can be copied, a backslash, no character beyond ASCII. A
/// dot or quote at the beginning of a line would be a request.
std::string roff(std::string_view text) {
  std::string result = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  std::size_t at = 0;
  while (at < text.size()) {
    const parser::CodePoint c = parser::decode(text, at);
    at += c.length;
    if (c.value == '-') {
      result += "\\-";
    } else if (c.value == '\\') {
      result += "\\e";
    } else if (c.value == '\n') {
      result += ' ';
    } else if (c.value < 128) {
      result += static_cast<char>(c.value);
    } else {
      result += fmt::format("\\[u{:04X}]", static_cast<std::uint32_t>(c.value));
    }
  }
  return result;
}

std::string bold(std::string_view text) { return fmt::format("\\fB{}\\fR", roff(text)); }

std::string italic(std::string_view text) { return fmt::format("\\fI{}\\fR", roff(text)); }

std::string synopsis() {
  std::string text;
  for (const CommandRow& row : commands()) {
    const std::string output = row.word.empty() ? " " + bold("-o") + " " + italic("OUT") : "";
    text += fmt::format("{}{} {}{} [{}]\n", text.empty() ? "" : ".br\n",
                        bold(invocation(row.command)), italic("FILE"), output, italic("options"));
  }
  return text;
}

std::string option_entry(const OptionLine& line) {
  std::string names;
  for (const std::string_view name : names_of(line)) {
    names += (names.empty() ? "" : ", ") + bold(name);
  }
  const std::string value = line.value.empty() ? "" : " " + italic(line.value);
  return fmt::format(".TP\n{}{}\n{}\n", names, value, roff(line.manual));
}

std::string sentence(std::string_view text) {
  std::string result = roff(text) + ".";
  if (result[0] >= 'a' && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

std::string command_section(const CommandRow& row) {
  std::string text =
      fmt::format(".SS \"{}\"\n{}\n", roff(invocation(row.command)), sentence(row.summary));
  for (const OptionLine& line : option_lines(row.command)) text += option_entry(line);
  return text + fmt::format(".PP\nExample:\n.PP\n.EX\n    {}\n.EE\n", roff(row.example));
}

constexpr std::string_view description =
    R"(nngen turns a network, or any matrix expression, written as on paper into its gradient: as formulas that a
person reads, and as C++ that a program runs.
It differentiates in matrix form, so that matrices stay matrices.
The code is checked against an independent reference.
.PP
\fIFILE\fR holds the expression; \fB\-\fR is standard input.
Defaults stand in parentheses behind the options.
)";

constexpr std::string_view closing =
    R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The input is at fault, a file cannot be read or written, or a check has failed.
.TP
.B 2
Wrong usage.
.TP
.B 3
A bug in nngen.
.SH ENVIRONMENT
.TP
.B CXX
The compiler of \fBcheck\fR, \fBbench\fR, \fBtrain\fR, \fB\-\-verify\fR and \fB\-\-engine compiled\fR (c++, g++ or clang++).
.TP
.B CXXFLAGS
More flags for it.
.TP
.B NO_COLOR
No colours in messages, where it is set and not empty.
)";

}  // namespace

std::string manual_page() {
  std::string version = version_text();
  version.pop_back();
  std::string text = fmt::format(".TH NNGEN 1 \"\" \"{}\" \"User Commands\"\n", version);
  text += ".SH NAME\nnngen \\- gradients of matrix expressions, as formulas and as C++\n";
  text += ".SH SYNOPSIS\n" + synopsis();
  text += fmt::format(".SH DESCRIPTION\n{}.SH COMMANDS\n", description);
  for (const CommandRow& row : commands()) text += command_section(row);
  return text += closing;
}

}  // namespace nngen::cli
