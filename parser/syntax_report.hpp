#pragma once
// How the lexer, the splitter and the grammar say what they find.

#include <string>
#include <string_view>
#include <utility>

#include "ir/diagnostic.hpp"
#include "parser/limits.hpp"

namespace nngen::parser {

inline bool is_worth_reporting(const ir::Diagnostics& diagnostics) {
  return diagnostics.error_count() < max_syntax_errors;
}

inline void report(ir::Diagnostics& diagnostics, ir::Diagnostic diagnostic) {
  if (is_worth_reporting(diagnostics)) diagnostics.add(std::move(diagnostic));
}

/// Whether a message can repeat the text as it stands.
inline bool is_readable(std::string_view text) {
  return text.size() <= max_quoted_size && text.find('\n') == std::string_view::npos;
}

/// The text, or the begin of one that is too long or has several lines.
inline std::string shorten(std::string_view text) {
  if (is_readable(text)) return std::string(text);
  std::size_t size = text.substr(0, max_quoted_size).find('\n');
  if (size == std::string_view::npos) size = max_quoted_size;
  const auto continues_character = [&](std::size_t i) {
    return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u;
  };
  while (size > 0 && continues_character(size)) --size;
  return std::string(text.substr(0, size)) + "…";
}

inline std::string quote(std::string_view text) { return "'" + shorten(text) + "'"; }

}  // namespace nngen::parser
