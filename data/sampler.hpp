#pragma once
// The order in which an epoch takes samples. All of it is a function of the generator's state:
// the same seed gives the same order everywhere.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/initialise.hpp"

namespace nngen::data {

/// Each of 0 … count − 1 once (Fisher and Yates's shuffle, from the end).
std::vector<std::size_t> shuffled(std::size_t count, runtime::Random& random);

/// As many samples as there are labels, each class that occurs equally often, or one time more:
/// samples of a rare class come more than once, not all of a frequent one come. Within a class
/// every sample has come before one comes again.
std::vector<std::size_t> balanced(std::span<const std::uint32_t> labels, runtime::Random& random);

/// `count` samples, each drawn with a probability in proportion to its loss. A loss that is not
/// positive and finite counts as 0; where all do, every sample is equally probable.
std::vector<std::size_t> by_loss(std::span<const double> losses, std::size_t count,
                                 runtime::Random& random);

/// The order in pieces of `size`, of which the last one may be shorter. They are views of it.
std::vector<std::span<const std::size_t>> batches(std::span<const std::size_t> order,
                                                  std::size_t size);

}  // namespace nngen::data
