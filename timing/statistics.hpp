#pragma once
// Medians, and intervals of medians that assume nothing about how times are distributed.

#include <vector>

namespace nngen::timing {

/// The middle of the values, of which there is at least one; the mean of the two in the middle
/// where their number is even.
double median(std::vector<double> values);

/// A median and the interval that contains the median of all possible values with at least 95 %.
struct Estimate {
  double median = 0;
  double lower = 0;
  double upper = 0;
};

/// The interval of the sign test: the k-th smallest and the k-th largest value, with the largest k
/// for which 2·P(B < k) ≤ 5 %, B binomial with n trials of probability ½. With fewer than six
/// values no k is enough: then it goes from the smallest to the largest, with less certainty.
Estimate estimate(std::vector<double> values);

/// The estimate of the ratios numerator[r] / denominator[r] of the same round each: what slows the
/// machine for a round slows both.
Estimate estimate_ratio(const std::vector<double>& numerator,
                        const std::vector<double>& denominator);

}  // namespace nngen::timing
