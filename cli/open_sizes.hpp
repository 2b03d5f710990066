#pragma once
// Small numbers for the symbolic sizes of a file, so that its formulas can be evaluated.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "cli/options.hpp"
#include "cli/task.hpp"

namespace nngen::cli {

/// The file elaborated with the sizes.
struct SizedFile {
  std::map<std::string, std::int64_t> sizes;
  ir::Program program;
};

bool has_open_sizes(const ir::Program& program);
/// The orders in which the sizes may be: one makes XᵀX invertible, another XXᵀ.
std::size_t count_size_orders(const Task& task);
/// With different primes in the given order; nothing if the file makes sense with none of a few
/// choices.
std::optional<SizedFile> with_small_sizes(const Task& task, const Options& options,
                                          std::size_t order);

}  // namespace nngen::cli
