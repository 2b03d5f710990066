#include "runtime/finite_difference.hpp"

#include "ir/check.hpp"
#include "runtime/call_loss.hpp"

namespace nngen::runtime {
namespace {

// combine(value, tangent) for each entry of the point; the tangent is 0 where nothing moves.
template <class T, class Combine>
PointOf<T> combined(const Point& point, const Point& direction, Combine combine) {
  PointOf<T> result;
  result.samples = point.samples;
  for (const auto& [declaration, value] : point.values) {
    const auto found = direction.values.find(declaration);
    SampledValue<T>& target = result.values[declaration];
    target.per_sample = value.per_sample;
    for (std::size_t s = 0; s < value.samples.size(); ++s) {
      const ir::Matrix<double>& from = value.samples[s];
      ir::Matrix<T> sample(from.rows(), from.cols());
      for (std::size_t i = 0; i < from.size(); ++i) {
        const bool moves = found != direction.values.end();
        NNGEN_CHECK(!moves || found->second.samples.at(s).size() == from.size());
        sample[i] = combine(from[i], moves ? found->second.samples[s][i] : 0.0);
      }
      target.samples.push_back(std::move(sample));
    }
  }
  return result;
}

}  // namespace

Point moved(const Point& point, const Point& direction, double step) {
  return combined<double>(point, direction,
                          [step](double value, double tangent) { return value + step * tangent; });
}

PointOf<ir::Dual<double>> dual_point(const Point& point, const Point& direction) {
  return combined<ir::Dual<double>>(point, direction, [](double value, double tangent) {
    return ir::Dual<double>(value, tangent);
  });
}

SampledValue<double> tangents(const SampledValue<ir::Dual<double>>& value) {
  SampledValue<double> result{value.per_sample, {}};
  for (const auto& sample : value.samples) {
    ir::Matrix<double> part(sample.rows(), sample.cols());
    for (std::size_t i = 0; i < part.size(); ++i) part[i] = sample[i].tangent;
    result.samples.push_back(std::move(part));
  }
  return result;
}

double dual_derivative(const ir::Graph& graph, ir::NodeId loss, ir::Reduction reduction,
                       const Point& point, const Point& direction) {
  return call_loss(graph, loss, reduction, dual_point(point, direction)).tangent;
}

double difference_derivative(const ir::Graph& graph, ir::NodeId loss, ir::Reduction reduction,
                             const Point& point, const Point& direction, double h) {
  const auto at = [&](double step) {
    return call_loss(graph, loss, reduction, moved(point, direction, step));
  };
  return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
}

}  // namespace nngen::runtime
