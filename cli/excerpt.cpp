#include "cli/excerpt.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/terminal_text.hpp"
#include "parser/unicode.hpp"

namespace nngen::cli {
namespace {

constexpr std::size_t tab_width = 8;        // only to measure; tabs are printed as they are
constexpr std::size_t longest_line = 160;   // columns; of longer lines a window is shown
constexpr std::size_t columns_before = 60;  // of the window, before the primary label
constexpr std::size_t columns_behind = 80;  // and from its beginning on

/// A code point with its accents: what takes one place on the terminal.
struct Cell {
  std::uint32_t begin;  // bytes of the source
  std::uint32_t end;
  std::string glyph;
  std::size_t width;

  bool is_tab() const { return glyph == "\t"; }
};

struct Placed {
  const ir::Label* label;
  std::size_t first;  // cells
  std::size_t last;   // one past
};

std::vector<Cell> split(const ir::SourceFile& source, ir::Span line) {
  std::vector<Cell> cells;
  const std::string_view text = source.text();
  for (std::uint32_t offset = line.begin; offset < line.end;) {
    const parser::CodePoint c = parser::decode(text, offset);
    const std::uint32_t next = offset + std::max(c.length, 1u);
    std::string glyph = printable(text.substr(offset, next - offset));
    const std::size_t width = glyph == "\t" ? tab_width : display_width(glyph);
    if (width == 0 && !cells.empty()) {
      cells.back().glyph += glyph;
      cells.back().end = next;
    } else {
      cells.push_back({offset, next, std::move(glyph), width});
    }
    offset = next;
  }
  cells.push_back({line.end, line.end, " ", 1});  // for what is missing at the end of the line
  return cells;
}

/// The part of a line that can come into the window, so that a line of a megabyte costs no more.
ir::Span near(const ir::SourceFile& source, ir::Span line, std::uint32_t around) {
  constexpr std::uint32_t reach = 4096;  // bytes: more than a window of any characters
  const std::uint32_t middle = std::clamp(around, line.begin, line.end);
  const auto continues = [&](std::uint32_t byte) {
    return (static_cast<unsigned char>(source.text()[byte]) & 0xC0u) == 0x80u;
  };
  ir::Span part = line;
  if (middle - line.begin > reach) part.begin = middle - reach;
  while (part.begin > line.begin && part.begin < middle && continues(part.begin)) ++part.begin;
  if (line.end - middle > reach) part.end = middle + reach;
  while (part.end < line.end && continues(part.end)) ++part.end;
  return part;
}

/// The cell that holds the byte; the last one for those behind the line.
std::size_t cell_at(const std::vector<Cell>& cells, std::uint32_t byte) {
  const auto cell = std::find_if(cells.begin(), cells.end(),
                                 [byte](const Cell& candidate) { return byte < candidate.end; });
  return static_cast<std::size_t>(std::min(cell, cells.end() - 1) - cells.begin());
}

Placed place(const std::vector<Cell>& cells, const ir::Label& label) {
  const std::size_t first = cell_at(cells, label.span.begin);
  if (label.span.end <= label.span.begin) return {&label, first, first + 1};
  const std::size_t last = cell_at(cells, label.span.end - 1);
  // a span that goes on behind the line is cut at the last character of the line
  const bool goes_on = last + 1 == cells.size() && last > first;
  return {&label, first, goes_on ? last : last + 1};
}

/// Leaves a window around the byte if the line is too long; what is cut off becomes one cell `…`.
void cut(std::vector<Cell>& cells, std::uint32_t around) {
  std::size_t width = 0;
  for (const Cell& cell : cells) width += cell.width;
  if (width <= longest_line) return;
  const std::size_t middle = cell_at(cells, around);
  std::size_t first = middle;
  for (width = 0; first > 0 && width < columns_before; --first) width += cells[first - 1].width;
  std::size_t last = middle;
  for (width = 0; last < cells.size() && width < columns_behind; ++last) width += cells[last].width;

  if (last < cells.size()) {
    cells[last] = {cells[last].begin, cells.back().end, "…", 1};
    cells.resize(last + 1);
  }
  if (first > 0) {
    cells[first - 1] = {cells.front().begin, cells[first - 1].end, "…", 1};
    cells.erase(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(first - 1));
  }
}

/// Blanks as wide as the cells, with their tabs.
std::string blanks(const std::vector<Cell>& cells, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t i = first; i < last; ++i) {
    text += cells[i].is_tab() ? std::string("\t") : std::string(cells[i].width, ' ');
  }
  return text;
}

class Underlines {
 public:
  Underlines(const std::vector<Cell>& cells, std::vector<Placed> placed, Style primary_style,
             const Paint& paint)
      : cells_(cells), placed_(std::move(placed)), primary_style_(primary_style), paint_(paint) {}

