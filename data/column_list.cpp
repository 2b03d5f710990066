#include "data/column_list.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "data/cell_number.hpp"
#include "runtime/names.hpp"

namespace nngen::data {
namespace {

DataError unknown_column(const Table& table, std::string_view name) {
  DataError error{{table.file()}, fmt::format("there is no column '{}'", name)};
  if (!table.has_names()) {
    error.hint =
        fmt::format("the columns have no names, only numbers from 1 to {}", table.columns());
  } else if (const auto nearest = runtime::nearest_name(name, table.names())) {
    error.hint = fmt::format("did you mean '{}'?", *nearest);
  } else {
    constexpr std::size_t most = 8;
    const auto end =
        table.names().begin() + static_cast<std::ptrdiff_t>(std::min(most, table.names().size()));
    error.hint = fmt::format("the columns are {}{}", fmt::join(table.names().begin(), end, ", "),
                             table.columns() > most ? ", …" : "");
  }
  return error;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

bool has_name(const Table& table, std::string_view name) {
  const auto& names = table.names();
  return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
}

Result<std::size_t> one_column(const Table& table, std::string_view item) {
  const auto& names = table.names();
  if (has_name(table, item)) {
    if (std::count(names.begin(), names.end(), item) > 1) {
      return DataError{{table.file()},
                       fmt::format("more than one column has the name '{}'", item),
                       fmt::format("use their numbers, from 1 to {}", table.columns())};
    }
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), item) - names.begin());
  }
  if (!is_number(item)) return unknown_column(table, item);
  std::size_t number = 0;
  const auto error = std::from_chars(item.data(), item.data() + item.size(), number).ec;
  if (error != std::errc() || number < 1 || number > table.columns()) {
    return DataError{{table.file()},
                     fmt::format("there is no column {}", item),
                     fmt::format("they are numbered from 1 to {}", table.columns())};
  }
  return number - 1;
}

using Columns = std::vector<std::size_t>;

Result<Columns> range(const Table& table, std::string_view from, std::string_view to) {
  const auto first = one_column(table, trimmed(from));
  if (!first) return first.error();
  const auto last = one_column(table, trimmed(to));
  if (!last) return last.error();
  if (first.value() > last.value()) {
    return DataError{{table.file()},
                     fmt::format("the range '{}..{}' is empty", from, to),
                     "the column that stands first in the file comes first"};
  }
  Columns columns;
  for (std::size_t j = first.value(); j <= last.value(); ++j) columns.push_back(j);
  return columns;
}

Result<Columns> columns_of_item(const Table& table, std::string_view item) {
  const std::size_t dots = item.find("..");
  if (!has_name(table, item) && dots != item.npos) {
    return range(table, item.substr(0, dots), item.substr(dots + 2));
  }
  if (!has_name(table, item) && item.ends_with('*')) {
    Columns columns;
    for (std::size_t j = 0; j < table.names().size(); ++j) {
      if (table.names()[j].starts_with(item.substr(0, item.size() - 1))) columns.push_back(j);
    }
    if (columns.empty()) return unknown_column(table, item);
    return columns;
  }
  const auto column = one_column(table, item);
  if (!column) return column.error();
  return Columns{column.value()};
}

}  // namespace

Result<Columns> columns_of(const Table& table, std::string_view list) {
  Columns columns;
  while (true) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const auto item = columns_of_item(table, trimmed(list.substr(0, comma)));
    if (!item) return item.error();
    columns.insert(columns.end(), item.value().begin(), item.value().end());
    if (comma == list.size()) return columns;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace nngen::data
