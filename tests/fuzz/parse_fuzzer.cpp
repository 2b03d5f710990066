// libFuzzer's way into the parser: any bytes, through all of its stages. An exception is a bug, so
// is a finding that names a place outside of the text; libFuzzer itself watches the time and the
// memory of each input.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "parser/format.hpp"
#include "parser/parse_program.hpp"

namespace nngen::parser {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_places(const ir::Diagnostics& diagnostics, std::size_t size) {
  for (const ir::Diagnostic& finding : diagnostics.all()) {
    require(!finding.message.empty());
    for (const ir::Label& label : finding.labels) {
      require(label.span.begin <= label.span.end && label.span.end <= size);
    }
  }
}

void check_program(const ir::SourceFile& source, bool infer) {
  ir::Diagnostics diagnostics;
  ElaborateOptions options;
  options.infer = infer;
  const auto program = parse_program(source, options, diagnostics);
  require(program.has_value() != diagnostics.has_errors());
  check_places(diagnostics, source.text().size());
}

/// A text without errors is written anew without errors, and writing that again changes nothing.
std::optional<std::string> check_format(const std::string& text, FormatStyle style) {
  ir::Diagnostics diagnostics;
  const auto formatted = format(ir::SourceFile("fuzz.expr", text), style, diagnostics);
  require(formatted.has_value() != diagnostics.has_errors());
  check_places(diagnostics, text.size());
  if (!formatted) return std::nullopt;
  const auto again = format(ir::SourceFile("formatted.expr", *formatted), style, diagnostics);
  require(again == formatted);
  return formatted;
}

void run(const std::string& text) {
  const ir::SourceFile source("fuzz.expr", text);
  check_program(source, false);
  check_program(source, true);
  check_format(text, FormatStyle::keep);
  const auto unicode = check_format(text, FormatStyle::unicode);
  const auto ascii = check_format(text, FormatStyle::ascii);
  if (unicode) require(check_format(*unicode, FormatStyle::ascii).has_value());
  if (ascii) require(check_format(*ascii, FormatStyle::unicode).has_value());
}

}  // namespace
}  // namespace nngen::parser

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  nngen::parser::run(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
