#pragma once
// What a planned statement costs by the numbers of cost_model.hpp.

#include "codegen/lowering_target.hpp"
#include "ir/kernel.hpp"

namespace nngen::codegen {

/// Of one call of the function.
struct StatementCost {
  /// One an addition, multiplication, comparison, choice or function of a number; signs, loads and
  /// stores are none.
  double flops = 0;
  /// Of the entries that are read or written, each once, wherever they lie.
  double bytes_read = 0;
  double bytes_written = 0;
  /// Of the assumed machine: those of its instructions, or those in which its memory moves the
  /// bytes.
  double cycles = 0;

  double microseconds() const;
  StatementCost& operator+=(const StatementCost& other);
};

/// `at_hand`: a buffer whose entries the statement before has just read, column by column with this
/// one.
StatementCost cost_of(const ir::KernelProgram& program, const ir::Kernel& kernel,
                      const LoweringTarget& target, ir::BufferId at_hand = {});

/// Operations on numbers that a body takes for one entry.
double flops_of(const ir::Body& body);

/// Whether a body that runs on strips along the axis reads or writes entries that are no neighbours
/// there.
bool is_scattered(const ir::KernelProgram& program, const ir::Body& body,
                  const std::vector<ir::View>& views, ir::Lanes axis);

/// Whether a map is a copy whose neighbours lie across those of its source: the header has a kernel
/// for it.
bool is_transposed_copy(const ir::KernelProgram& program, const ir::Map& map);

}  // namespace nngen::codegen
