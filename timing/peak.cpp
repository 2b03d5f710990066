#include "peak.hpp"

#include "vectors.hpp"

namespace nngen::timing {

namespace {

constexpr int chains = 12;  // enough to hide the latency of a multiply-add
constexpr int links = 256;  // in a call

}  // namespace

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

double flops_of_peak() { return 2.0 * chains * links * lanes; }

}  // namespace nngen::timing
