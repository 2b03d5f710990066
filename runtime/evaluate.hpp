#pragma once
// The reference: the value of every node by the plain definition of its operation, one after
// another. Made to be obvious; nothing here knows a derivative or a simplification.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "ir/dual.hpp"
#include "ir/graph.hpp"
#include "ir/tape.hpp"
#include "ir/value.hpp"

namespace nngen::runtime {

/// A dimension as a count; it must be known.
inline std::size_t extent(const ir::Dim& dim) { return static_cast<std::size_t>(dim.value()); }

/// The value of a node: one matrix, or one for each sample of the call.
template <class T>
struct SampledValue {
  bool per_sample = false;
  std::vector<ir::Matrix<T>> samples;

  const ir::Matrix<T>& at(std::size_t sample) const { return samples[per_sample ? sample : 0]; }
};

/// Values of declarations, by their place in Program::declarations. Inputs and targets are per
/// sample.
template <class T>
struct PointOf {
  std::size_t samples = 1;
  std::map<std::uint32_t, SampledValue<T>> values;
  /// Values of nodes in place of what their operations give: of what a derivative is taken by.
  std::map<ir::NodeId, SampledValue<T>> nodes = {};
};
using Point = PointOf<double>;

/// The value of each node that the roots need, by its id; the others are empty. T is double,
/// Dual<double>, Var<double> or Var<Dual<double>>. Every dimension must be known and every variable
/// in reach must have a value of its shape (else InternalError).
template <class T>
std::vector<SampledValue<T>> evaluate_all(const ir::Graph& graph, std::span<const ir::NodeId> roots,
                                          const PointOf<T>& point);

/// The values of the roots, in their order; see `evaluate_all`.
template <class T>
std::vector<SampledValue<T>> evaluate(const ir::Graph& graph, std::span<const ir::NodeId> roots,
                                      const PointOf<T>& point);

}  // namespace nngen::runtime
