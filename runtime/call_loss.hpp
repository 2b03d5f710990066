#pragma once
// The loss of a call over M samples, from the loss of one sample: a term that no sample enters (a
// weight penalty) counts once, whether the samples' losses are averaged or summed.

#include "ir/calculus/differentiate.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::runtime {

/// The point's sample s alone, as a call of one sample.
template <class T>
PointOf<T> only_sample(const PointOf<T>& point, std::size_t sample);

/// One sample's loss: what depends on the sample, and the sum of the terms that no sample enters,
/// seen through sums, scalar factors and divisors that no sample enters either.
template <class T>
struct LossParts {
  T sampled = T(0);
  T shared = T(0);
};
/// At a point of one sample.
template <class T>
LossParts<T> loss_parts(const ir::Graph& graph, ir::NodeId loss, const PointOf<T>& point);

/// The weight of one sample's loss in the call's: 1, or 1/M for the mean.
double sample_weight(ir::Reduction reduction, std::size_t samples);

/// Reduction none takes a point of one sample.
template <class T>
T call_loss(const ir::Graph& graph, ir::NodeId loss, ir::Reduction reduction,
            const PointOf<T>& point);

}  // namespace nngen::runtime
