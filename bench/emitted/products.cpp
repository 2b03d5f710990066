#include "bench/emitted/products.hpp"

#include <algorithm>

#include "bench/emitted/cblas.hpp"

namespace nngen::bench {

namespace {

void add(std::vector<Product>& to, const Product& product) {
  const auto same = [&](const Product& p) {
    return p.rows == product.rows && p.depth == product.depth && p.cols == product.cols;
  };
  const auto found = std::find_if(to.begin(), to.end(), same);
  if (found == to.end()) {
    to.push_back(product);
  } else {
    found->count += product.count;
  }
}

std::vector<Product> products_of_dense(const std::vector<Index>& sizes, Index samples) {
  std::vector<Product> products;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const Index in = sizes[i], out = sizes[i + 1];
    add(products, {out, in, samples});             // W·X
    if (i > 0) add(products, {in, out, samples});  // Wᵀ·Δ
    add(products, {out, samples, in});             // Δ·Xᵀ
  }
  return products;
}

std::vector<Product> products_of_attention(Index d, Index n, Index samples) {
  return {{d, d, n * samples, 3},   // Q, K, V
          {d, n * samples, d, 3},   // the gradients by Wq, Wk, Wv
          {n, d, n, 2 * samples},   // Kᵀ·Q and Vᵀ·Δ
          {d, n, n, 4 * samples}};  // V·P, and the cotangents of Q, K and V
}

using Form = std::pair<char, char>;
constexpr Form forms[] = {{'N', 'N'}, {'T', 'N'}, {'N', 'T'}};

template <class F>
std::function<void(long)> repeated(F f) {
  return [f](long calls) {
    for (long call = 0; call < calls; ++call) {
      f();
      forget_memory();
    }
  };
}

using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
using Map = Eigen::Map<Matrix, Eigen::AlignedMax>;

void add_eigen(const Product& p, Operands& operands, std::vector<Candidate>& to) {
  Scalar *a = operands.a.data(), *b = operands.b.data(), *c = operands.c.data();
  to.push_back({"Eigen", repeated([=] {
                  Map(c, p.rows, p.cols).noalias() =
                      Map(a, p.rows, p.depth) * Map(b, p.depth, p.cols);
                })});
  to.push_back({"Eigen, left transposed", repeated([=] {
                  Map(c, p.rows, p.cols).noalias() =
                      Map(a, p.depth, p.rows).transpose() * Map(b, p.depth, p.cols);
                })});
  to.push_back({"Eigen, right transposed", repeated([=] {
                  Map(c, p.rows, p.cols).noalias() =
                      Map(a, p.rows, p.depth) * Map(b, p.cols, p.depth).transpose();
                })});
}

void add_cblas(const Cblas& blas, const Product& p, Operands& operands,
               std::vector<Candidate>& to) {
  Scalar *a = operands.a.data(), *b = operands.b.data(), *c = operands.c.data();
  const Cblas* const library = &blas;
  for (const auto& [left, right] : forms) {
    const Index stride_a = left == 'T' ? p.depth : p.rows;
    const Index stride_b = right == 'T' ? p.cols : p.depth;
    to.push_back({blas.name(), repeated([=, left = left, right = right] {
                    library->gemm(left, right, p.rows, p.cols, p.depth, 1, a, stride_a, b, stride_b,
                                  0, c);
                  })});
  }
  if (p.cols == 1) {
    to.push_back({blas.name() + " gemv",
                  repeated([=] { library->gemv('N', p.rows, p.depth, 1, a, b, 0, c); })});
    to.push_back({blas.name() + " gemv, transposed",
                  repeated([=] { library->gemv('T', p.depth, p.rows, 1, a, b, 0, c); })});
  }
  if (p.depth == 1) {
    to.push_back({blas.name() + " ger",
                  repeated([=] { library->ger(p.rows, p.cols, Scalar(1e-9), a, b, c); })});
  }
}

/// A register of the widest kind that the compiler was told of.
#if defined(__AVX512F__)
constexpr int register_bytes = 64;
#elif defined(__AVX__)
constexpr int register_bytes = 32;
#else
constexpr int register_bytes = 16;
#endif
typedef Scalar Register __attribute__((vector_size(register_bytes)));
constexpr int chains = 12;  // enough to hide the latency of a multiply-add
constexpr int links = 256;  // in a call

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

Operands::Operands(const Product& product)
    : a(Numbers::Random(product.rows * product.depth)),
      b(Numbers::Random(product.depth * product.cols)),
      c(Numbers::Zero(product.rows * product.cols)) {}

std::vector<Candidate> candidates(const Product& product, Operands& operands) {
  std::vector<Candidate> all;
  add_eigen(product, operands, all);
  for (const Cblas& blas : all_cblas()) add_cblas(blas, product, operands, all);
  add_fixed_products(product, operands, all);
  return all;
}

void run_peak(long calls) {
  Register sum[chains], factor = {}, addend = {};
  for (int i = 0; i < chains; ++i) sum[i] = Register{} + static_cast<Scalar>(i);
  factor += Scalar(0.5);
  addend += Scalar(1);
  for (long call = 0; call < calls; ++call) {
    for (int link = 0; link < links; ++link) {
      for (int i = 0; i < chains; ++i) sum[i] = sum[i] * factor + addend;
    }
  }
  for (int i = 0; i < chains; ++i) asm volatile("" : : "m"(sum[i]));
}

double flops_of_peak() {
  return 2.0 * chains * links * (register_bytes / static_cast<double>(sizeof(Scalar)));
}

}  // namespace nngen::bench
