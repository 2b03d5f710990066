#include "data/csv_scanner.hpp"

#include <algorithm>

namespace nngen::data {

std::string CsvCell::value() const {
  if (!is_quoted) return std::string(text);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text[i] == '"') ++i;  // the second of two
  }
  return result;
}

CsvRow CsvScanner::next_row(std::vector<CsvCell>& cells) {
  cells.clear();
  row_offset_ = at_;
  row_line_ = line_;
  if (at_ >= text_.size()) return CsvRow::end;
  while (true) {
    cells.emplace_back();
    if (at_ < text_.size() && text_[at_] == '"') {
      const CsvRow state = quoted_cell(cells.back());
      if (state != CsvRow::row) return state;
    } else {
      cells.back() = plain_cell();
    }
    if (at_ >= text_.size()) return CsvRow::row;
    if (is_line_end(at_)) break;
    ++at_;  // the separator
  }
  skip_line_end();
  return CsvRow::row;
}

bool CsvScanner::only_empty_lines_left() {
  // what was seen ahead is not looked for again: many empty lines are read in linear time
  if (content_at_ < at_) content_at_ = text_.find_first_not_of("\r\n ", at_);
  return content_at_ == std::string_view::npos;
}

CsvCell CsvScanner::plain_cell() {
  const std::size_t begin = at_;
  while (at_ < text_.size() && text_[at_] != separator_ && !is_line_end(at_)) ++at_;
  return {text_.substr(begin, at_ - begin), false};
}

CsvRow CsvScanner::quoted_cell(CsvCell& cell) {
  fault_line_ = line_;
  const std::size_t begin = ++at_;
  while (true) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos) return CsvRow::unclosed_quote;
    // CR LF counts once, by its LF
    for (std::size_t i = at_; i < quote; ++i) {
      line_ += text_[i] == '\n' || (text_[i] == '\r' && text_[i + 1] != '\n') ? 1 : 0;
    }
    at_ = quote + 1;
    if (at_ < text_.size() && text_[at_] == '"') {
      ++at_;
      continue;
    }
    cell = {text_.substr(begin, quote - begin), true};
    fault_line_ = line_;
    const bool ends = at_ >= text_.size() || text_[at_] == separator_ || is_line_end(at_);
    return ends ? CsvRow::row : CsvRow::text_after_quote;
  }
}

void CsvScanner::skip_line_end() {
  at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
  ++line_;
}

}  // namespace nngen::data
