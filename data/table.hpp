#pragma once
// A data file as a table: a row for each sample, columns of numbers or words.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "data/data_error.hpp"
#include "data/elements.hpp"

namespace nngen::data {

/// The cells of a text file. Words stay in the text, where a row is found by its offset.
struct TextCells {
  std::string bytes;
  char separator = ',';
  std::vector<double> numbers;         // by rows; NaN where a cell is no number
  std::vector<std::uint64_t> offsets;  // of each row in the bytes
  std::vector<std::uint64_t> lines;    // of each row, from 1
};

/// The cells of a binary file, by rows: they stay as they are in the file until they are read.
struct BinaryCells {
  std::string bytes;
  std::size_t begin = 0;  // of the first element in the bytes
  ElementFormat format;
};

class Table {
 public:
  Table(std::string file, std::vector<std::string> names, std::size_t columns, TextCells cells);
  /// The shape of the whole array, samples first; neither 0 samples nor 0 numbers in one.
  Table(std::string file, const std::vector<std::size_t>& shape, BinaryCells cells);

  const std::string& file() const { return file_; }
  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  bool has_names() const { return !names_.empty(); }
  /// The column's name; empty where it has none.
  std::string name(std::size_t column) const { return has_names() ? names_[column] : ""; }
  const std::vector<std::string>& names() const { return names_; }
  /// The extents of a sample, whose numbers in row-major order are the columns: {28, 28} of an
  /// image.
  const std::vector<std::size_t>& sample_shape() const { return sample_shape_; }

  /// The numbers of a row; NaN where a cell is no number.
  void read_row(std::size_t row, std::span<double> numbers) const;
  /// The number of one cell; NaN where it is none.
  double number(std::size_t row, std::size_t column) const;
  /// A cell as the file has it, without the quotes of a quoted one; of binary files the number.
  std::string text(std::size_t row, std::size_t column) const;
  Place place(std::size_t row) const;

 private:
  std::string file_;
  std::vector<std::string> names_;  // of each column, or none at all
  std::vector<std::size_t> sample_shape_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::variant<TextCells, BinaryCells> cells_;
};

/// How messages call a column: "column 'width'", "column 3".
std::string describe_column(const Table& table, std::size_t column);

}  // namespace nngen::data
