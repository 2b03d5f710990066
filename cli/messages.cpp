#include "cli/messages.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include "cli/render_diagnostic.hpp"
#include "cli/render_json.hpp"
#include "cli/terminal_text.hpp"

namespace nngen::cli {
namespace {

// The process has one standard error, so it is said once how it is written to.
MessageFormat format = MessageFormat::text;
std::vector<std::string> objects;  // as JSON they are one array, written at the end

void write(const std::string& text) { std::fputs(text.c_str(), stderr); }

}  // namespace

MessageFormat message_format_of(const std::vector<std::string>& arguments) {
  MessageFormat result = MessageFormat::text;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool has_next = arguments[i] == "--diagnostics" && i + 1 < arguments.size();
    const std::string value = has_next ? "--diagnostics=" + arguments[i + 1] : arguments[i];
    if (value == "--diagnostics=json") result = MessageFormat::json;
    if (value == "--diagnostics=text") result = MessageFormat::text;
  }
  return result;
}

void begin_messages(MessageFormat chosen) { format = chosen; }

void end_messages() {
  if (format == MessageFormat::text) return;
  std::string text = "[";
  for (const std::string& object : objects) text += (text.size() > 1 ? ",\n" : "\n") + object;
  write(text + (objects.empty() ? "]\n" : "\n]\n"));
}

void say(const ir::Diagnostics& diagnostics, const ir::SourceFile& source) {
  if (format == MessageFormat::text) {
    return write(render(diagnostics, source, colour_of_standard_error()));
  }
  for (const ir::Diagnostic& diagnostic : diagnostics.sorted()) {
    objects.push_back(render_json(diagnostic, source));
  }
}

void say(const Failure& failure) {
  if (format == MessageFormat::json) return objects.push_back(render_json(failure));
  write(render(failure, colour_of_standard_error()));
}

void say(const std::vector<Failure>& failures) {
  for (const Failure& failure : failures) say(failure);
}

void inform(const std::string& line) {
  if (format == MessageFormat::text) write(printable(line) + "\n");
}

}  // namespace nngen::cli
