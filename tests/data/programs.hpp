#pragma once
// Programs and tables for tests of data sets.

#include <string>
#include <utility>
#include <vector>

#include "data/dataset.hpp"
#include "data/read_table.hpp"
#include "tests/data/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/runtime/programs.hpp"

namespace nngen::tests {

/// input x : R^(rows×cols), target t : R^classes.
inline ProgramBuilder network(ir::Shape input, ir::Shape target, ir::Properties of_target = {}) {
  ProgramBuilder b;
  b.input("x", std::move(input));
  b.declare("t", ir::Role::target, std::move(target), of_target);
  return b;
}

inline ir::Properties onehot() {
  ir::Properties properties;
  properties.onehot = true;
  return properties;
}

inline data::Table table_of(const std::string& name, const std::string& bytes) {
  auto table = data::table_of_bytes(name, bytes);
  INFO(error_of(table));
  REQUIRE(table);
  return std::move(table).value();
}

/// One table for everything.
inline std::vector<data::DataSource> source(const std::string& csv) {
  std::vector<data::DataSource> sources;
  sources.push_back({"", table_of("a.csv", csv)});
  return sources;
}

inline data::Dataset dataset(const ir::Program& program,
                             const std::vector<data::DataSource>& sources,
                             const data::DatasetOptions& options = {}) {
  auto result = data::make_dataset(program, sources, options);
  INFO(error_of(result));
  REQUIRE(result);
  return std::move(result).value();
}

inline data::DatasetOptions labelled(const std::string& column) {
  data::DatasetOptions options;
  options.columns.label = column;
  return options;
}

}  // namespace nngen::tests
