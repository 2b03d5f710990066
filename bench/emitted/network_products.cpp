// The matrix products of one gradient, by hand: those of a dense network from its sizes, of the
// other programs by name.

#include "bench/emitted/problem.hpp"

namespace nngen::bench {

namespace {

std::vector<Product> products_of_dense(const std::vector<Index>& sizes, Index samples) {
  std::vector<Product> products;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const Index in = sizes[i], out = sizes[i + 1];
    add_product(products, {out, in, samples});             // W·X
    if (i > 0) add_product(products, {in, out, samples});  // Wᵀ·Δ
    add_product(products, {out, samples, in});             // Δ·Xᵀ
  }
  return products;
}

std::vector<Product> products_of_attention(Index d, Index n, Index samples) {
  return {{d, d, n * samples, 3},   // Q, K, V
          {d, n * samples, d, 3},   // the gradients by Wq, Wk, Wv
          {n, d, n, 2 * samples},   // Kᵀ·Q and Vᵀ·Δ
          {d, n, n, 4 * samples}};  // V·P, and the cotangents of Q, K and V
}

}  // namespace

std::vector<Product> products_of(const Problem& problem) {
  if (!problem.sizes.empty()) return products_of_dense(problem.sizes, problem.samples);
  if (problem.program == "attention") {
    return products_of_attention(problem.x_rows, problem.x_cols, problem.samples);
  }
  if (problem.program == "logistic_regression") {
    return {{problem.x_rows, problem.x_cols, 1}, {problem.x_cols, problem.x_rows, 1}};
  }
  return {};
}

}  // namespace nngen::bench
