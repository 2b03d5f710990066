#pragma once
// First weights from the data: how much a target goes with an input.

#include <cstddef>
#include <vector>

#include "trainer/data.hpp"
#include "trainer/network.hpp"

namespace train {

/// W(i, j) = E[t_i·x_j]/E[x_j²] over the samples, for each parameter that takes the network's only input to the
/// shape of its only target; of a target that is one number, for a column as long as the input, too. An input that
/// is always 0 gets 0. The other parameters stay as they are.
template <class Network>
Problem begin_with_correlations(Network& network, const Set<Network>& set) {
  std::vector<std::size_t> inputs, targets;
  for (std::size_t i = 0; i < Network::data.size(); ++i) {
    if (Network::data[i].role == Role::input) inputs.push_back(i);
    if (Network::data[i].role == Role::target) targets.push_back(i);
  }
  if (inputs.size() != 1 || targets.size() != 1) {
    return "--init correlation needs one input and one target";
  }
  const std::size_t from = Network::data[inputs[0]].numbers, to = Network::data[targets[0]].numbers;
  std::vector<double> products(to * from, 0), squares(from, 0);  // sums over the samples
  for (std::size_t s = 0; s < set.samples; ++s) {
    const auto* x = set.sample(inputs[0], s);
    const auto* t = set.sample(targets[0], s);
    for (std::size_t j = 0; j < from; ++j) {
      squares[j] += static_cast<double>(x[j]) * static_cast<double>(x[j]);
      for (std::size_t i = 0; i < to; ++i) {
        products[j * to + i] += static_cast<double>(t[i]) * static_cast<double>(x[j]);
      }
    }
  }
  bool any = false;
  for (const ArrayInfo& array : Network::parameters) {
    const bool is_matrix = array.rows == to && array.cols == from;
    const bool is_column = to == 1 && array.rows == from && array.cols == 1;
    if (!is_matrix && !is_column) continue;
    any = true;
    for (std::size_t k = 0; k < products.size(); ++k) {
      const double square = squares[k / to];
      const double weight = square > 0 ? products[k] / square : 0;
      network.values()[array.place + k] = static_cast<typename Network::Scalar>(weight);
    }
  }
  return any ? Problem() : "--init correlation needs a parameter that takes the input to the target";
}

}  // namespace train
