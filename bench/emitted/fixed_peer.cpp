// The peers that know the sizes of the case when they are compiled: Eigen with matrices of fixed
// size, plain loops; products in tiles for the limit; and the case's numbers.

#include <array>
#include <random>
#include <string_view>

#include "bench/emitted/eigen_layer.hpp"
#include "bench/emitted/loop_layer.hpp"
#include "case.hpp"
#include "timing/tiles.hpp"

namespace nngen::bench {

using timing::Candidate;
using timing::Operands;

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
void add_eigen(Operands& operands, std::vector<Candidate>& to) {
  Scalar *a = operands.a.data(), *b = operands.b.data(), *c = operands.c.data();
  to.push_back({"Eigen fixed", timing::repeated([=] {
                  Fixed<Rows, Cols>(c).noalias() = Fixed<Rows, Depth>(a) * Fixed<Depth, Cols>(b);
                })});
  if constexpr (Rows <= 64 && Depth <= 64 && Cols <= 64) {
    to.push_back({"Eigen fixed, lazy", timing::repeated([=] {
                    Fixed<Rows, Cols>{c} = Fixed<Rows, Depth>(a).lazyProduct(Fixed<Depth, Cols>(b));
                  })});
  }
}

struct Shape {
  int rows, depth, cols;
};

/// The shapes of the case's products, as `products_of` finds them; repetitions are as they come.
template <std::size_t... I>
constexpr auto shapes_of_layers(std::index_sequence<I...>) {
  return std::array<Shape, 3 * sizeof...(I)>{Shape{out_of<I>, in_of<I>, case_samples}...,
                                             Shape{in_of<I>, out_of<I>, case_samples}...,
                                             Shape{out_of<I>, case_samples, in_of<I>}...};
}

constexpr auto shapes_of_case() {
  if constexpr (layer_count > 0) {
    return shapes_of_layers(std::make_index_sequence<layer_count>());
  } else if constexpr (std::string_view(case_program) == "attention") {
    constexpr int d = case_x_rows, n = case_x_cols;
    return std::array{Shape{d, d, n * case_samples}, Shape{d, n * case_samples, d}, Shape{n, d, n},
                      Shape{d, n, n}};
  } else if constexpr (std::string_view(case_program) == "logistic_regression") {
    return std::array{Shape{case_x_rows, case_x_cols, 1}, Shape{case_x_cols, case_x_rows, 1}};
  } else {
    return std::array<Shape, 0>{};
  }
}
constexpr auto shapes = shapes_of_case();

constexpr bool is_repetition(std::size_t index) {
  for (std::size_t i = 0; i < index; ++i) {
    const bool is_same = shapes[i].rows == shapes[index].rows &&
                         shapes[i].depth == shapes[index].depth &&
                         shapes[i].cols == shapes[index].cols;
    if (is_same) return true;
  }
  return false;
}

template <std::size_t I>
void add_shape(const Product& product, Operands& operands, std::vector<Candidate>& to) {
  if constexpr (!is_repetition(I)) {
    constexpr Shape s = shapes[I];
    if (product.rows != s.rows || product.depth != s.depth || product.cols != s.cols) return;
    if constexpr (layer_count > 0) add_eigen<s.rows, s.depth, s.cols>(operands, to);
    timing::add_tiles<s.rows, s.depth, s.cols>(product, to);
  }
}

template <std::size_t... I>
void add_shapes([[maybe_unused]] const Product& product, [[maybe_unused]] Operands& operands,
                [[maybe_unused]] std::vector<Candidate>& to, std::index_sequence<I...>) {
  (add_shape<I>(product, operands, to), ...);
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
  add_shapes(product, operands, to, std::make_index_sequence<shapes.size()>());
}

}  // namespace nngen::bench