  std::vector<std::string> rows() const {
    std::vector<Placed> texts;
    std::copy_if(placed_.begin(), placed_.end(), std::back_inserter(texts),
                 [](const Placed& p) { return !p.label->text.empty(); });
    std::stable_sort(texts.begin(), texts.end(),
                     [](const Placed& a, const Placed& b) { return a.first > b.first; });
    std::vector<std::string> result{underline()};
    if (!texts.empty() && texts.front().last == end_of_all()) {
      result.front() += " " + text_of(texts.front());
      texts.erase(texts.begin());
    }
    if (!texts.empty()) result.push_back(connectors(texts, cells_.size()));
    while (!texts.empty()) {
      const Placed here = texts.front();
      texts.erase(texts.begin());
      std::string row = connectors(texts, here.first);
      result.push_back(row + text_of(here));
    }
    return result;
  }

 private:
  Style style_of(bool primary) const { return primary ? primary_style_ : Style::note; }
  std::string text_of(const Placed& p) const {
    return paint_(style_of(p.label->primary), printable(p.label->text));
  }
  std::size_t end_of_all() const {
    std::size_t end = 0;
    for (const Placed& p : placed_) end = std::max(end, p.last);
    return end;
  }

  std::string underline() const {
    std::string marks(end_of_all(), ' ');
    for (const bool primary : {false, true}) {
      for (const Placed& p : placed_) {
        if (p.label->primary == primary) {
          std::fill(marks.begin() + static_cast<std::ptrdiff_t>(p.first),
                    marks.begin() + static_cast<std::ptrdiff_t>(p.last), primary ? '^' : '-');
        }
      }
    }
    std::string row;
    for (std::size_t begin = 0; begin < marks.size();) {
      const std::size_t end = std::min(marks.find_first_not_of(marks[begin], begin), marks.size());
      row += run(marks[begin], begin, end);
      begin = end;
    }
    return row;
  }

  std::string run(char mark, std::size_t first, std::size_t last) const {
    std::string text = blanks(cells_, first, last);
    std::replace(text.begin(), text.end(), ' ', mark);
    return mark == ' ' ? text : paint_(style_of(mark == '^'), text);
  }

  /// A `|` below each of the labels that begins before the cell, blanks up to the cell.
  std::string connectors(const std::vector<Placed>& labels, std::size_t before) const {
    std::string row;
    std::size_t done = 0;
    for (auto p = labels.rbegin(); p != labels.rend(); ++p) {  // from left to right
      if (p->first < done || p->first >= before) continue;
      row += blanks(cells_, done, p->first) + paint_(style_of(p->label->primary), "|");
      const std::size_t rest = cells_[p->first].is_tab() ? 0 : cells_[p->first].width - 1;
      row += std::string(rest, ' ');
      done = p->first + 1;
    }
    return before == cells_.size() ? row : row + blanks(cells_, done, before);
  }

  const std::vector<Cell>& cells_;
  std::vector<Placed> placed_;
  Style primary_style_;
  const Paint& paint_;
};

}  // namespace

std::vector<std::string> excerpt(const ir::SourceFile& source, std::size_t line,
                                 const std::vector<ir::Label>& labels, Style primary_style,
                                 const Paint& paint) {
  const auto primary = std::find_if(labels.begin(), labels.end(),
                                    [](const ir::Label& label) { return label.primary; });
  const std::uint32_t around = (primary == labels.end() ? labels.front() : *primary).span.begin;
  std::vector<Cell> cells = split(source, near(source, source.line_span(line), around));
  cut(cells, around);
  std::vector<Placed> placed;
  for (const ir::Label& label : labels) placed.push_back(place(cells, label));

  std::string text;
  for (const Cell& cell : cells) text += cell.glyph;
  text.erase(text.find_last_not_of(' ') + 1);
  std::vector<std::string> rows{std::move(text)};
  for (std::string& row : Underlines(cells, std::move(placed), primary_style, paint).rows()) {
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace nngen::cli
