#pragma once
// Words and numbers as text.

#include <cmath>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace train {

/// What went wrong, in a line; empty where nothing did.
using Problem = std::string;

/// As printf has it, into a string.
[[gnu::format(printf, 1, 2)]] inline std::string printed(const char* format, ...) {
  std::va_list words, again;
  va_start(words, format);
  va_copy(again, words);
  std::string text(static_cast<std::size_t>(std::vsnprintf(nullptr, 0, format, words)), '\0');
  std::vsnprintf(text.data(), text.size() + 1, format, again);
  va_end(again);
  va_end(words);
  return text;
}

inline void say(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

inline std::string json_text(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ') {
      result += printed("\\u%04x", static_cast<unsigned>(c));
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// As few digits as read back to the same number; JSON has neither infinities nor NaN.
inline std::string json_number(double number) {
  if (!std::isfinite(number)) return "null";
  std::string text = printed("%.15g", number);
  return std::strtod(text.c_str(), nullptr) == number ? text : printed("%.17g", number);
}

/// The beginning of one more member of an object, or of its first one.
inline void add_member(std::string& object, const char* name, const std::string& value) {
  object += printed("%s\"%s\": %s", object.empty() ? "" : ", ", name, value.c_str());
}
inline void add_member(std::string& object, const char* name, double value) {
  add_member(object, name, json_number(value));
}

}  // namespace train
