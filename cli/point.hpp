#pragma once
// The point at which eval and check compute.

#include <span>
#include <vector>

#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "ir/result.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::cli {

/// The values that `--at` gives, which must be enough for the roots, or random ones of the seed.
/// With numbers of type float the point is one that they can hold.
ir::Result<runtime::Point, std::vector<Failure>> point_of(const Options& options,
                                                          const ir::Program& program,
                                                          std::span<const ir::NodeId> roots);

}  // namespace nngen::cli
