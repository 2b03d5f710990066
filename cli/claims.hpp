#pragma once
// What becomes of the claims of a file: ∇_W f = …, a derivative on the left.

#include <string>

#include "cli/task.hpp"

namespace nngen::cli {

/// Compares every claim with nngen's own derivative, by rules where they decide and at random points in any case;
/// symbolic sizes get values for that. Wrong ones, and those that are right only up to a layout or a factor, are
/// findings.
struct JudgedClaims {
  ir::Diagnostics findings;
  std::string right;  // one comment line for each claim that is right
};
JudgedClaims judge_claims(Task& task, const Options& options);

/// Says the findings; false if a claim is wrong.
bool report_claims(const JudgedClaims& claims, const Task& task);

}  // namespace nngen::cli
