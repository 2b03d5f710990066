#pragma once
// Cells of comma-separated text (RFC 4180), one row after another.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nngen::data {

/// A cell as it stands in the text.
struct CsvCell {
  std::string_view text;  // within the quotes of a quoted cell
  bool is_quoted = false;

  /// With single quotes for doubled ones.
  std::string value() const;
};

enum class CsvRow : unsigned char { row, end, unclosed_quote, text_after_quote };

/// Rows end with LF, CR LF or CR; quoted cells may hold line ends, separators and doubled quotes.
class CsvScanner {
 public:
  CsvScanner(std::string_view text, char separator) : text_(text), separator_(separator) {}

  /// The next row, `end` where there is none, or what is wrong with it.
  CsvRow next_row(std::vector<CsvCell>& cells);
  /// Where the row that was read last begins; its line counts from 1.
  std::size_t row_offset() const { return row_offset_; }
  std::size_t row_line() const { return row_line_; }
  /// The line of the fault in a row.
  std::size_t fault_line() const { return fault_line_; }
  /// Whether nothing follows but line ends and blanks.
  bool only_empty_lines_left();

 private:
  CsvCell plain_cell();
  CsvRow quoted_cell(CsvCell& cell);
  bool is_line_end(std::size_t at) const { return text_[at] == '\n' || text_[at] == '\r'; }
  void skip_line_end();

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t row_offset_ = 0;
  std::size_t row_line_ = 1;
  std::size_t fault_line_ = 0;
  std::size_t content_at_ = 0;  // where something else than line ends and blanks was seen last
};

}  // namespace nngen::data
