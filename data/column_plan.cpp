#include "data/column_plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "data/cell_number.hpp"
#include "data/column_list.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/names.hpp"

namespace nngen::data {
namespace {

using Columns = std::vector<std::size_t>;
using runtime::extent;

bool is_data(const ir::Declaration& declaration) {
  return declaration.role == ir::Role::input || declaration.role == ir::Role::target;
}

std::size_t entries_of(const ir::Declaration& declaration) {
  return extent(declaration.shape.rows) * extent(declaration.shape.cols);
}

std::string described(const ir::Declaration& declaration) {
  return fmt::format("the {} '{}'", declaration.role == ir::Role::input ? "input" : "target",
                     declaration.name.plain());
}

/// Whether all cells that hold anything hold words.
bool is_column_of_words(const Table& table, std::size_t column) {
  bool has_words = false;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (std::isfinite(table.number(i, column))) return false;
    has_words = has_words || !is_missing_value(table.text(i, column));
  }
  return has_words;
}

class Planner {
 public:
  Planner(const ir::Program& program, const std::vector<DataSource>& sources,
          const ColumnRequests& requests)
      : program_(program), sources_(sources), requests_(requests) {
    for (std::uint32_t i = 0; i < program.declarations.size(); ++i) {
      if (is_data(program.declarations[i])) plan_.push_back({i, nullptr, {}, false});
    }
  }

  Result<std::vector<VariableColumns>> plan() {
    for (const auto step :
         {&Planner::check_names, &Planner::check_repetitions, &Planner::find_tables,
          &Planner::take_mapped, &Planner::take_label, &Planner::take_own_tables,
          &Planner::take_named, &Planner::take_rest, &Planner::finish}) {
      if (auto wrong = (this->*step)()) return *std::move(wrong);
    }
    return std::move(plan_);
  }

 private:
  using Wrong = std::optional<DataError>;

  const ir::Declaration& declaration(const VariableColumns& variable) const {
    return program_.declarations[variable.declaration];
  }

  VariableColumns* find(std::string_view name) {
    const std::string plain = runtime::plain_spelling(name);
    const auto found = std::find_if(plan_.begin(), plan_.end(), [&](const auto& variable) {
      return declaration(variable).name.plain() == plain;
    });
    return found == plan_.end() ? nullptr : &*found;
  }

  Wrong check_names() {
    std::vector<std::string> known;
    for (const auto& variable : plan_) known.push_back(declaration(variable).name.plain());
    std::vector<std::string> named;
    for (const DataSource& source : sources_) named.push_back(source.variable);
    for (const auto& [name, columns] : requests_.map) named.push_back(name);
    for (const std::string& name : named) {
      if (name.empty() || find(name) != nullptr) continue;
      const auto nearest = runtime::nearest_name(name, known);
      return DataError{{},
                       fmt::format("'{}' is no input or target of the program", name),
                       nearest ? fmt::format("did you mean '{}'?", *nearest)
                               : fmt::format("there are {}", fmt::join(known, ", "))};
    }
    return std::nullopt;
  }

  Wrong check_repetitions() {
    std::vector<std::string> tables, maps;
    for (const DataSource& source : sources_) tables.push_back(source.variable);
    for (const auto& [name, columns] : requests_.map) maps.push_back(name);
    for (auto* names : {&tables, &maps}) {
      for (std::string& name : *names) name = runtime::plain_spelling(name);
      std::sort(names->begin(), names->end());
      const auto twice = std::adjacent_find(names->begin(), names->end());
      if (twice == names->end()) continue;
      if (twice->empty()) {
        return DataError{
            {}, "there are two tables for everything", "say which input or target each is for"};
      }
      return DataError{
          {},
          fmt::format("'{}' is given {} twice", *twice, names == &tables ? "a table" : "columns")};
    }
    return std::nullopt;
  }

