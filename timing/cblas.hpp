#pragma once
// Every library with a CBLAS interface that is installed. Each is loaded by itself, so that several
// can be compared in one run and none is needed to compile the bench.

#include <string>
#include <vector>

#include "scalar.hpp"

namespace nngen::timing {

/// Column-major matrices; transposed is 'T' or 'N'.
class Cblas {
 public:
  Cblas(std::string name, void* gemm, void* gemv, void* ger)
      : name_(std::move(name)), gemm_(gemm), gemv_(gemv), ger_(ger) {}
  const std::string& name() const { return name_; }

  /// c = alpha·a·b + beta·c with c rows × cols.
  void gemm(char transposed_a, char transposed_b, Index rows, Index cols, Index depth, Scalar alpha,
            const Scalar* a, Index stride_a, const Scalar* b, Index stride_b, Scalar beta,
            Scalar* c) const;
  /// y = alpha·a·x + beta·y; rows and cols are those of a as it stands in memory.
  void gemv(char transposed_a, Index rows, Index cols, Scalar alpha, const Scalar* a,
            const Scalar* x, Scalar beta, Scalar* y) const;
  /// a += alpha·x·yᵀ
  void ger(Index rows, Index cols, Scalar alpha, const Scalar* x, const Scalar* y, Scalar* a) const;

 private:
  std::string name_;
  void *gemm_, *gemv_, *ger_;
};

/// Those that are there; loaded once.
const std::vector<Cblas>& all_cblas();

}  // namespace nngen::timing
