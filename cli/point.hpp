#pragma once
// The point at which eval, check and --verify compute.

#include <optional>
#include <span>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "ir/program.hpp"
#include "ir/result.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::cli {

/// The values that `--at` gives, which must be enough for the roots, or random ones of the seed.
/// With numbers of type float the point is one that they can hold. What is wrong is written to
/// standard error; there is no point then.
std::optional<runtime::Point> point_of(const Options& options, const ir::Program& program,
                                       std::span<const ir::NodeId> roots);

/// A random point, see runtime::generic_point.
ir::Result<runtime::Point, Failure> generic_point_of(const Options& options,
                                                     const ir::Program& program,
                                                     std::uint64_t seed);

}  // namespace nngen::cli
