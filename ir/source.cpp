#include "ir/source.hpp"

#include <algorithm>
#include <utility>

namespace nngen::ir {

SourceFile::SourceFile(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

std::string_view SourceFile::text(Span span) const {
  const std::size_t begin = std::min<std::size_t>(span.begin, text_.size());
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, text_.size());
  return std::string_view(text_).substr(begin, end - begin);
}

LineColumn SourceFile::line_column(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());
  LineColumn place{line, 1};
  const std::size_t stop = std::min<std::size_t>(offset, text_.size());
  for (std::size_t i = line_starts_[line - 1]; i < stop; ++i) {
    const bool continuation_byte = (static_cast<unsigned char>(text_[i]) & 0xC0u) == 0x80u;
    if (!continuation_byte) ++place.column;
  }
  return place;
}

Span SourceFile::line_span(std::size_t line) const {
  const std::uint32_t begin = line_starts_[line - 1];
  std::uint32_t end = line < line_starts_.size() ? line_starts_[line] - 1
                                                 : static_cast<std::uint32_t>(text_.size());
  if (end > begin && text_[end - 1] == '\r') --end;
  return {begin, end};
}

std::string_view SourceFile::line_text(std::size_t line) const { return text(line_span(line)); }

}  // namespace nngen::ir
