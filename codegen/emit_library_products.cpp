#include "codegen/emit_library_products.hpp"

namespace nngen::codegen {
namespace {

constexpr std::string_view eigen_text = R"nngen(namespace detail {

/// A matrix whose entries are neighbours along its columns or along its rows, as Eigen's.
template <class T, Index R, Index C, Index RS, Index CS>
auto as_eigen(const Matrix<T, R, C, RS, CS>& a) {
  constexpr int order = RS == 1 ? Eigen::ColMajor : Eigen::RowMajor;
  using Plain = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, order>;
  using Mapped = std::conditional_t<std::is_const_v<T>, const Plain, Plain>;
  const Index distance = RS == 1 ? Index(a.col_stride) : Index(a.row_stride);
  return Eigen::Map<Mapped, 0, Eigen::OuterStride<>>(a.data, a.rows, a.cols,
                                                     Eigen::OuterStride<>(distance));
}
/// c = scale·a·b, by Eigen.
template <class A, class B, class C>
void assign_product(const C& c, Scalar scale, const A& a, const B& b) {
  as_eigen(c).noalias() = scale * as_eigen(a) * as_eigen(b);
}
/// c = c + scale·a·b, by Eigen.
template <class A, class B, class C>
void add_product(const C& c, Scalar scale, const A& a, const B& b) {
  as_eigen(c).noalias() += scale * as_eigen(a) * as_eigen(b);
}

}  // namespace detail
)nngen";

constexpr std::string_view blas_text = R"nngen(namespace detail {

// The library's routines in the type of the header's numbers.
inline void gemm(CBLAS_TRANSPOSE a_lies, CBLAS_TRANSPOSE b_lies, int m, int n, int k, float alpha,
                 const float* a, int lda, const float* b, int ldb, float beta, float* c, int ldc) {
  cblas_sgemm(CblasColMajor, a_lies, b_lies, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
inline void gemm(CBLAS_TRANSPOSE a_lies, CBLAS_TRANSPOSE b_lies, int m, int n, int k, double alpha,
                 const double* a, int lda, const double* b, int ldb, double beta, double* c, int ldc) {
  cblas_dgemm(CblasColMajor, a_lies, b_lies, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
inline void gemv(CBLAS_TRANSPOSE a_lies, int m, int n, float alpha, const float* a, int lda,
                 const float* x, int x_step, float beta, float* y, int y_step) {
  cblas_sgemv(CblasColMajor, a_lies, m, n, alpha, a, lda, x, x_step, beta, y, y_step);
}
inline void gemv(CBLAS_TRANSPOSE a_lies, int m, int n, double alpha, const double* a, int lda,
                 const double* x, int x_step, double beta, double* y, int y_step) {
  cblas_dgemv(CblasColMajor, a_lies, m, n, alpha, a, lda, x, x_step, beta, y, y_step);
}

/// A matrix as the library takes it: column after column, or that of its transpose.
template <class T>
struct Operand {
  T* data;
  CBLAS_TRANSPOSE lies;
  int rows, cols;  // as it lies
  int distance;    // between columns
};
template <class T, Index R, Index C, Index RS, Index CS>
Operand<T> as_operand(const Matrix<T, R, C, RS, CS>& a) {
  const int rows = static_cast<int>(a.rows);
  const int cols = static_cast<int>(a.cols);
  if (RS == 1) return {a.data, CblasNoTrans, rows, cols, static_cast<int>(a.col_stride)};
  return {a.data, CblasTrans, cols, rows, static_cast<int>(a.row_stride)};
}
/// c = scale·a·b + kept·c.
template <class A, class B, class T, Index R, Index C, Index RS, Index CS>
void library_product(Scalar kept, const Matrix<T, R, C, RS, CS>& c, Scalar scale, const A& a,
                     const B& b) {
  if constexpr (RS != 1) {
    library_product(kept, transposed(c), scale, transposed(b), transposed(a));
  } else if constexpr (C == 1) {
    const auto left = as_operand(a);
    gemv(left.lies, left.rows, left.cols, scale, left.data, left.distance, b.data,
         static_cast<int>(b.row_stride), kept, c.data, 1);
  } else if constexpr (R == 1) {
    const auto right = as_operand(transposed(b));
    gemv(right.lies, right.rows, right.cols, scale, right.data, right.distance, a.data,
         static_cast<int>(a.col_stride), kept, c.data, static_cast<int>(c.col_stride));
  } else {
    const auto left = as_operand(a);
    const auto right = as_operand(b);
    gemm(left.lies, right.lies, static_cast<int>(c.rows), static_cast<int>(c.cols),
         static_cast<int>(a.cols), scale, left.data, left.distance, right.data, right.distance, kept,
         c.data, static_cast<int>(c.col_stride));
  }
}
/// c = scale·a·b, by the library.
template <class A, class B, class C>
void assign_product(const C& c, Scalar scale, const A& a, const B& b) {
  library_product(Scalar(0), c, scale, a, b);
}
/// c = c + scale·a·b, by the library.
template <class A, class B, class C>
void add_product(const C& c, Scalar scale, const A& a, const B& b) {
  library_product(Scalar(1), c, scale, a, b);
}

}  // namespace detail
)nngen";

}  // namespace

std::string_view library_include(Gemm gemm) { return gemm == Gemm::blas ? "cblas.h" : ""; }

std::string_view library_products_text(Gemm gemm) {
  if (gemm == Gemm::eigen) return eigen_text;
  return gemm == Gemm::blas ? blas_text : "";
}

}  // namespace nngen::codegen
