#include "parser/unicode.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <vector>

namespace nngen::parser {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

struct ClassRange {
  char32_t first;
  char32_t last;
  std::uint8_t combining_class;
};

struct Decomposition {
  char32_t composed;
  char32_t first;
  char32_t second;
  bool composes_again;
};

constexpr Range letters[] = {
#define NNGEN_LETTERS
#include "parser/unicode_tables.inc"
#undef NNGEN_LETTERS
};
constexpr Range marks[] = {
#define NNGEN_MARKS
#include "parser/unicode_tables.inc"
#undef NNGEN_MARKS
};
constexpr ClassRange combining_classes[] = {
#define NNGEN_COMBINING_CLASSES
#include "parser/unicode_tables.inc"
#undef NNGEN_COMBINING_CLASSES
};
constexpr Decomposition decompositions[] = {
#define NNGEN_DECOMPOSITIONS
#include "parser/unicode_tables.inc"
#undef NNGEN_DECOMPOSITIONS
};

/// The entry of a table of ascending ranges that holds the code point; null without one.
template <class Entry, std::size_t size>
const Entry* find_range(const Entry (&table)[size], char32_t code_point) {
  const Entry* after =
      std::upper_bound(std::begin(table), std::end(table), code_point,
                       [](char32_t value, const Entry& entry) { return value < entry.first; });
  if (after == std::begin(table)) return nullptr;
  const Entry* entry = after - 1;
  return code_point <= entry->last ? entry : nullptr;
}

int combining_class(char32_t code_point) {
  const ClassRange* range = find_range(combining_classes, code_point);
  return range ? range->combining_class : 0;
}

void append_decomposed(std::u32string& out, char32_t code_point) {
  const Decomposition* entry =
      std::lower_bound(std::begin(decompositions), std::end(decompositions), code_point,
                       [](const Decomposition& d, char32_t value) { return d.composed < value; });
  if (entry == std::end(decompositions) || entry->composed != code_point) {
    out.push_back(code_point);
    return;
  }
  append_decomposed(out, entry->first);
  if (entry->second != 0) append_decomposed(out, entry->second);
}

/// The character that a base and a mark compose to; 0 without one.
char32_t compose(char32_t first, char32_t second) {
  static const std::vector<Decomposition> by_parts = [] {
    std::vector<Decomposition> table;
    std::copy_if(std::begin(decompositions), std::end(decompositions), std::back_inserter(table),
                 [](const Decomposition& d) { return d.composes_again; });
    std::sort(table.begin(), table.end(), [](const Decomposition& a, const Decomposition& b) {
      return std::tie(a.first, a.second) < std::tie(b.first, b.second);
    });
    return table;
  }();
  const auto parts = std::make_pair(first, second);
  const auto entry = std::lower_bound(by_parts.begin(), by_parts.end(), parts,
                                      [](const Decomposition& d, const auto& value) {
                                        return std::make_pair(d.first, d.second) < value;
                                      });
  if (entry == by_parts.end() || entry->first != first || entry->second != second) return 0;
  return entry->composed;
}

/// Marks in ascending order of their combining class, each run behind its letter by itself.
void order_marks(std::u32string& text) {
  const auto is_starter = [](char32_t c) { return combining_class(c) == 0; };
  for (auto begin = text.begin(); begin != text.end();) {
    begin = std::find_if_not(begin, text.end(), is_starter);
    const auto end = std::find_if(begin, text.end(), is_starter);
    std::stable_sort(
        begin, end, [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
    begin = end;
  }
}

/// Composes each base with the marks behind it that no mark of the same class separates from it.
std::u32string compose_all(const std::u32string& text) {
  std::u32string out;
  std::size_t base = std::u32string::npos;
  int last_class = 0;
  for (const char32_t c : text) {
    const int own_class = combining_class(c);
    const bool adjacent = base != std::u32string::npos && base + 1 == out.size();
    if (base != std::u32string::npos && (adjacent || last_class < own_class)) {
      if (const char32_t composed = compose(out[base], c)) {
        out[base] = composed;
        continue;
      }
    }
    if (own_class == 0) base = out.size();
    last_class = own_class;
    out.push_back(c);
  }
  return out;
}

}  // namespace

CodePoint decode(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return {};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - offset < length) return {};
  char32_t value = lead & (0x7Fu >> length);
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || value > 0x10FFFF || is_surrogate) return {};
  return {value, length};
}

void append_utf8(std::string& text, char32_t c) {
  const auto push = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return push(c);
  if (c < 0x800) {
    push(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      push(0xE0 | (c >> 12));
    } else {
      push(0xF0 | (c >> 18));
      push(0x80 | ((c >> 12) & 0x3F));
    }
    push(0x80 | ((c >> 6) & 0x3F));
  }
  push(0x80 | (c & 0x3F));
}

bool is_letter(char32_t code_point) { return find_range(letters, code_point) != nullptr; }

bool is_mark(char32_t code_point) { return find_range(marks, code_point) != nullptr; }

bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_invisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         (c >= 0xE000 && c <= 0xF8FF) || c == 0xFEFF || c >= 0xE0000;
}

std::string normalise(std::string_view text) {
  const bool is_ascii = std::all_of(text.begin(), text.end(),
                                    [](char c) { return static_cast<signed char>(c) >= 0; });
  if (is_ascii) return std::string(text);
  std::u32string decomposed;
  for (std::size_t offset = 0; offset < text.size();) {
    const CodePoint c = decode(text, offset);
    append_decomposed(decomposed, c.value);
    offset += std::max(c.length, 1u);
  }
  order_marks(decomposed);
  std::string out;
  for (const char32_t c : compose_all(decomposed)) append_utf8(out, c);
  return out;
}

}  // namespace nngen::parser
