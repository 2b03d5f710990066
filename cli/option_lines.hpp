#pragma once
// What a command takes, line by line: help, the manual page and completion are made of it.

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"

namespace nngen::cli {

struct OptionLine {
  std::string_view names;    // "-o,--output"
  std::string_view value;    // what stands for the value; empty for an option without one
  std::string_view summary;  // of help; empty where help has no room for it
  std::string_view manual;   // what the manual page says; never empty
};

std::vector<OptionLine> option_lines(Command command);

/// "-o,--output" in parts.
std::vector<std::string_view> names_of(const OptionLine& line);

/// "nngen show".
std::string invocation(Command command);

}  // namespace nngen::cli
