#pragma once
// The table of command line flags, from which parsing and help are made.

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cli/options.hpp"

namespace nngen::cli {

/// A value that its flag does not take: wrong usage.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A set of commands.
class Commands {
 public:
  constexpr Commands(std::initializer_list<Command> commands) {
    for (const Command command : commands) bits_ |= 1u << static_cast<unsigned>(command);
  }
  constexpr bool contain(Command command) const {
    return (bits_ & (1u << static_cast<unsigned>(command))) != 0;
  }

 private:
  unsigned bits_ = 0;
};

/// One option: how it is spelled, what help says, what its value does. A flag that may stand more
/// than once calls `set` once for each.
struct Flag {
  std::string_view names;    // as CLI11 has them: "-o,--output"
  std::string_view value;    // what stands for the value in help; empty for a flag without one
  std::string_view summary;  // a line of help, or two; empty where help does not list the flag
  Commands commands;
  bool repeats;
  void (*set)(Options& options, const std::string& value);
  std::string_view manual{};  // what the manual page says in place of the summary
};

std::span<const Flag> flags();
/// Those that only training and its results need; among `flags()`.
std::span<const Flag> flags_of_training();

/// A command's word on the command line, and what help says of it.
struct CommandRow {
  Command command;
  std::string_view word;  // empty for the main job
  std::string_view summary;
  std::string_view example;
};

std::span<const CommandRow> commands();
const CommandRow& row_of(Command command);

}  // namespace nngen::cli
