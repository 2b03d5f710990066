#pragma once
// The rate of multiply-adds that the processor reaches with nothing to load.

namespace nngen::timing {

/// Multiply-adds on registers alone; flops_of_peak each call.
void run_peak(long calls);
double flops_of_peak();

}  // namespace nngen::timing
