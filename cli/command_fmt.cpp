#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "cli/task.hpp"
#include "parser/format.hpp"

namespace nngen::cli {

int run_fmt(const Options& options) {
  const auto source = read_source(options);
  if (!source) {
    say(source.error());
    return exit_fault;
  }
  ir::Diagnostics diagnostics;
  const auto formatted = parser::format(source.value(), options.spelling, diagnostics);
  say(diagnostics, source.value());
  return formatted ? deliver(options, *formatted) : exit_fault;
}

}  // namespace nngen::cli
