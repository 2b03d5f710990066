#include "cli/training_data.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "data/read_table.hpp"
#include "data/split.hpp"
#include "data/weights.hpp"
#include "runtime/evaluate.hpp"
#include "runtime/names.hpp"

namespace nngen::cli {
namespace {

using data::DataError;
using data::Dataset;
using data::DataSource;
using runtime::extent;
using Wrong = std::optional<DataError>;

data::Result<std::vector<DataSource>> read_sources(const std::vector<DataFile>& files) {
  std::vector<DataSource> sources;
  for (const DataFile& file : files) {
    auto table = data::read_table(file.path);
    if (!table) return table.error();
    sources.push_back({file.variable, std::move(table).value()});
  }
  return sources;
}

/// The entries of a const: the table has them as they stand in the matrix; those of a vector may
/// stand in a row.
data::Result<data::Tensor> constant_of(const ir::Declaration& declaration,
                                       const data::Table& table) {
  const std::size_t rows = extent(declaration.shape.rows), cols = extent(declaration.shape.cols);
  const bool is_vector = rows == 1 || cols == 1;
  const bool fits = (table.rows() == rows && table.columns() == cols) ||
                    (is_vector && table.rows() == cols && table.columns() == rows);
  if (!fits) {
    return DataError{
        {table.file()},
        fmt::format("the const '{}' is {}×{}, the file has {}×{} numbers", declaration.name.plain(),
                    rows, cols, table.rows(), table.columns())};
  }
  data::Tensor tensor{declaration.name.plain(), {rows * cols}, {}};
  for (std::size_t j = 0; j < table.columns(); ++j) {
    for (std::size_t i = 0; i < table.rows(); ++i) {
      tensor.values.push_back(table.number(i, j));
      if (std::isfinite(tensor.values.back())) continue;
      return DataError{table.place(i),
                       fmt::format("{} is no finite number", data::describe_column(table, j))};
    }
  }
  return tensor;
}

/// Takes the files of constants out of the sources.
Wrong take_constants(const ir::Program& program, std::vector<DataSource>& sources,
                     std::vector<data::Tensor>& constants) {
  for (const ir::Declaration* declaration : program.with_role(ir::Role::constant)) {
    const std::string name = declaration->name.plain();
    const auto source = std::find_if(sources.begin(), sources.end(), [&](const DataSource& s) {
      return !s.variable.empty() && runtime::plain_spelling(s.variable) == name;
    });
    if (source == sources.end()) {
      return DataError{{},
                       fmt::format("there are no values for the const '{}'", name),
                       fmt::format("give it a file: --data {}=FILE", name)};
    }
    auto tensor = constant_of(*declaration, source->table);
    if (!tensor) return tensor.error();
    constants.push_back(std::move(tensor).value());
    sources.erase(source);
  }
  return std::nullopt;
}

/// What is known of the data from the weights that the training starts with: the network expects
/// inputs and classes as these were.
data::Result<data::Preparation> preparation_of_start(const ir::Program& program,
                                                     const std::string& path) {
  if (path.empty()) return data::Preparation{};
  const auto file = data::read_safetensors(path);
  if (!file) return file.error();
  const auto weights = data::weights_of(program, path, file.value().tensors);
  if (!weights) return weights.error();
  return data::preparation_of(path, file.value().metadata);
}

class Reader {
 public:
  Reader(const ir::Program& program, const Options& options)
      : program_(program), training_(options.training), seed_(options.seed.value_or(1)) {
    wanted_.columns = {training_.map, training_.label};
    if (training_.skips_bad_rows) wanted_.on_bad_row = data::OnBadRow::skip;
  }

  data::Result<TrainingData> read() {
    auto start = preparation_of_start(program_, training_.init_from);
    if (!start) return start.error();
    wanted_.classes = start.value().classes;
    if (auto wrong = read_training()) return *std::move(wrong);
    // another file has the classes of this one, whether or not all occur there
    wanted_.classes = result_.training().classes;
    if (auto wrong = read_part("validation", training_.validation)) return *std::move(wrong);
    if (auto wrong = read_part("test", training_.test)) return *std::move(wrong);
    if (auto wrong = prepare(std::move(start).value())) return *std::move(wrong);
    return std::move(result_);
  }