  Wrong find_tables() {
    for (const DataSource& source : sources_) {
      for (VariableColumns& variable : plan_) {
        if (source.variable.empty() && variable.table == nullptr) variable.table = &source.table;
      }
      if (!source.variable.empty()) find(source.variable)->table = &source.table;
    }
    for (const VariableColumns& variable : plan_) {
      if (variable.table != nullptr) continue;
      return DataError{{},
                       fmt::format("there is no data for {}", described(declaration(variable)))};
    }
    return std::nullopt;
  }

  Wrong take(VariableColumns& variable, std::string_view list) {
    auto columns = columns_of(*variable.table, list);
    if (!columns) return columns.error();
    variable.columns = std::move(columns).value();
    return std::nullopt;
  }

  Wrong take_mapped() {
    for (const auto& [name, list] : requests_.map) {
      if (auto wrong = take(*find(name), list)) return wrong;
    }
    return std::nullopt;
  }

  Wrong take_label() {
    if (!requests_.label) return std::nullopt;
    const auto targets = program_.with_role(ir::Role::target);
    if (targets.size() != 1) {
      return DataError{{},
                       fmt::format("the label '{}' is for the only target, the program has {}",
                                   *requests_.label, targets.size()),
                       targets.empty() ? "" : "name the columns of each target by itself"};
    }
    VariableColumns& target = *find(targets[0]->name.plain());
    if (auto wrong = take(target, *requests_.label)) return wrong;
    if (target.columns.size() == 1) return std::nullopt;
    return DataError{{target.table->file()},
                     fmt::format("the label is one column, '{}' are {}", *requests_.label,
                                 target.columns.size())};
  }

  bool has_own_table(const VariableColumns& variable) const {
    return std::any_of(sources_.begin(), sources_.end(), [&](const DataSource& source) {
      return !source.variable.empty() && &source.table == variable.table;
    });
  }

  Wrong take_own_tables() {
    for (VariableColumns& variable : plan_) {
      if (!variable.columns.empty() || !has_own_table(variable)) continue;
      variable.columns.resize(variable.table->columns());
      std::iota(variable.columns.begin(), variable.columns.end(), std::size_t{0});
    }
    return std::nullopt;
  }

  /// `x` for a single number or a label, `x1`, `x2`, … for as many as there are entries. Columns
  /// that only happen to have such a name, as one coordinate x1 among others, are not taken.
  Wrong take_named() {
    for (VariableColumns& variable : plan_) {
      if (!variable.columns.empty() || !variable.table->has_names()) continue;
      std::map<std::string, std::size_t> places;
      for (std::size_t j = 0; j < variable.table->columns(); ++j) {
        places.emplace(runtime::plain_spelling(variable.table->name(j)), j);
      }
      const std::string name = declaration(variable).name.plain();
      const std::size_t entries = entries_of(declaration(variable));
      const bool may_be_one = entries == 1 || declaration(variable).role == ir::Role::target;
      if (const auto whole = places.find(name); whole != places.end() && may_be_one) {
        variable.columns = {whole->second};
        continue;
      }
      Columns columns;
      for (std::size_t k = 1; k <= entries; ++k) {
        const ir::Name entry{name, static_cast<std::int64_t>(k), false};
        const auto found = places.find(entry.plain());
        if (found == places.end()) break;
        columns.push_back(found->second);
      }
      if (columns.size() == entries) variable.columns = std::move(columns);
    }
    return std::nullopt;
  }

  Wrong take_rest() {
    const bool is_only_input = program_.with_role(ir::Role::input).size() == 1;
    for (VariableColumns& variable : plan_) {
      if (!variable.columns.empty() || declaration(variable).role != ir::Role::input ||
          !is_only_input) {
        continue;
      }
      std::vector<bool> is_taken(variable.table->columns(), false);
      for (const VariableColumns& other : plan_) {
        if (other.columns.empty() && &other != &variable) return no_columns(other);
        if (other.table != variable.table) continue;
        for (const std::size_t column : other.columns) is_taken[column] = true;
      }
      for (std::size_t j = 0; j < is_taken.size(); ++j) {
        if (!is_taken[j]) variable.columns.push_back(j);
      }
    }
    return std::nullopt;
  }

