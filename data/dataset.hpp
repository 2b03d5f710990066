#pragma once
// Samples of a program's inputs and targets.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/column_plan.hpp"
#include "data/usable_rows.hpp"
#include "ir/value.hpp"

namespace nngen::data {

struct DataVariable {
  std::string name;  // plain
  ir::Role role = ir::Role::input;
  ir::Shape shape;
  ir::Properties properties;
  ir::Matrix<double> values;  // a column for each sample; a matrix's entries column by column
};

struct Dataset {
  std::vector<DataVariable> variables;  // inputs and targets in order of declaration
  std::size_t samples = 0;
  /// Of a target that names classes: their names in the order of its entries, of a single number
  /// the class that is 0 (or −1) first; and the class of each sample. Empty where there is no such
  /// target.
  std::vector<std::string> classes;
  std::vector<std::uint32_t> labels;
  std::vector<std::size_t> rows;  // of each sample in the tables, from 0
  SkippedRows skipped;
};

struct DatasetOptions {
  ColumnRequests columns;
  OnBadRow on_bad_row = OnBadRow::fail;
  /// The classes of the labels, if they are known from elsewhere: those of a trained network.
  std::vector<std::string> classes;
};

/// The samples that the tables hold for the program: plan_columns, then find_usable_rows, then
/// their numbers. A target's only column is a label where the target is a vector, or the column
/// holds words. Targets that are one-hot, or numbers 0 and 1 or −1 and 1 alone, give labels as
/// well.
Result<Dataset> make_dataset(const ir::Program& program, const std::vector<DataSource>& sources,
                             const DatasetOptions& options = {});

/// These samples, in this order; one may come more than once.
Dataset select_samples(const Dataset& data, std::span<const std::size_t> samples);

}  // namespace nngen::data
