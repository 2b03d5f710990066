#pragma once
// The formulas that stand above the statements of a function.

#include <map>
#include <string>
#include <vector>

#include "codegen/emit_header.hpp"
#include "codegen/roll_loops.hpp"

namespace nngen::codegen {

class StatementFormulas {
 public:
  StatementFormulas(const ir::KernelProgram& kernels, const FormulaTexts& texts)
      : kernels_(kernels), texts_(texts) {}

  /// Of the next statement: a node's formula stands above the first of those in a row that compute
  /// it.
  std::vector<std::string> of(const ir::Statement& statement);
  /// Of a statement of a loop: each formula once, with a running index where its subscripts count
  /// on.
  std::vector<std::string> of_loop(const Loop& loop, std::size_t statement);

 private:
  const ir::KernelProgram& kernels_;
  const FormulaTexts& texts_;
  std::map<ir::NodeId, std::size_t> shown_;  // by which statement last
  std::size_t printed_ = 0;
};

}  // namespace nngen::codegen
