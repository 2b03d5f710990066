#include "cli/messages.hpp"

#include <cstdio>
#include <string>

#include "cli/render_diagnostic.hpp"

namespace nngen::cli {
namespace {

void write(const std::string& text) { std::fputs(text.c_str(), stderr); }

}  // namespace

void say(const ir::Diagnostics& diagnostics, const ir::SourceFile& source) {
  write(render(diagnostics, source, colour_of_standard_error()));
}

void say(const Failure& failure) { write(render(failure, colour_of_standard_error())); }

void say(const std::vector<Failure>& failures) {
  for (const Failure& failure : failures) say(failure);
}

}  // namespace nngen::cli
