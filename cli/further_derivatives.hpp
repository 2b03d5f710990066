#pragma once
// `--with jacobian,hessian,hvp,jvp`: functions beside those of the loss, its gradient and the
// outputs.

#include <optional>

#include "cli/engines.hpp"
#include "cli/failure.hpp"
#include "cli/options.hpp"
#include "cli/task.hpp"
#include "runtime/evaluate.hpp"

namespace nngen::cli {

/// Adds what the options ask for to the task's program; a failure where it has no meaning here or
/// would be too large.
std::optional<Failure> add_further_derivatives(Task& task, const Options& options);

/// Why the derivatives cannot be compared with the reference, entry by entry; else nothing.
std::optional<Failure> too_large_to_compare(const Task& task);

/// A direction, where the point has none.
void draw_direction(const Task& task, std::uint64_t seed, runtime::Point& point);

/// Puts in their places what the reference computes: on scalar tapes and dual numbers, without a
/// rule.
void take_further_reference(const Task& task, const runtime::Point& point, Numbers& numbers);

/// The Hessian by the derived formulas: their product with each unit direction.
void take_derived_hessian(const Task& task, const runtime::Point& point, Numbers& numbers);

}  // namespace nngen::cli
