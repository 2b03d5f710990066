#include "codegen/statement_formulas.hpp"

#include <algorithm>

#include "codegen/running_line.hpp"

namespace nngen::codegen {
namespace {

void add_line(std::vector<std::string>& lines, std::string line) {
  const bool is_new = std::find(lines.begin(), lines.end(), line) == lines.end();
  if (is_new && !line.empty()) lines.push_back(std::move(line));
}

}  // namespace

std::vector<std::string> StatementFormulas::of(const ir::Statement& statement) {
  std::vector<std::string> lines;
  if (!texts_.line) return lines;
  ++printed_;
  for (const ir::NodeId node : statement.origin) {
    std::size_t& last = shown_[node];
    const bool goes_on = last != 0 && last + 1 >= printed_;
    last = printed_;
    if (!goes_on) add_line(lines, texts_.line(node));
  }
  return lines;
}

std::vector<std::string> StatementFormulas::of_loop(const Loop& loop, std::size_t statement) {
  std::vector<std::string> lines;
  if (!texts_.line) return lines;
  ++printed_;
  const auto formula = [&](std::size_t time, std::size_t n) {
    const auto& nodes = kernels_.statements[loop.first + time * loop.period + statement].origin;
    return n < nodes.size() ? texts_.line(nodes[n]) : std::string();
  };
  const std::size_t nodes = kernels_.statements[loop.first + statement].origin.size();
  for (std::size_t n = 0; n < nodes; ++n) {
    const std::string first = formula(0, n);
    const std::string second = formula(1, n);
    const std::string last = formula(loop.count - 1, n);
    std::string line = running_line(first, second, last, loop.count);
    if (line.empty()) {  // the first one may be written another way
      add_line(lines, first);
      line = running_line(second, formula(2, n), last, loop.count - 1);
    }
    add_line(lines, std::move(line));
  }
  return lines;
}

}  // namespace nngen::codegen
