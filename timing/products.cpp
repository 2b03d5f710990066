#include "products.hpp"

#include <algorithm>

#include "cblas.hpp"

namespace nngen::timing {

namespace {

using Form = std::pair<char, char>;
constexpr Form forms[] = {{'N', 'N'}, {'T', 'N'}, {'N', 'T'}};

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

}  // namespace

double flops_of(const Product& p) {
  return 2.0 * static_cast<double>(p.rows) * static_cast<double>(p.depth) *
         static_cast<double>(p.cols);
}

void add_product(std::vector<Product>& to, const Product& product) {
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

Operands::Operands(const Product& product)
    : a(Numbers::Random(product.rows * product.depth)),
      b(Numbers::Random(product.depth * product.cols)),
      c(Numbers::Zero(product.rows * product.cols)) {}

void add_libraries(const Product& product, Operands& operands, std::vector<Candidate>& to) {
  add_eigen(product, operands, to);
  for (const Cblas& blas : all_cblas()) add_cblas(blas, product, operands, to);
}

}  // namespace nngen::timing
