#include "cli/quoted_line.hpp"

namespace nngen::cli {

std::string quoted_line(const ir::SourceFile& source, ir::Span span) {
  std::string text;
  for (const char c : source.text().substr(span.begin, span.end - span.begin)) {
    const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!is_space) {
      text += c;
    } else if (!text.empty() && text.back() != ' ') {
      text += ' ';
    }
  }
  return text;
}

}  // namespace nngen::cli
