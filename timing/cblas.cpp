#include "cblas.hpp"

#include <type_traits>

#include <dlfcn.h>

namespace nngen::timing {

namespace {

// The numbers of CBLAS's enumerations.
constexpr int column_major = 102;
int code(char transposed) { return transposed == 'T' ? 112 : 111; }
int length(Index n) { return static_cast<int>(n); }

struct Library {
  const char* name;
  const char* file;
};
constexpr Library libraries[] = {{"OpenBLAS", "libopenblas.so.0"},
                                 {"BLIS", "libblis.so.4"},
                                 {"ATLAS", "libcblas.so.3"},
                                 {"MKL", "libmkl_rt.so.2"}};

void* function(void* library, const char* in_float, const char* in_double) {
  return dlsym(library, std::is_same_v<Scalar, float> ? in_float : in_double);
}

std::vector<Cblas> load_all() {
  std::vector<Cblas> found;
  for (const Library& library : libraries) {
    void* const loaded = dlopen(library.file, RTLD_NOW | RTLD_LOCAL);
    if (loaded == nullptr) continue;
    void* const gemm = function(loaded, "cblas_sgemm", "cblas_dgemm");
    void* const gemv = function(loaded, "cblas_sgemv", "cblas_dgemv");
    void* const ger = function(loaded, "cblas_sger", "cblas_dger");
    if (gemm != nullptr && gemv != nullptr && ger != nullptr) {
      found.emplace_back(library.name, gemm, gemv, ger);
    }
  }
  return found;
}

}  // namespace

const std::vector<Cblas>& all_cblas() {
  static const std::vector<Cblas> found = load_all();
  return found;
}

void Cblas::gemm(char transposed_a, char transposed_b, Index rows, Index cols, Index depth,
                 Scalar alpha, const Scalar* a, Index stride_a, const Scalar* b, Index stride_b,
                 Scalar beta, Scalar* c) const {
  using Function = void(int, int, int, int, int, int, Scalar, const Scalar*, int, const Scalar*,
                        int, Scalar, Scalar*, int);
  reinterpret_cast<Function*>(gemm_)(column_major, code(transposed_a), code(transposed_b),
                                     length(rows), length(cols), length(depth), alpha, a,
                                     length(stride_a), b, length(stride_b), beta, c, length(rows));
}

void Cblas::gemv(char transposed_a, Index rows, Index cols, Scalar alpha, const Scalar* a,
                 const Scalar* x, Scalar beta, Scalar* y) const {
  using Function = void(int, int, int, int, Scalar, const Scalar*, int, const Scalar*, int, Scalar,
                        Scalar*, int);
  reinterpret_cast<Function*>(gemv_)(column_major, code(transposed_a), length(rows), length(cols),
                                     alpha, a, length(rows), x, 1, beta, y, 1);
}

void Cblas::ger(Index rows, Index cols, Scalar alpha, const Scalar* x, const Scalar* y,
                Scalar* a) const {
  using Function =
      void(int, int, int, Scalar, const Scalar*, int, const Scalar*, int, Scalar*, int);
  reinterpret_cast<Function*>(ger_)(column_major, length(rows), length(cols), alpha, x, 1, y, 1, a,
                                    length(rows));
}

}  // namespace nngen::timing
