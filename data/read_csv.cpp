// Comma-separated text.

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "data/cell_number.hpp"
#include "data/csv_scanner.hpp"
#include "data/read_table.hpp"

namespace nngen::data {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

/// The candidate that stands most often in the first line, outside of quotes.
char separator_of(std::string_view text) {
  constexpr std::string_view candidates = ",;\t";
  std::size_t counts[candidates.size()] = {};
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && (c == '\n' || c == '\r')) break;
    const std::size_t which = candidates.find(c);
    if (!is_quoted && which != candidates.npos) ++counts[which];
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts, std::end(counts)) - counts)];
}

std::string name_of_separator(char separator) {
  return separator == '\t' ? "a tab" : fmt::format("'{}'", separator);
}

class CsvReader {
 public:
  CsvReader(const std::string& file, std::string_view text, char separator)
      : file_(file), separator_(separator), scanner_(text, separator) {}

  /// The cells of all rows, the first one too; nothing but the bytes is left to fill in.
  Result<TextCells> read() {
    TextCells result;
    result.separator = separator_;
    while (true) {
      const CsvRow state = scanner_.next_row(row_);
      if (state == CsvRow::end) return result;
      if (state != CsvRow::row) return malformed(state);
      if (is_empty() && scanner_.only_empty_lines_left()) return result;
      if (columns_ == 0) {
        columns_ = row_.size();
        for (const CsvCell& cell : row_) first_.push_back(cell.value());
        has_words_.resize(columns_);
      }
      if (row_.size() != columns_) return ragged();
      add_numbers(result);
      result.offsets.push_back(scanner_.row_offset());
      result.lines.push_back(scanner_.row_line());
    }
  }

  std::size_t columns() const { return columns_; }
  /// The words of the first row.
  const std::vector<std::string>& first() const { return first_; }
  /// Whether a column has words below the first row.
  bool has_words(std::size_t column) const { return has_words_[column]; }

 private:
  void add_numbers(TextCells& cells) {
    const bool is_first = cells.lines.empty();
    for (std::size_t j = 0; j < columns_; ++j) {
      const double number = cell_number(row_[j].text);
      cells.numbers.push_back(number);
      if (is_first || has_words_[j] || !std::isnan(number)) continue;
      has_words_[j] = !is_missing_value(row_[j].text);
    }
  }

  bool is_empty() const {
    return row_.size() == 1 && !row_[0].is_quoted && trimmed(row_[0].text).empty();
  }

  DataError malformed(CsvRow state) const {
    const Place place = {file_, scanner_.fault_line()};
    if (state == CsvRow::unclosed_quote) return {place, "the quote \" is never closed"};
    return {place, "text stands behind the closing quote of a cell",
            "a quote within a quoted cell is doubled: \"\""};
  }

  DataError ragged() const {
    const Place place = {file_, scanner_.row_line()};
    if (is_empty()) return {place, "the line is empty", "only the end of a file may be empty"};
    return {
        place,
        fmt::format("the row has {}, the first row has {}", counted(row_.size(), "cell"), columns_),
        fmt::format("cells are separated by {}; a cell that holds one is put into quotes",
                    name_of_separator(separator_))};
  }

  const std::string& file_;
  char separator_;
  CsvScanner scanner_;
  std::vector<CsvCell> row_;
  std::vector<std::string> first_;
  std::vector<bool> has_words_;
  std::size_t columns_ = 0;
};

/// Whether a cell of the first row is a word over a column of numbers, of which some may be
/// missing.
bool begins_with_header(const CsvReader& reader) {
  for (std::size_t j = 0; j < reader.columns(); ++j) {
    const std::string& cell = reader.first()[j];
    const bool is_word = std::isnan(cell_number(cell)) && !is_missing_value(cell);
    if (is_word && !reader.has_words(j)) return true;
  }
  return false;
}

void drop_first_row(TextCells& cells, std::size_t columns) {
  cells.numbers.erase(cells.numbers.begin(),
                      cells.numbers.begin() + static_cast<std::ptrdiff_t>(columns));
  cells.offsets.erase(cells.offsets.begin());
  cells.lines.erase(cells.lines.begin());
}

}  // namespace

Result<Table> table_of_csv(std::string file, std::string bytes, const CsvOptions& options) {
  if (bytes.starts_with(byte_order_mark)) bytes.erase(0, byte_order_mark.size());
  CsvReader reader(file, bytes, options.separator.value_or(separator_of(bytes)));
  auto read = reader.read();
  if (!read) return read.error();
  TextCells cells = std::move(read).value();
  if (cells.lines.empty()) return DataError{{file}, "the file has no rows"};
  std::vector<std::string> names;
  if (options.has_header.value_or(begins_with_header(reader))) {
    for (const std::string& name : reader.first()) names.emplace_back(trimmed(name));
    drop_first_row(cells, reader.columns());
    if (cells.lines.empty()) return DataError{{file}, "the file has no rows but the header"};
  }
  cells.bytes = std::move(bytes);
  return Table(std::move(file), std::move(names), reader.columns(), std::move(cells));
}

}  // namespace nngen::data
