#pragma once
// As much of JSON as the header of a safetensors file has.

#include <cstdint>
#include <string>
#include <vector>

namespace train {

/// Walks through a text. Every function returns false where the text is something else, and then
/// the rest does not matter; no text can make it read beyond the end.
class JsonReader {
 public:
  explicit JsonReader(const std::string& text) : at_(text.data()), end_(at_ + text.size()) {}

  /// Calls member(key) before each value, which has to read it.
  template <class Member>
  bool object(Member member) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      std::string key;
      if (!string(key) || !take(':') || !member(key)) return false;
    } while (take(','));
    return take('}');
  }

  bool numbers(std::vector<std::uint64_t>& list) {
    list.clear();
    if (!take('[')) return false;
    if (take(']')) return true;
    do {
      std::uint64_t number = 0;
      if (!whole_number(number)) return false;
      list.push_back(number);
    } while (take(','));
    return take(']');
  }

  bool string(std::string& text) {
    text.clear();
    if (!take('"')) return false;
    while (at_ != end_ && *at_ != '"') {
      if (static_cast<unsigned char>(*at_) < ' ') return false;
      if (*at_ != '\\') {
        text += *at_++;
      } else if (++at_ == end_ || !escape(text)) {
        return false;
      }
    }
    return at_ != end_ && *at_++ == '"';
  }

  /// Passes over a value of any kind; brackets are counted, not recursed into.
  bool skip() {
    std::string text;
    for (int depth = 0;;) {
      blanks();
      if (at_ == end_) return false;
      const char c = *at_;
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return true;
      if (c == '"') {
        if (!string(text)) return false;
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    }
  }

  bool at_end() {
    blanks();
    return at_ == end_;
  }

 private:
  void blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool whole_number(std::uint64_t& number) {
    blanks();
    const char* const begin = at_;
    for (; at_ != end_ && *at_ >= '0' && *at_ <= '9'; ++at_) {
      const auto digit = static_cast<std::uint64_t>(*at_ - '0');
      if (number > (UINT64_MAX - digit) / 10) return false;
      number = number * 10 + digit;
    }
    return at_ != begin;
  }

  bool escape(std::string& text) {
    static const std::string letters = "\"\\/bfnrt";
    static const std::string meant = "\"\\/\b\f\n\r\t";
    const char letter = *at_++;
    if (const std::size_t which = letters.find(letter); which != std::string::npos) {
      text += meant[which];
      return true;
    }
    std::uint32_t code = 0, low = 0;
    if (letter != 'u' || !four_digits(code)) return false;
    if (code >= 0xd800 && code < 0xdc00) {  // half of a pair
      if (end_ - at_ < 2 || *at_++ != '\\' || *at_++ != 'u' || !four_digits(low)) return false;
      if (low < 0xdc00 || low > 0xdfff) return false;
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else if (code >= 0xdc00 && code < 0xe000) {
      return false;
    }
    append_utf8(text, code);
    return true;
  }
  bool four_digits(std::uint32_t& code) {
    for (int i = 0; i < 4; ++i, ++at_) {
      if (at_ == end_) return false;
      const std::size_t digit = std::string("0123456789abcdefABCDEF").find(*at_);
      if (digit == std::string::npos) return false;
      code = code * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
    }
    return true;
  }
  static void append_utf8(std::string& text, std::uint32_t code) {
    const auto tail = [&](int shift) {
      text += static_cast<char>(0x80 | ((code >> shift) & 0x3f));
    };
    if (code < 0x80) {
      text += static_cast<char>(code);
    } else if (code < 0x800) {
      text += static_cast<char>(0xc0 | (code >> 6));
      tail(0);
    } else if (code < 0x10000) {
      text += static_cast<char>(0xe0 | (code >> 12));
      tail(6), tail(0);
    } else {
      text += static_cast<char>(0xf0 | (code >> 18));
      tail(12), tail(6), tail(0);
    }
  }

  const char* at_;
  const char* end_;
};

}  // namespace train
