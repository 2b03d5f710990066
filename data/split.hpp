#pragma once
// A data set in parts: for training, for validation, for the test.

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"

namespace nngen::data {

struct SplitOptions {
  std::vector<double> fractions;  // of the samples; they are positive and sum to 1
  std::uint64_t seed = 0;
  bool is_stratified = false;  // each part has each class in the same proportion, as near as can be
};

/// The samples of each part, in the order of the data set. The sizes are the fractions, rounded so
/// that they sum to all samples; the same seed gives the same parts. A part without a sample, and a
/// stratified split without labels, are errors.
Result<std::vector<std::vector<std::size_t>>> split_samples(const Dataset& data,
                                                            const SplitOptions& options);

/// The parts as data sets of their own.
Result<std::vector<Dataset>> split(const Dataset& data, const SplitOptions& options);

}  // namespace nngen::data
