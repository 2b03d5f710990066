#pragma once
// Source text and places in it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nngen::ir {

/// A byte range [begin, end) of a source file. Every syntax node and every diagnostic label has one.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// The smallest span that covers both.
constexpr Span cover(Span a, Span b) {
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// A place as people count it: lines and columns from 1; a column is one code point, a tab is one.
struct LineColumn {
  std::size_t line = 1;
  std::size_t column = 1;
};

/// A source text under the name by which the user knows it ("net.expr", "<stdin>", "<-e>").
class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const;

  LineColumn line_column(std::uint32_t offset) const;
  /// The text of a line (counted from 1) without its line end.
  std::string_view line_text(std::size_t line) const;
  /// The byte range of a line without its line end.
  Span line_span(std::size_t line) const;
  std::size_t line_count() const { return line_starts_.size(); }

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

}  // namespace nngen::ir
