#include "data/table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "data/csv_scanner.hpp"
#include "ir/check.hpp"

namespace nngen::data {

Table::Table(std::string file, std::vector<std::string> names, std::size_t columns, TextCells cells)
    : file_(std::move(file)),
      names_(std::move(names)),
      sample_shape_{columns},
      rows_(cells.lines.size()),
      columns_(columns),
      cells_(std::move(cells)) {}

Table::Table(std::string file, const std::vector<std::size_t>& shape, BinaryCells cells)
    : file_(std::move(file)),
      sample_shape_(shape.begin() + 1, shape.end()),
      rows_(shape.front()),
      columns_(1),
      cells_(std::move(cells)) {
  for (const std::size_t extent : sample_shape_) columns_ *= extent;
}

void Table::read_row(std::size_t row, std::span<double> numbers) const {
  NNGEN_CHECK(row < rows_ && numbers.size() == columns_);
  if (const auto* text = std::get_if<TextCells>(&cells_)) {
    const double* begin = text->numbers.data() + row * columns_;
    std::copy(begin, begin + columns_, numbers.begin());
    return;
  }
  const auto& binary = std::get<BinaryCells>(cells_);
  const std::size_t bytes = columns_ * element_size(binary.format.type);
  const std::string_view all = binary.bytes;
  decode(all.substr(binary.begin + row * bytes, bytes), binary.format, numbers);
}

double Table::number(std::size_t row, std::size_t column) const {
  NNGEN_CHECK(row < rows_ && column < columns_);
  if (const auto* text = std::get_if<TextCells>(&cells_)) {
    return text->numbers[row * columns_ + column];
  }
  const auto& binary = std::get<BinaryCells>(cells_);
  const std::size_t size = element_size(binary.format.type);
  const std::size_t begin = binary.begin + (row * columns_ + column) * size;
  double number = 0;
  decode(std::string_view(binary.bytes).substr(begin, size), binary.format, {&number, 1});
  return number;
}

std::string Table::text(std::size_t row, std::size_t column) const {
  NNGEN_CHECK(row < rows_ && column < columns_);
  if (const auto* text = std::get_if<TextCells>(&cells_)) {
    CsvScanner scanner(std::string_view(text->bytes).substr(text->offsets[row]), text->separator);
    std::vector<CsvCell> cells;
    scanner.next_row(cells);
    return cells[column].value();
  }
  return fmt::format("{}", number(row, column));
}

Place Table::place(std::size_t row) const {
  if (const auto* text = std::get_if<TextCells>(&cells_)) {
    return {file_, static_cast<std::size_t>(text->lines[row])};
  }
  return {file_, 0, row + 1};
}

std::string describe_column(const Table& table, std::size_t column) {
  const std::string name = table.name(column);
  return name.empty() ? fmt::format("column {}", column + 1) : fmt::format("column '{}'", name);
}

}  // namespace nngen::data
