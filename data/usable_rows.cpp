#include "data/usable_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "data/cell_number.hpp"
#include "data/classes.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/names.hpp"
#include "runtime/properties.hpp"

namespace nngen::data {
namespace {

using Wrong = std::optional<DataError>;

/// "1,5" and "-0,25".
bool has_decimal_comma(std::string_view cell) {
  const std::size_t comma = cell.find(',');
  if (comma == cell.npos) return false;
  std::string with_point(cell);
  with_point[comma] = '.';
  return std::isfinite(cell_number(with_point));
}

DataError bad_cell(const Table& table, std::size_t row, std::size_t column) {
  const std::string cell(trimmed(table.text(row, column)));
  const std::string where = describe_column(table, column);
  if (cell.empty()) return {table.place(row), fmt::format("the cell of {} is empty", where)};
  std::string message = fmt::format("{} is '{}', which is no number", where, cell);
  const bool has_digits = cell.find_first_of("123456789") != cell.npos;
  if (has_digits && std::isinf(std::strtod(cell.c_str(), nullptr))) {
    message = fmt::format("{} is {}, which is too large", where, cell);
  } else if (std::isinf(cell_number(cell))) {
    message = fmt::format("{} is {}, which is not finite", where, cell);
  }
  return {table.place(row), std::move(message),
          has_decimal_comma(cell) ? "numbers are written with a decimal point" : ""};
}

class RowChecker {
 public:
  RowChecker(const ir::Declaration& declaration, const VariableColumns& columns,
             const std::vector<std::string>& classes)
      : declaration_(declaration),
        columns_(columns),
        classes_(classes),
        finder_(classes),
        row_(columns.table->columns()),
        value_(runtime::extent(declaration.shape.rows), runtime::extent(declaration.shape.cols)),
        has_properties_(!(declaration.properties == ir::Properties{})) {}

  Wrong check(std::size_t row) {
    if (columns_.is_label) return check_label(row);
    const Table& table = *columns_.table;
    table.read_row(row, row_);
    for (std::size_t k = 0; k < columns_.columns.size(); ++k) {
      const double number = row_[columns_.columns[k]];
      if (!std::isfinite(number)) return bad_cell(table, row, columns_.columns[k]);
      value_[k] = number;
    }
    if (!has_properties_) return std::nullopt;
    const auto broken = runtime::broken_property(value_, declaration_.properties);
    if (!broken) return std::nullopt;
    return DataError{table.place(row), fmt::format("'{}' {}", declaration_.name.plain(), *broken),
                     "the program declares it so"};
  }

 private:
  Wrong check_label(std::size_t row) const {
    const Table& table = *columns_.table;
    const std::size_t column = columns_.columns[0];
    const std::string word = label_at(table, row, column, true);
    // of words only the empty one says that there is none: '-' may be a class
    if (word.empty() || word == "nan") return bad_cell(table, row, column);
    if (classes_.empty() || finder_.find(table, row, column)) return std::nullopt;
    const auto nearest = runtime::nearest_name(word, classes_);
    return DataError{table.place(row), fmt::format("the label '{}' is none of the classes", word),
                     nearest ? fmt::format("did you mean '{}'?", *nearest)
                             : fmt::format("they are {}", fmt::join(classes_, ", "))};
  }

  const ir::Declaration& declaration_;
  const VariableColumns& columns_;
  const std::vector<std::string>& classes_;
  ClassFinder finder_;
  std::vector<double> row_;
  ir::Matrix<double> value_;
  bool has_properties_;
};

Wrong different_lengths(const std::vector<VariableColumns>& variables) {
  const Table& first = *variables.front().table;
  for (const VariableColumns& variable : variables) {
    if (variable.table->rows() == first.rows()) continue;
    return DataError{
        {variable.table->file()},
        fmt::format("the file has {}, '{}' has {}", counted(variable.table->rows(), "row"),
                    first.file(), first.rows()),
        "row by row they are the same samples"};
  }
  return std::nullopt;
}

std::string further(std::size_t count) {
  return count == 1 ? "" : fmt::format("{} cannot be used", counted(count - 1, "more row"));
}

}  // namespace

Result<UsableRows> find_usable_rows(const ir::Program& program,
                                    const std::vector<VariableColumns>& variables,
                                    OnBadRow on_bad_row, const std::vector<std::string>& classes) {
  if (variables.empty()) return DataError{{}, "the program has neither inputs nor targets"};
  if (auto wrong = different_lengths(variables)) return *std::move(wrong);
  std::vector<RowChecker> checkers;
  for (const VariableColumns& variable : variables) {
    checkers.emplace_back(program.declarations[variable.declaration], variable, classes);
  }
  constexpr std::size_t most_kept = 5;
  UsableRows result;
  for (std::size_t row = 0; row < variables.front().table->rows(); ++row) {
    Wrong wrong;
    for (RowChecker& checker : checkers) {
      wrong = checker.check(row);
      if (wrong) break;
    }
    if (!wrong) {
      result.rows.push_back(row);
    } else if (result.skipped.count++ < most_kept) {
      result.skipped.first.push_back(*std::move(wrong));
    }
  }
  const bool is_error =
      result.skipped.count > 0 && (on_bad_row == OnBadRow::fail || result.rows.empty());
  if (!is_error) return result;
  DataError error = result.skipped.first.front();
  const std::string more = further(result.skipped.count);
  error.hint += (error.hint.empty() || more.empty() ? "" : "; ") + more;
  return error;
}

}  // namespace nngen::data
