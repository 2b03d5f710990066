#include "cli/paint.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace nngen::cli {
namespace {

std::string_view codes(Style style) {
  switch (style) {
    case Style::plain: return "";
    case Style::strong: return "1";
    case Style::error: return "1;31";
    case Style::warning: return "1;35";
    case Style::gutter: return "34";
    case Style::note: return "1;34";
    case Style::hint: return "36";
  }
  return "";
}

}  // namespace

std::string Paint::operator()(Style style, std::string_view text) const {
  if (colour_ == Colour::off || style == Style::plain || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", codes(style), text);
}

Colour colour_of_standard_error() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return Colour::off;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return Colour::off;
  return isatty(STDERR_FILENO) != 0 ? Colour::on : Colour::off;
}

}  // namespace nngen::cli
