#include "data/dataset.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "data/classes.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/properties.hpp"

namespace nngen::data {
namespace {

using runtime::extent;

DataVariable empty_variable(const ir::Declaration& declaration, std::size_t samples) {
  const ir::Shape& shape = declaration.shape;
  return {declaration.name.plain(), declaration.role, shape, declaration.properties,
          ir::Matrix<double>(extent(shape.rows) * extent(shape.cols), samples)};
}

void fill_numbers(DataVariable& variable, const VariableColumns& source,
                  std::span<const std::size_t> rows) {
  std::vector<double> row(source.table->columns());
  double* next = variable.values.entries().data();
  for (const std::size_t i : rows) {
    source.table->read_row(i, row);
    for (const std::size_t column : source.columns) *next++ = row[column];
  }
}

/// Sets the target and the data set's classes and labels.
std::optional<DataError> fill_labels(Dataset& data, DataVariable& target,
                                     const VariableColumns& source,
                                     const std::vector<std::string>& known_classes) {
  const Table& table = *source.table;
  const std::size_t entries = target.values.rows();
  const std::size_t count = entries == 1 ? 2 : entries;
  const std::string name = fmt::format("the target '{}'", target.name);
  data.classes = known_classes;
  if (known_classes.empty()) {
    const Labels labels = read_labels(table, source.columns[0], data.rows);
    auto classes = choose_classes(labels, count, {table.file()}, name);
    if (!classes) return classes.error();
    data.classes = std::move(classes).value();
  }
  if (data.classes.size() != count) {
    return DataError{{table.file()},
                     fmt::format("there are {}, {} is for {}",
                                 counted(data.classes.size(), "class", "classes"), name, count)};
  }
  const ClassFinder finder(data.classes);
  for (std::size_t s = 0; s < data.samples; ++s) {
    // the rows were looked through, or the classes are theirs
    data.labels.push_back(finder.find(table, data.rows[s], source.columns[0]).value());
    const auto column = class_target(data.labels[s], entries, target.properties.sign);
    std::copy(column.begin(), column.end(), &target.values(0, s));
  }
  return std::nullopt;
}

/// What a declaration promises beyond what every class's target has.
std::optional<DataError> check_class_targets(const DataVariable& target, const Table& table) {
  if (target.properties == ir::Properties{}) return std::nullopt;
  ir::Matrix<double> value(extent(target.shape.rows), extent(target.shape.cols));
  const std::size_t entries = value.size();
  for (std::uint32_t which = 0; which < (entries == 1 ? 2 : entries); ++which) {
    value.entries() = class_target(which, entries, target.properties.sign);
    const auto broken = runtime::broken_property(value, target.properties);
    if (!broken) continue;
    return DataError{{table.file()},
                     fmt::format("'{}' made of the label {}", target.name, *broken),
                     "the program declares it so"};
  }
  return std::nullopt;
}

/// The class of a target that is one by its numbers; nothing where it is none.
std::optional<std::uint32_t> class_of(const DataVariable& target, std::size_t sample,
                                      double negative) {
  const std::size_t entries = target.values.rows();
  if (entries == 1) {
    const double value = target.values(0, sample);
    if (value != 1 && value != negative) return std::nullopt;
    return value == 1 ? 1 : 0;
  }
  std::optional<std::uint32_t> found;
  for (std::uint32_t k = 0; k < entries; ++k) {
    const double value = target.values(k, sample);
    if ((value != 0 && value != 1) || (value == 1 && found)) return std::nullopt;
    if (value == 1) found = k;
  }
  return found;
}

/// The labels that the numbers of the only target are, and its columns' names for classes.
void recognise_labels(Dataset& data, const DataVariable& target, const VariableColumns& source) {
  const auto& entries = target.values.entries();
  const bool is_sign = std::find(entries.begin(), entries.end(), -1.0) != entries.end();
  std::vector<std::uint32_t> labels;
  for (std::size_t s = 0; s < data.samples; ++s) {
    const auto found = class_of(target, s, is_sign ? -1 : 0);
    if (!found) return;
    labels.push_back(*found);
  }
  data.labels = std::move(labels);
  if (target.values.rows() == 1) {
    data.classes = {is_sign ? "-1" : "0", "1"};
    return;
  }
  for (std::size_t k = 0; k < source.columns.size(); ++k) {
    const std::string name = source.table->name(source.columns[k]);
    data.classes.push_back(name.empty() ? std::to_string(k + 1) : name);
  }
}

}  // namespace

Result<Dataset> make_dataset(const ir::Program& program, const std::vector<DataSource>& sources,
                             const DatasetOptions& options) {
  const auto plan = plan_columns(program, sources, options.columns);
  if (!plan) return plan.error();
  auto usable = find_usable_rows(program, plan.value(), options.on_bad_row, options.classes);
  if (!usable) return usable.error();
  UsableRows found = std::move(usable).value();
  Dataset data;
  data.samples = found.rows.size();
  data.rows = std::move(found.rows);
  data.skipped = std::move(found.skipped);
  const bool has_one_target = program.with_role(ir::Role::target).size() == 1;
  for (const VariableColumns& source : plan.value()) {
    DataVariable variable = empty_variable(program.declarations[source.declaration], data.samples);
    if (source.is_label) {
      if (auto wrong = check_class_targets(variable, *source.table)) return *std::move(wrong);
      if (auto wrong = fill_labels(data, variable, source, options.classes))
        return *std::move(wrong);
    } else {
      fill_numbers(variable, source, data.rows);
      if (variable.role == ir::Role::target && has_one_target) {
        recognise_labels(data, variable, source);
      }
    }
    data.variables.push_back(std::move(variable));
  }
  return data;
}

Dataset select_samples(const Dataset& data, std::span<const std::size_t> samples) {
  Dataset result;
  result.samples = samples.size();
  result.classes = data.classes;
  for (const std::size_t s : samples) {
    result.rows.push_back(data.rows[s]);
    if (!data.labels.empty()) result.labels.push_back(data.labels[s]);
  }
  for (const DataVariable& variable : data.variables) {
    const std::size_t entries = variable.values.rows();
    DataVariable selected{variable.name, variable.role, variable.shape, variable.properties,
                          ir::Matrix<double>(entries, samples.size())};
    double* next = selected.values.entries().data();
    for (const std::size_t s : samples) {
      next = std::copy_n(variable.values.entries().data() + s * entries, entries, next);
    }
    result.variables.push_back(std::move(selected));
  }
  return result;
}

}  // namespace nngen::data
