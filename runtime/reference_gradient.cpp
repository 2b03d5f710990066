#include "runtime/reference_gradient.hpp"

#include <set>

#include "ir/check.hpp"
#include "runtime/call_loss.hpp"
#include "runtime/finite_difference.hpp"

namespace nngen::runtime {
namespace {

using ir::Matrix;
using ir::NodeId;

std::uint32_t declaration_of(const ir::Program& program, NodeId variable) {
  const ir::Node& node = (*program.graph)[variable];
  NNGEN_CHECK(node.op == ir::OpKind::variable);
  return std::get<ir::Symbol>(node.attribute).declaration;
}

// The point with tape variables: those asked for are independent, all else is constant.
template <class T>
PointOf<ir::Var<T>> on_tape(const PointOf<T>& point, const std::set<std::uint32_t>& independent) {
  PointOf<ir::Var<T>> result;
  result.samples = point.samples;
  for (const auto& [declaration, value] : point.values) {
    const bool moves = independent.contains(declaration);
    SampledValue<ir::Var<T>>& target = result.values[declaration];
    target.per_sample = value.per_sample;
    for (const Matrix<T>& sample : value.samples) {
      Matrix<ir::Var<T>> variables(sample.rows(), sample.cols());
      for (std::size_t i = 0; i < sample.size(); ++i) {
        variables[i] =
            moves ? ir::Var<T>::independent(sample[i]) : ir::Var<T>(sample[i], ir::Tape<T>::none);
      }
      target.samples.push_back(std::move(variables));
    }
  }
  return result;
}

template <class T>
void add_adjoints(Matrix<T>& gradient, const Matrix<ir::Var<T>>& variables,
                  const std::vector<T>& adjoints) {
  for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += adjoints[variables[i].entry];
}

Matrix<double> projected(const Matrix<double>& gradient, const ir::Properties& properties) {
  const bool symmetric = properties.symmetric || properties.spd;
  Matrix<double> result = gradient;
  for (std::size_t j = 0; j < result.cols(); ++j) {
    for (std::size_t i = 0; i < result.rows(); ++i) {
      if (properties.diagonal && i != j)
        result(i, j) = 0;
      else if (symmetric)
        result(i, j) = 0.5 * (gradient(i, j) + gradient(j, i));
    }
  }
  return result;
}

template <class T>
struct GradientOf {
  T loss = T(0);
  std::vector<SampledValue<T>> gradients;
};

template <class T>
GradientOf<T> gradient_on_tape(const ir::Program& program, NodeId loss, std::span<const NodeId> by,
                               ir::Reduction reduction, const PointOf<T>& point) {
  const double weight = sample_weight(reduction, point.samples);
  std::set<std::uint32_t> independent;
  GradientOf<T> result;
  for (const NodeId variable : by) {
    independent.insert(declaration_of(program, variable));
    const ir::Node& node = (*program.graph)[variable];
    const Matrix<T> zero(extent(node.shape.rows), extent(node.shape.cols));
    result.gradients.push_back(
        {node.per_sample, std::vector(node.per_sample ? point.samples : 1, zero)});
  }
  for (std::size_t s = 0; s < point.samples; ++s) {
    ir::Tape<T> tape;
    const ir::Recording recording(tape);
    const auto variables = on_tape(only_sample(point, s), independent);
    const LossParts<ir::Var<T>> parts = loss_parts(*program.graph, loss, variables);
    ir::Var<T> root = weight * parts.sampled;
    if (s == 0) root += parts.shared;
    result.loss += root.value;
    const std::vector<T> adjoints = tape.adjoints(root.entry);
    for (std::size_t k = 0; k < by.size(); ++k) {
      const auto variable = variables.values.find(declaration_of(program, by[k]));
      if (variable == variables.values.end()) continue;  // not given: the loss does not need it
      SampledValue<T>& gradient = result.gradients[k];
      add_adjoints(gradient.samples[gradient.per_sample ? s : 0], variable->second.at(0), adjoints);
    }
  }
  return result;
}

// Only a param's space is restricted: an input that happens to be symmetric may move freely.
void project(const ir::Program& program, std::span<const NodeId> by,
             std::vector<SampledValue<double>>& gradients) {
  for (std::size_t k = 0; k < by.size(); ++k) {
    const std::uint32_t index = declaration_of(program, by[k]);
    const ir::Declaration& declaration = program.declarations.at(index);
    if (declaration.role != ir::Role::param) continue;
    for (Matrix<double>& sample : gradients[k].samples) {
      sample = projected(sample, declaration.properties);
    }
  }
}

}  // namespace

ReferenceGradient reference_gradient(const ir::Program& program, NodeId loss,
                                     std::span<const NodeId> by, ir::Reduction reduction,
                                     const Point& point) {
  GradientOf<double> result = gradient_on_tape<double>(program, loss, by, reduction, point);
  project(program, by, result.gradients);
  return {result.loss, std::move(result.gradients)};
}

std::vector<SampledValue<double>> reference_hessian_product(const ir::Program& program, NodeId loss,
                                                            std::span<const NodeId> by,
                                                            ir::Reduction reduction,
                                                            const Point& point,
                                                            const Point& direction) {
  const GradientOf<ir::Dual<double>> along = gradient_on_tape<ir::Dual<double>>(
      program, loss, by, reduction, dual_point(point, direction));
  std::vector<SampledValue<double>> products;
  for (const SampledValue<ir::Dual<double>>& gradient : along.gradients) {
    products.push_back(tangents(gradient));
  }
  project(program, by, products);
  return products;
}

}  // namespace nngen::runtime