  DataError no_columns(const VariableColumns& variable) const {
    const ir::Declaration& data = declaration(variable);
    const std::size_t last = variable.table->columns() - 1;
    const std::string name = variable.table->name(last);
    const bool is_only_target =
        data.role == ir::Role::target && program_.with_role(ir::Role::target).size() == 1;
    const std::string example = name.empty() ? std::to_string(last + 1) : name;
    return {{variable.table->file()},
            fmt::format("no column is known to be {}", described(data)),
            is_only_target ? fmt::format("name it: --label {}, if it is the last one", example)
                           : fmt::format("name its columns: --map {}=COLUMNS", data.name.plain())};
  }

  Wrong finish() {
    for (VariableColumns& variable : plan_) {
      if (variable.columns.empty()) return no_columns(variable);
      const ir::Declaration& data = declaration(variable);
      const std::size_t entries = entries_of(data);
      if (data.role == ir::Role::target && variable.columns.size() == 1) {
        variable.is_label = entries > 1 || is_column_of_words(*variable.table, variable.columns[0]);
      }
      if (variable.is_label) {
        if (auto wrong = check_label(variable)) return wrong;
      } else if (variable.columns.size() != entries) {
        return wrong_count(variable);
      } else {
        keep_in_place(variable);
      }
    }
    return std::nullopt;
  }

  Wrong check_label(const VariableColumns& variable) const {
    const ir::Declaration& data = declaration(variable);
    if (extent(data.shape.cols) == 1 || extent(data.shape.rows) == 1) return std::nullopt;
    return DataError{{variable.table->file()},
                     fmt::format("a label is for a vector or a number, {} is {}", described(data),
                                 data.shape.to_string())};
  }

  DataError wrong_count(const VariableColumns& variable) const {
    const ir::Declaration& data = declaration(variable);
    std::string names;
    constexpr std::size_t most = 8;
    for (std::size_t k = 0; k < std::min(variable.columns.size(), most); ++k) {
      const std::string name = variable.table->name(variable.columns[k]);
      names +=
          (k == 0 ? "" : ", ") + (name.empty() ? std::to_string(variable.columns[k] + 1) : name);
    }
    if (variable.columns.size() > most) names += ", …";
    return {{variable.table->file()},
            fmt::format("{} is {}, {} a sample; it is given {}", described(data),
                        data.shape.to_string(), counted(entries_of(data), "number"),
                        counted(variable.columns.size(), "column")),
            fmt::format("these are {}; --map {}=COLUMNS chooses others", names, data.name.plain())};
  }

  /// Entries of a sample that is itself a matrix of the shape: by rows there, by columns here. A
  /// single channel is no dimension.
  void keep_in_place(VariableColumns& variable) const {
    const ir::Shape& shape = declaration(variable).shape;
    const std::size_t rows = extent(shape.rows), cols = extent(shape.cols);
    const bool is_whole = variable.columns.size() == variable.table->columns() &&
                          std::is_sorted(variable.columns.begin(), variable.columns.end());
    std::vector<std::size_t> extents = variable.table->sample_shape();
    std::erase(extents, std::size_t{1});
    if (!is_whole || extents != std::vector{rows, cols}) return;
    for (std::size_t k = 0; k < rows * cols; ++k) variable.columns[k] = k % rows * cols + k / rows;
  }

  const ir::Program& program_;
  const std::vector<DataSource>& sources_;
  const ColumnRequests& requests_;
  std::vector<VariableColumns> plan_;
};

}  // namespace

Result<std::vector<VariableColumns>> plan_columns(const ir::Program& program,
                                                  const std::vector<DataSource>& sources,
                                                  const ColumnRequests& requests) {
  return Planner(program, sources, requests).plan();
}

}  // namespace nngen::data
