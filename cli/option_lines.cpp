#include "cli/option_lines.hpp"

#include <fmt/format.h>

#include "cli/flag_words.hpp"
#include "cli/flags.hpp"

namespace nngen::cli {

std::vector<OptionLine> option_lines(Command command) {
  constexpr std::string_view expression = "this text in place of FILE (- is stdin)";
  std::vector<OptionLine> lines = {{"-e,--expression", "TEXT", expression, expression}};
  for (const Flag& flag : flags()) {
    if (!flag.commands.contain(command)) continue;
    const std::string_view manual = flag.manual.empty() ? flag.summary : flag.manual;
    lines.push_back({flag.names, flag.value, flag.summary, manual});
  }
  if (command == Command::emit) {
    lines.push_back({"-h,--help,--version", "", "this text, as each command has; the version",
                     "a short help, as each command has; the version"});
  } else {
    lines.push_back({"-h,--help", "", "this text", "a short help"});
  }
  return lines;
}

std::vector<std::string_view> names_of(const OptionLine& line) { return split(line.names, ","); }

std::string invocation(Command command) {
  const std::string_view word = row_of(command).word;
  return word.empty() ? "nngen" : fmt::format("nngen {}", word);
}

}  // namespace nngen::cli