 private:
  Wrong read_training() {
    auto read = read_sources(training_.data);
    if (!read) return read.error();
    std::vector<DataSource> sources = std::move(read).value();
    if (auto wrong = take_constants(program_, sources, result_.constants)) return wrong;
    auto all = data::make_dataset(program_, sources, wanted_);
    if (!all) return all.error();
    count_skipped(all.value().skipped);
    if (training_.split.empty()) return add("training", "", std::move(all).value());
    return cut(all.value());
  }

  Wrong cut(const Dataset& all) {
    data::SplitOptions options{{}, seed_, training_.is_stratified};
    for (const double part : training_.split) {
      if (part > 0) options.fractions.push_back(part);
    }
    // written with few digits, the shares sum to 1 but for roundings
    options.fractions.back() = 1;
    for (std::size_t i = 0; i + 1 < options.fractions.size(); ++i) {
      options.fractions.back() -= options.fractions[i];
    }
    auto cut = data::split(all, options);
    if (!cut) return cut.error();
    std::vector<Dataset> parts = std::move(cut).value();
    const char* titles[] = {"training", "validation", "test"};
    auto part = parts.begin();
    for (std::size_t i = 0; i < training_.split.size(); ++i) {
      if (training_.split[i] == 0) continue;
      add(titles[i], i == 0 ? "" : std::string(titles[i]) + ".", std::move(*part++));
    }
    return std::nullopt;
  }

  Wrong read_part(const std::string& title, const std::vector<DataFile>& files) {
    if (files.empty()) return std::nullopt;
    auto sources = read_sources(files);
    if (!sources) return sources.error();
    auto samples = data::make_dataset(program_, sources.value(), wanted_);
    if (!samples) return samples.error();
    count_skipped(samples.value().skipped);
    return add(title, title + ".", std::move(samples).value());
  }

  Wrong add(std::string title, std::string prefix, Dataset samples) {
    if (samples.samples == 0) return DataError{{}, fmt::format("there are no {} samples", title)};
    result_.parts.push_back({std::move(prefix), std::move(title), std::move(samples)});
    return std::nullopt;
  }

  void count_skipped(const data::SkippedRows& skipped) {
    result_.skipped.count += skipped.count;
    result_.skipped.first.insert(result_.skipped.first.end(), skipped.first.begin(),
                                 skipped.first.end());
  }

  Wrong prepare(data::Preparation of_start) {
    result_.preparation = std::move(of_start);
    const bool learns = training_.standardises && result_.preparation.inputs.empty();
    if (learns) result_.preparation = data::learn_preparation(result_.training());
    result_.preparation.classes = result_.training().classes;
    for (DataPart& part : result_.parts) {
      if (auto wrong = data::apply(result_.preparation, part.samples)) return wrong;
    }
    return std::nullopt;
  }

  const ir::Program& program_;
  const TrainingOptions& training_;
  std::uint64_t seed_;
  data::DatasetOptions wanted_;
  TrainingData result_;
};

}  // namespace

data::Result<TrainingData> read_training_data(const ir::Program& program, const Options& options) {
  return Reader(program, options).read();
}

std::vector<data::Tensor> tensors_of(TrainingData&& data) {
  std::vector<data::Tensor> tensors = std::move(data.constants);
  for (DataPart& part : data.parts) {
    for (data::DataVariable& variable : part.samples.variables) {
      tensors.push_back({part.prefix + variable.name,
                         {part.samples.samples, variable.values.rows()},
                         std::move(variable.values.entries())});
    }
  }
  return tensors;
}

Failure failure_of(const data::DataError& error) { return {error.to_string(), error.hint}; }

}  // namespace nngen::cli
