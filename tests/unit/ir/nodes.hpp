#pragma once
// A graph with a few variables that have values, and the plain evaluation of its nodes by the rows.

#include <initializer_list>
#include <vector>

#include "ir/op.hpp"

namespace nngen::tests {

/// Written by rows, as on paper.
inline ir::Matrix<double> rows(std::initializer_list<std::initializer_list<double>> lines) {
  ir::Matrix<double> result(lines.size(), lines.begin()->size());
  std::size_t i = 0;
  for (const auto& line : lines) {
    std::size_t j = 0;
    for (const double entry : line) result(i, j++) = entry;
    ++i;
  }
  return result;
}

class Nodes {
 public:
  ir::Graph graph;

  ir::Expr variable(const ir::Shape& shape, bool per_sample = false) {
    values_.emplace_back();
    return ir::variable(graph, static_cast<std::uint32_t>(values_.size() - 1), shape, per_sample);
  }
  ir::Expr scalar(bool per_sample = false) { return variable(ir::Shape::scalar(), per_sample); }
  ir::Expr vector(std::int64_t n, bool per_sample = false) {
    return variable(ir::Shape::vector(n), per_sample);
  }
  ir::Expr matrix(std::int64_t m, std::int64_t n) { return variable({m, n}); }

  /// A variable with a value.
  ir::Expr with_value(ir::Matrix<double> value) {
    const ir::Shape shape{static_cast<std::int64_t>(value.rows()),
                          static_cast<std::int64_t>(value.cols())};
    const ir::Expr x = variable(shape);
    values_.back() = std::move(value);
    return x;
  }
  ir::Expr with_value(double value) { return with_value(rows({{value}})); }

  /// The value of one sample: nothing here is over the samples of a call.
  template <class T = double>
  ir::Matrix<T> value(ir::Expr root) const {
    const std::vector<ir::NodeId> roots = {root.id};
    const std::vector<bool> needed = ir::reachable(graph, roots);
    std::vector<ir::Matrix<T>> values(graph.size());
    for (std::uint32_t id = 0; id <= root.id.value; ++id) {
      if (needed[id]) values[id] = value_of<T>({id}, values);
    }
    return values[root.id.value];
  }
  double number(ir::Expr root) const { return value(root)[0]; }

 private:
  template <class T>
  ir::Matrix<T> value_of(ir::NodeId id, const std::vector<ir::Matrix<T>>& values) const {
    const ir::Node& node = graph[id];
    const ir::OpDef& def = ir::op_def(node);
    std::vector<const ir::Matrix<T>*> operands;
    for (const ir::NodeId operand : graph.operands(id)) operands.push_back(&values[operand.value]);
    if (node.op == ir::OpKind::variable) {
      ir::Matrix<T> result(extent(node.shape.rows), extent(node.shape.cols));
      const ir::Matrix<double>& value = values_[std::get<ir::Symbol>(node.attribute).declaration];
      for (std::size_t i = 0; i < result.size(); ++i) result[i] = value[i];
      return result;
    }
    if (def.scalar) {
      ir::Matrix<T> result = *operands[0];
      for (T& entry : result.entries()) entry = def.scalar.at(entry);
      return result;
    }
    return def.evaluate.get<T>()(
        {graph, node, operands, extent(node.shape.rows), extent(node.shape.cols)});
  }
  static std::size_t extent(const ir::Dim& dim) { return static_cast<std::size_t>(dim.value()); }

  std::vector<ir::Matrix<double>> values_;
};

}  // namespace nngen::tests
