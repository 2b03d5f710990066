#include "runtime/evaluate.hpp"

#include "ir/op.hpp"

namespace nngen::runtime {
namespace {

using ir::Matrix;

template <class T>
class Evaluation {
 public:
  Evaluation(const ir::Graph& graph, const PointOf<T>& point)
      : graph_(graph), point_(point), values_(graph.size()) {}

  void evaluate(ir::NodeId id) {
    const auto given = point_.nodes.find(id);
    if (given != point_.nodes.end()) return keep(id, given->second);
    const ir::Node& node = graph_[id];
    switch (node.op) {
      case ir::OpKind::variable: return keep(id, variable(node));
      case ir::OpKind::sample_count: return keep(id, {false, {Matrix<T>(1, 1, T(samples()))}});
      case ir::OpKind::sum_samples: return keep(id, {false, {sum_over_samples(id)}});
      case ir::OpKind::mean_samples: {
        Matrix<T> mean = sum_over_samples(id);
        for (T& entry : mean.entries()) entry = entry / samples();
        return keep(id, {false, {std::move(mean)}});
      }
      default: break;
    }
    SampledValue<T> value{node.per_sample, {}};
    for (std::size_t s = 0; s < (node.per_sample ? point_.samples : 1); ++s) {
      value.samples.push_back(of_sample(id, s));
    }
    keep(id, std::move(value));
  }

  std::vector<SampledValue<T>> take() && { return std::move(values_); }

 private:
  double samples() const { return static_cast<double>(point_.samples); }

  void keep(ir::NodeId id, SampledValue<T> value) {
    const ir::Node& node = graph_[id];
    NNGEN_CHECK(value.per_sample == node.per_sample);
    NNGEN_CHECK(value.samples.size() == (node.per_sample ? point_.samples : 1));
    for (const Matrix<T>& sample : value.samples) {
      NNGEN_CHECK(sample.rows() == extent(node.shape.rows) &&
                  sample.cols() == extent(node.shape.cols));
    }
    values_[id.value] = std::move(value);
  }

  SampledValue<T> variable(const ir::Node& node) const {
    const auto found = point_.values.find(std::get<ir::Symbol>(node.attribute).declaration);
    NNGEN_CHECK(found != point_.values.end());
    return found->second;
  }

  Matrix<T> sum_over_samples(ir::NodeId id) const {
    const SampledValue<T>& operand = values_[graph_.operand(id, 0).value];
    Matrix<T> total = operand.at(0);
    for (std::size_t s = 1; s < point_.samples; ++s) {
      for (std::size_t i = 0; i < total.size(); ++i) total[i] += operand.at(s)[i];
    }
    return total;
  }

  Matrix<T> of_sample(ir::NodeId id, std::size_t sample) const {
    const ir::Node& node = graph_[id];
    std::vector<const Matrix<T>*> operands;
    for (const ir::NodeId operand : graph_.operands(id)) {
      operands.push_back(&values_[operand.value].at(sample));
    }
    if (node.op == ir::OpKind::apply) {
      return apply(std::get<ir::FunctionUse>(node.attribute), *operands[0]);
    }
    const ir::OpDef& def = ir::op_def(node);
    if (def.scalar) {
      Matrix<T> result = *operands[0];
      for (T& entry : result.entries()) entry = def.scalar.at(entry);
      return result;
    }
    const auto function = def.evaluate.get<T>();
    NNGEN_CHECK(function != nullptr);
    return function({graph_, node, operands, extent(node.shape.rows), extent(node.shape.cols)});
  }

  // The parts of a direct sum share out the rows: each coordinate of each column has one function.
  Matrix<T> apply(ir::FunctionUse use, Matrix<T> x) const {
    const ir::Function& function = graph_.function(use.function);
    std::size_t row = 0;
    for (const ir::FunctionPart& part : function.parts) {
      const ir::ScalarEvaluator& scalar = ir::op_def(part.op).scalar;
      NNGEN_CHECK(scalar.is_set);
      const std::size_t end = function.is_direct_sum ? row + extent(part.count) : x.rows();
      NNGEN_CHECK(end <= x.rows());
      for (; row < end; ++row) {
        for (std::size_t j = 0; j < x.cols(); ++j) x(row, j) = scalar.at(x(row, j), use.order);
      }
    }
    NNGEN_CHECK(row == x.rows());
    return x;
  }

  const ir::Graph& graph_;
  const PointOf<T>& point_;
  std::vector<SampledValue<T>> values_;
};

}  // namespace

template <class T>
std::vector<SampledValue<T>> evaluate_all(const ir::Graph& graph, std::span<const ir::NodeId> roots,
                                          const PointOf<T>& point) {
  const std::vector<bool> needed = ir::reachable(graph, roots);
  Evaluation<T> evaluation(graph, point);
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    if (needed[i]) evaluation.evaluate({i});
  }
  return std::move(evaluation).take();
}

template <class T>
std::vector<SampledValue<T>> evaluate(const ir::Graph& graph, std::span<const ir::NodeId> roots,
                                      const PointOf<T>& point) {
  const std::vector<SampledValue<T>> all = evaluate_all(graph, roots, point);
  std::vector<SampledValue<T>> values;
  for (const ir::NodeId root : roots) values.push_back(all[root.value]);
  return values;
}

#define NNGEN_INSTANTIATE(T)                                                                       \
  template std::vector<SampledValue<T>> evaluate_all<T>(                                           \
      const ir::Graph&, std::span<const ir::NodeId>, const PointOf<T>&);                           \
  template std::vector<SampledValue<T>> evaluate<T>(const ir::Graph&, std::span<const ir::NodeId>, \
                                                    const PointOf<T>&);
NNGEN_INSTANTIATE(double)
NNGEN_INSTANTIATE(ir::Dual<double>)
NNGEN_INSTANTIATE(ir::Var<double>)
NNGEN_INSTANTIATE(ir::Var<ir::Dual<double>>)
#undef NNGEN_INSTANTIATE

}  // namespace nngen::runtime
