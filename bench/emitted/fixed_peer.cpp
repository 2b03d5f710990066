// The peers that know the sizes of the case when they are compiled: Eigen with matrices of fixed
// size, plain loops; and the case's numbers.

#include <random>

#include "bench/emitted/eigen_layer.hpp"
#include "bench/emitted/loop_layer.hpp"
#include "bench/emitted/products.hpp"
#include "case.hpp"

namespace nngen::bench {

namespace {

constexpr int layer_count = case_sizes.empty() ? 0 : static_cast<int>(case_sizes.size()) - 1;
template <std::size_t I>
constexpr int in_of = case_sizes[I];
template <std::size_t I>
constexpr int out_of = case_sizes[I + 1];

template <template <int, int, int> class Layer, std::size_t... I>
void add_layers(const std::string& name, const Problem& problem, Peers& peers,
                std::index_sequence<I...>) {
  using Layers = std::tuple<Layer<in_of<I>, out_of<I>, case_samples>...>;
  Layers layers{Layer<in_of<I>, out_of<I>, case_samples>(
      in_of<I>, out_of<I>, case_samples,
      I + 1 == sizeof...(I) ? Activation::none : case_activation)...};
  peers.push_back(std::make_unique<DensePeer<Layers>>(name, problem, std::move(layers)));
}

template <int Rows, int Cols>
using Fixed = Eigen::Map<Eigen::Matrix<Scalar, Rows, Cols>, Eigen::AlignedMax>;

template <int Rows, int Depth, int Cols>
void add_product(const Product& product, Operands& operands, std::vector<Candidate>& to) {
  if (product.rows != Rows || product.depth != Depth || product.cols != Cols) return;
  Scalar *a = operands.a.data(), *b = operands.b.data(), *c = operands.c.data();
  to.push_back({"Eigen fixed", [=](long calls) {
                  for (long call = 0; call < calls; ++call) {
                    Fixed<Rows, Cols>(c).noalias() = Fixed<Rows, Depth>(a) * Fixed<Depth, Cols>(b);
                    forget_memory();
                  }
                }});
  if constexpr (Rows <= 64 && Depth <= 64 && Cols <= 64) {
    to.push_back({"Eigen fixed, lazy", [=](long calls) {
                    for (long call = 0; call < calls; ++call) {
                      Fixed<Rows, Cols>{c} =
                          Fixed<Rows, Depth>(a).lazyProduct(Fixed<Depth, Cols>(b));
                      forget_memory();
                    }
                  }});
  }
}

template <std::size_t... I>
void add_products(const Product& product, Operands& operands, std::vector<Candidate>& to,
                  std::index_sequence<I...>) {
  // Equal layers give equal candidates, of which one is enough.
  const std::size_t before = to.size();
  [[maybe_unused]] const auto add = [&](auto adder) {
    if (to.size() == before) adder(product, operands, to);
  };
  (add(add_product<out_of<I>, in_of<I>, case_samples>), ...);
  (add(add_product<in_of<I>, out_of<I>, case_samples>), ...);
  (add(add_product<out_of<I>, case_samples, in_of<I>>), ...);
}

Numbers uniform(Index count, Scalar scale, std::mt19937& random) {
  std::uniform_real_distribution<Scalar> number(-scale, scale);
  return Numbers::NullaryExpr(count, [&] { return number(random); });
}

/// Targets as the loss wants them: one class of each sample, zeros and ones, or any numbers.
Numbers targets(const Problem& problem, std::mt19937& random) {
  const Index size = problem.t_rows * problem.t_cols * problem.samples;
  Numbers t = uniform(size, 1, random);
  if (problem.program == "logistic_regression") t = (t.array() > 0).cast<Scalar>();
  if (problem.sizes.empty() || problem.loss != Loss::cross_entropy) return t;
  t.setZero();
  std::uniform_int_distribution<Index> one(0, problem.t_rows - 1);
  for (Index j = 0; j < problem.samples; ++j) t[j * problem.t_rows + one(random)] = 1;
  return t;
}

}  // namespace

Problem the_problem() {
  Problem problem;
  problem.program = case_program;
  problem.sizes.assign(case_sizes.begin(), case_sizes.end());
  problem.activation = case_activation;
  problem.loss = case_loss;
  problem.samples = case_samples;
  problem.x_rows = case_x_rows;
  problem.x_cols = case_x_cols;
  problem.t_rows = case_t_rows;
  problem.t_cols = case_t_cols;
  std::mt19937 random(1);
  problem.x = uniform(case_x_rows * case_x_cols * case_samples, 1, random);
  problem.t = targets(problem, random);
  // Such that what goes through a layer neither dies out nor grows much.
  const Scalar scale =
      case_sizes.empty() ? Scalar(0.05) : 1 / std::sqrt(static_cast<Scalar>(case_x_rows));
  problem.parameters = uniform(parameters_of_case(), scale, random);
  problem.products = products_of(problem);
  return problem;
}

void add_fixed(const Problem& problem, Peers& peers) {
  if constexpr (layer_count > 0) {
    add_layers<EigenLayer>("Eigen fixed", problem, peers, std::make_index_sequence<layer_count>());
    add_layers<LoopLayer>("plain loops", problem, peers, std::make_index_sequence<layer_count>());
  }
}

void add_fixed_products(const Product& product, Operands& operands, std::vector<Candidate>& to) {
  add_products(product, operands, to, std::make_index_sequence<layer_count>());
}

}  // namespace nngen::bench
