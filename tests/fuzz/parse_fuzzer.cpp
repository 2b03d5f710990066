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

/// A text without errors is written anew without errors, and writing that again changes nothing.
void check_format(const ir::SourceFile& source, FormatStyle style) {
  ir::Diagnostics diagnostics;
  const auto formatted = format(source, style, diagnostics);
  require(formatted.has_value() != diagnostics.has_errors());
  if (!formatted) return;
  const auto again = format(ir::SourceFile("formatted.expr", *formatted), style, diagnostics);
  require(again == formatted);
}

void run(std::string text) {
  const ir::SourceFile source("fuzz.expr", std::move(text));
  ir::Diagnostics diagnostics;
  const auto program = parse_program(source, {}, diagnostics);
  require(program.has_value() != diagnostics.has_errors());
  check_places(diagnostics, source.text().size());
  check_format(source, FormatStyle::keep);
  check_format(source, FormatStyle::unicode);
  check_format(source, FormatStyle::ascii);
}

}  // namespace
}  // namespace nngen::parser

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  nngen::parser::run(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
