#include "cli/open_sizes.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "parser/parse_program.hpp"

namespace nngen::cli {
namespace {

std::set<std::string> open_sizes(const ir::Program& program) {
  std::set<std::string> names;
  for (const ir::Declaration& declaration : program.declarations) {
    for (const ir::Dim& dim : {declaration.shape.rows, declaration.shape.cols}) {
      for (const std::string& symbol : dim.symbols()) names.insert(symbol);
    }
  }
  return names;
}

bool is_prime(std::int64_t number) {
  for (std::int64_t divisor = 2; divisor * divisor <= number; ++divisor) {
    if (number % divisor == 0) return false;
  }
  return true;
}

std::int64_t next_prime(std::int64_t number) {
  do ++number;
  while (!is_prime(number));
  return number;
}

}  // namespace

bool has_open_sizes(const ir::Program& program) { return !open_sizes(program).empty(); }

std::size_t count_size_orders(const Task& task) {
  const std::size_t count = open_sizes(task.program).size();
  constexpr std::size_t of_many = 2;  // the order of the names, and back
  return count <= 1 ? 1 : count == 2 ? 2 : count == 3 ? 6 : of_many;
}

std::optional<SizedFile> with_small_sizes(const Task& task, const Options& options,
                                          std::size_t order) {
  const std::set<std::string> sorted = open_sizes(task.program);
  std::vector<std::string> names(sorted.begin(), sorted.end());
  if (names.size() > 3) {
    if (order == 1) std::reverse(names.begin(), names.end());
  } else {
    for (std::size_t i = 0; i < order; ++i) std::next_permutation(names.begin(), names.end());
  }
  // A file with R^(n-4) needs an n beyond 4.
  for (const std::int64_t above : {1, 4, 10, 30}) {
    SizedFile file;
    parser::ElaborateOptions sized = elaborate_options(options);
    std::int64_t size = above;
    for (const std::string& name : names) {
      size = next_prime(size);
      file.sizes[name] = size;
      sized.defines[name] = static_cast<double>(size);
    }
    ir::Diagnostics ignored;
    auto program = parser::parse_program(task.source, sized, ignored);
    if (!program) continue;
    file.program = *std::move(program);
    return file;
  }
  return std::nullopt;
}

}  // namespace nngen::cli
