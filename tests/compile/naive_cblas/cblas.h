/* The routines of CBLAS that emitted headers call, as plain loops: every entry where the standard says. */
#ifndef NNGEN_TESTS_CBLAS_H
#define NNGEN_TESTS_CBLAS_H

typedef enum { CblasRowMajor = 101, CblasColMajor = 102 } CBLAS_ORDER;
typedef enum { CblasNoTrans = 111, CblasTrans = 112 } CBLAS_TRANSPOSE;

#define NNGEN_TESTS_CBLAS(T, GEMM, GEMV)                                                          \
  inline void GEMM(CBLAS_ORDER, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, int m, int n, int k, T alpha, \
                   const T* a, int lda, const T* b, int ldb, T beta, T* c, int ldc) {             \
    for (int j = 0; j < n; ++j) {                                                                 \
      for (int i = 0; i < m; ++i) {                                                               \
        T sum = 0;                                                                                \
        for (int l = 0; l < k; ++l) {                                                             \
          sum += (ta == CblasTrans ? a[l + i * lda] : a[i + l * lda]) *                           \
                 (tb == CblasTrans ? b[j + l * ldb] : b[l + j * ldb]);                            \
        }                                                                                         \
        c[i + j * ldc] = alpha * sum + (beta == 0 ? T(0) : beta * c[i + j * ldc]);                \
      }                                                                                           \
    }                                                                                             \
  }                                                                                               \
  inline void GEMV(CBLAS_ORDER, CBLAS_TRANSPOSE ta, int m, int n, T alpha, const T* a, int lda,   \
                   const T* x, int dx, T beta, T* y, int dy) {                                    \
    const int rows = ta == CblasTrans ? n : m;                                                    \
    const int cols = ta == CblasTrans ? m : n;                                                    \
    for (int i = 0; i < rows; ++i) {                                                              \
      T sum = 0;                                                                                  \
      for (int l = 0; l < cols; ++l) {                                                            \
        sum += (ta == CblasTrans ? a[l + i * lda] : a[i + l * lda]) * x[l * dx];                  \
      }                                                                                           \
      y[i * dy] = alpha * sum + (beta == 0 ? T(0) : beta * y[i * dy]);                            \
    }                                                                                             \
  }

NNGEN_TESTS_CBLAS(float, cblas_sgemm, cblas_sgemv)
NNGEN_TESTS_CBLAS(double, cblas_dgemm, cblas_dgemv)

#endif
