#pragma once
// Small programs put together by hand, without a parser.

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "ir/op.hpp"
#include "ir/program.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::tests {

using runtime::Point;
using runtime::SampledValue;

class ProgramBuilder {
 public:
  ir::Program program;

  ir::Expr declare(const std::string& name, ir::Role role, ir::Shape shape,
                   ir::Properties properties = {}) {
    const auto index = static_cast<std::uint32_t>(program.declarations.size());
    const bool per_sample = role == ir::Role::input || role == ir::Role::target;
    const ir::Expr node = ir::variable(graph(), index, shape, per_sample);
    program.declarations.push_back(
        {ir::name_of(name), role, std::move(shape), properties, {}, node.id, {}});
    graph().set_properties({index}, properties);
    return node;
  }
  ir::Expr input(const std::string& name, ir::Shape shape, ir::Properties properties = {}) {
    return declare(name, ir::Role::input, std::move(shape), properties);
  }
  ir::Expr param(const std::string& name, ir::Shape shape, ir::Properties properties = {}) {
    return declare(name, ir::Role::param, std::move(shape), properties);
  }
  ir::Graph& graph() { return *program.graph; }
};

/// Written by rows, as on paper.
inline ir::Matrix<double> matrix(std::initializer_list<std::initializer_list<double>> rows) {
  ir::Matrix<double> result(rows.size(), rows.begin()->size());
  std::size_t i = 0;
  for (const auto& row : rows) {
    std::size_t j = 0;
    for (const double entry : row) result(i, j++) = entry;
    ++i;
  }
  return result;
}

inline ir::Matrix<double> column(std::initializer_list<double> entries) {
  ir::Matrix<double> result(entries.size(), 1);
  result.entries() = entries;
  return result;
}

inline SampledValue<double> shared(ir::Matrix<double> value) { return {false, {std::move(value)}}; }
inline SampledValue<double> sampled(std::vector<ir::Matrix<double>> samples) {
  return {true, std::move(samples)};
}

/// A point of as many samples, its values in the order of the declarations.
inline Point point_of(std::size_t samples, std::vector<SampledValue<double>> values) {
  Point point;
  point.samples = samples;
  for (std::uint32_t i = 0; i < values.size(); ++i) point.values[i] = std::move(values[i]);
  return point;
}

/// The value of one node at a point.
inline SampledValue<double> value_at(ir::Expr node, const Point& point) {
  return runtime::evaluate<double>(*node.graph, std::vector{node.id}, point)[0];
}

}  // namespace nngen::tests
