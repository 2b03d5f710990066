// A dense network by hand with Eigen's matrices of dynamic size.

#include "bench/emitted/eigen_layer.hpp"

namespace nngen::bench {

void add_dynamic(const Problem& problem, Peers& peers) {
  using Layer = EigenLayer<Eigen::Dynamic, Eigen::Dynamic, Eigen::Dynamic>;
  if (problem.sizes.empty()) return;
  const std::size_t last = problem.sizes.size() - 2;
  std::vector<Layer> layers;
  for (std::size_t i = 0; i <= last; ++i) {
    layers.emplace_back(problem.sizes[i], problem.sizes[i + 1], problem.samples,
                        i == last ? Activation::none : problem.activation);
  }
  peers.push_back(
      std::make_unique<DensePeer<std::vector<Layer>>>("Eigen dynamic", problem, std::move(layers)));
}

}  // namespace nngen::bench
